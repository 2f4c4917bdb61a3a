import Documents
import Platform

/// What tells one final message from the next, and two copies of a hook that
/// see one message from two messages.
///
/// The line of the transcript would tell it exactly, but it often comes some
/// ten milliseconds after the event that it belongs to, so that one copy may
/// see it and the other not. Then the words and the time decide.
public struct MessageIdentity: Sendable, Hashable {
  /// Made from the event alone: the same for all copies.
  public var key: String
  /// The transcript's line, if it was there already.
  public var uuid: String?

  public init(key: String, uuid: String?) {
    self.key = key
    self.uuid = uuid
  }

  /// Whether this is the same message as an earlier one.
  ///
  /// `milliseconds` is the time from the earlier one's answer to the start of
  /// the hook that asks. Before there was an answer nobody could say the same
  /// once more. After it, messages of equal words whose lines aren't both known
  /// are one message if no more than `window` lies between; nil is any time.
  package func isCopy(of other: MessageIdentity, after milliseconds: Int, window: Int?) -> Bool {
    guard key == other.key else { return false }
    if milliseconds < 0 { return true }
    if let uuid, let earlier = other.uuid { return uuid == earlier }
    return window.map { milliseconds <= $0 } ?? true
  }
}
