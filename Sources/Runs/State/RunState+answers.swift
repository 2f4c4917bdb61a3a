public import Platform

// MARK: - Answers already given

extension RunState {
  /// The answer that was given to the same cause before.
  public func answer(key: String) -> RecordedAnswer? {
    event(in: answers.causes, of: key) { $0.cause == key }?.answer
  }

  /// The answer that was given to the same final message before; `begin` is
  /// when the hook began that asks.
  ///
  /// Without a transcript equal words are one message: the same words lead to
  /// the same verdict.
  public func answer(to message: MessageIdentity, hasTranscript: Bool, begunAt begin: Timestamp) -> RecordedAnswer? {
    answered(message).flatMap {
      copied(message, $0, window: hasTranscript ? Self.messageWindow : nil, begin)
    }
  }

  /// Whether a message of these words was answered at any time.
  package func hasAnswered(_ message: MessageIdentity) -> Bool { answered(message) != nil }

  /// The last event that answered a message of these words.
  private func answered(_ message: MessageIdentity) -> RunEvent? {
    event(in: answers.messages, of: message.key) { $0.message?.key == message.key }
  }

  /// The last event of a hash that is the wanted one.
  private func event(in places: GivenAnswers.Places, of key: String, _ isWanted: (RunEvent) -> Bool) -> RunEvent? {
    var found: RunEvent?
    _ = places.last(of: key) { sequence in
      guard let event = event(sequence), isWanted(event) else { return false }
      found = event
      return true
    }
    return found
  }

  /// Whether the last that happened is this session's end, of which the other
  /// copy of a doubled hook told.
  public func hasEnded(session: String) -> Bool {
    guard case .sessionEnded(session, _)? = event(sequence)?.kind else { return false }
    return true
  }

  /// An event by its number.
  func event(_ sequence: Int) -> RunEvent? {
    if let past, sequence <= past.count { return past.event(sequence) }
    return recent.last { $0.sequence == sequence }
  }

  /// The answer to the same end of a turn; without a transcript each counts.
  public func answer(
    toStop message: MessageIdentity, hasTranscript: Bool, begunAt begin: Timestamp
  ) -> RecordedAnswer? {
    answers.lastBlockedStop.flatMap { event($0) }.flatMap {
      copied(message, $0, window: hasTranscript ? Self.stopWindow : -1, begin)
    }
  }

  /// Copies of a hook start together; an agent that is asked again needs a
  /// turn of its model first. In milliseconds.
  private static let messageWindow = 2_000
  private static let stopWindow = 250

  private func copied(
    _ message: MessageIdentity, _ earlier: RunEvent, window: Int?, _ begin: Timestamp
  ) -> RecordedAnswer? {
    guard let known = earlier.message else { return nil }
    let age = begin.milliseconds - earlier.at.milliseconds
    return message.isCopy(of: known, after: age, window: window) ? earlier.answer : nil
  }
}

extension RunEvent {
  /// The message that the event answered.
  fileprivate var message: MessageIdentity? {
    switch kind {
    case .attempt(let attempt): attempt.identity
    case .stopBlocked(let identity, _): identity
    default: nil
    }
  }
}
