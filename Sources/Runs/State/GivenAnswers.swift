import Documents
import Platform

/// Which events hold the answers that were given in a run, by the hashes of
/// what they answered.
///
/// A long run has thousands, and a hook asks for one: so whoever finds an
/// event by its hash looks whether it is the one.
struct GivenAnswers: Sendable {
  /// The numbers of events, each beside its hash.
  struct Places: Sendable {
    private(set) var hashes = PackedWords()
    private(set) var sequences = PackedWords()

    private static func hash(of key: String) -> Int { Int(truncatingIfNeeded: XXH64.value(of: key)) }

    var isSound: Bool { hashes.count == sequences.count }

    mutating func append(_ key: String, _ sequence: Int) {
      hashes.append(Self.hash(of: key))
      sequences.append(sequence)
    }

    /// The number of the last event of a key's hash that is the wanted one.
    func last(of key: String, where isWanted: (Int) -> Bool) -> Int? {
      let hash = Self.hash(of: key)
      var end = hashes.count
      while let place = hashes.lastPlace(of: hash, before: end) {
        if isWanted(sequences[place]) { return sequences[place] }
        end = place
      }
      return nil
    }
  }

  /// Answers to starts, calls, notices of usage and commands that close a run.
  var causes = Places()
  /// Answers to final messages of agents.
  var messages = Places()
  /// The number of the last event that held the main agent back.
  var lastBlockedStop: Int?

  mutating func remember(_ event: RunEvent) {
    if case .stopBlocked = event.kind { lastBlockedStop = event.sequence }
    if let cause = event.cause { causes.append(cause, event.sequence) }
    if case .attempt(let attempt) = event.kind {
      messages.append(attempt.identity.key, event.sequence)
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
