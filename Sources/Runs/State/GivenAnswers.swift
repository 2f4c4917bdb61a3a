/// The answers that were given in a run, by the keys of their causes.
struct GivenAnswers: Sendable {
  enum Cause: String, Sendable {
    case start, call, usage
  }

  private var byCause: [String: RecordedAnswer] = [:]
  /// The last answer to each final message of an agent, by its key.
  private(set) var messages: [String: AnsweredMessage] = [:]
  private(set) var lastBlockedStop: AnsweredMessage?

  mutating func remember(_ key: String?, _ cause: Cause, _ answer: RecordedAnswer) {
    if let key { byCause[cause.rawValue + ":" + key] = answer }
  }

  mutating func remember(_ message: AnsweredMessage) { messages[message.identity.key] = message }

  mutating func rememberStop(_ message: AnsweredMessage) { lastBlockedStop = message }

  subscript(key: String) -> RecordedAnswer? { byCause[key] }
}
