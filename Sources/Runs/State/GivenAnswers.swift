import Documents
import Platform

/// Which events hold the answers that were given in a run, by the hashes of
/// what they answered.
///
/// A long run has thousands, and a hook asks for one: so they are two lists
/// that a checkpoint keeps as they are, and whoever finds an event by its
/// hash looks whether it is the one.
struct GivenAnswers: Sendable {
  struct Place: Sendable {
    var hash: UInt64
    /// The number of the event.
    var sequence: Int
  }

  /// Answers to starts, calls, notices of usage and commands that close a run.
  var causes: [Place] = []
  /// Answers to final messages of agents.
  var messages: [Place] = []
  /// The number of the last event that held the main agent back.
  var lastBlockedStop: Int?

  mutating func remember(_ event: RunEvent) {
    if case .stopBlocked = event.kind { lastBlockedStop = event.sequence }
    if let cause = event.cause { causes.append(Place(hash: XXH64.value(of: cause), sequence: event.sequence)) }
    if case .attempt(let attempt) = event.kind {
      messages.append(Place(hash: XXH64.value(of: attempt.identity.key), sequence: event.sequence))
    }
  }
}

extension RunEvent {
  /// What the event's answer answered, with its kind before it: `start:`,
  /// `call:`, `usage:` or `stop:`; nil if it has none, or one to a message.
  var cause: String? {
    switch kind {
    case .runStarted(let start): start.key.map { "start:" + $0 }
    case .resumed(let resumption): resumption.key.map { "start:" + $0 }
    case .admitted(let admission): "call:" + admission.toolUseID
    case .refused(let refusal): "call:" + refusal.toolUseID
    case .usage(let usage): "usage:" + usage.toolUseID
    case .finished(_, let key, _): key.map { "stop:" + $0 }
    default: nil
    }
  }

  var answer: RecordedAnswer {
    switch kind {
    case .runStarted(let start): start.answer
    case .resumed(let resumption): resumption.answer
    case .admitted(let admission): admission.answer
    case .refused(let refusal): refusal.answer
    case .attempt(let attempt): attempt.answer
    case .stopBlocked(_, let answer): answer
    case .finished(_, _, let answer?): answer
    default: RecordedAnswer(.null)
    }
  }
}
