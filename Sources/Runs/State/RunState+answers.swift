public import Platform

// MARK: - Answers already given

extension RunState {
  /// The answer that was given to the same cause before.
  public func answer(key: String) -> RecordedAnswer? { answers[key] }

  /// The answer that was given to the same final message before; `begin` is
  /// when the hook began that asks.
  ///
  /// Without a transcript equal words are one message: the same words lead to
  /// the same verdict.
  public func answer(to message: MessageIdentity, hasTranscript: Bool, begunAt begin: Timestamp) -> RecordedAnswer? {
    answers.messages[message.key].flatMap {
      copied(message, $0, window: hasTranscript ? Self.messageWindow : nil, begin)
    }
  }

  /// Whether a message of these words was answered at any time.
  package func hasAnswered(_ message: MessageIdentity) -> Bool { answers.messages[message.key] != nil }

  /// The answer to the same end of a turn; without a transcript each counts.
  public func answer(
    toStop message: MessageIdentity, hasTranscript: Bool, begunAt begin: Timestamp
  ) -> RecordedAnswer? {
    answers.lastBlockedStop.flatMap { copied(message, $0, window: hasTranscript ? Self.stopWindow : -1, begin) }
  }

  /// Copies of a hook start together; an agent that is asked again needs a
  /// turn of its model first. In milliseconds.
  private static let messageWindow = 2_000
  private static let stopWindow = 250

  private func copied(
    _ message: MessageIdentity, _ earlier: AnsweredMessage, window: Int?, _ begin: Timestamp
  ) -> RecordedAnswer? {
    let age = begin.milliseconds - earlier.at.milliseconds
    return message.isCopy(of: earlier.identity, after: age, window: window) ? earlier.answer : nil
  }
}
