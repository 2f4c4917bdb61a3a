import Platform

/// A hook: one executable's answers to the events that are wired to it.
public protocol Hook: Sendable {
  /// The executable's name.
  var name: String { get }

  /// Whether a look at the payload shows that there is nothing to decide; it
  /// may be false for events that are none of ours, never true for others.
  func isNoneOfOurs(_ payload: [UInt8], in context: HookContext) -> Bool

  /// What is answered if the time is over before the event is read: a whole
  /// line, written beforehand, since every call prepares it. It must be right
  /// for every event of the executable.
  var unreadAnswer: StaticString { get }

  /// The same once it is known that the session has no run; nil if that makes
  /// no difference.
  var unreadAnswerOutsideARun: StaticString? { get }

  /// Decides; throws what keeps it from deciding.
  func answer(to event: HookEvent, in context: HookContext) throws(Breakdown) -> HookAnswer

  /// The answer to standard input that is no event.
  func answer(toBroken problem: String, in context: HookContext) -> (event: String, answer: HookAnswer)
}

extension Hook {
  public var unreadAnswerOutsideARun: StaticString? { nil }
}
