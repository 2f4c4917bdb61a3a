/// An event that a state remembers: at hand, or a line of the journal which
/// is decoded if somebody asks.
enum PastEvent: Sendable {
  // Apart, since a state remembers thousands of lines and few events.
  indirect case known(RunEvent)
  case line(Int, JournalText)

  /// The event's number.
  var sequence: Int {
    switch self {
    case .known(let event): event.sequence
    case .line(let sequence, _): sequence
    }
  }

  private var kind: RunEvent.Kind? {
    switch self {
    case .known(let event): event.kind
    case .line(let sequence, let text): text.event(sequence)?.kind
    }
  }

  var attempt: Attempt? { if case .attempt(let attempt)? = kind { attempt } else { nil } }
  var loss: Loss? { if case .lost(let loss)? = kind { loss } else { nil } }
  var usage: Usage? { if case .usage(let usage)? = kind { usage } else { nil } }
  var refusal: Refusal? { if case .refused(let refusal)? = kind { refusal } else { nil } }
}
