public import Platform

/// One call that passed the gate.
public struct Call: Sendable {
  public enum End: Sendable, Hashable {
    case settled, lost, released
  }

  public var admission: Admission
  public var agentID: String?
  public var startedAt: Timestamp?
  /// Whether the host said that the main agent doesn't wait for it.
  public var isBackground = false
  public var end: End?

  public var isOpen: Bool { end == nil }

  /// When its agent should have handed in its document; nil for no limit.
  public var deadline: Timestamp? {
    guard let startedAt, let seconds = admission.timeout else { return nil }
    return startedAt.adding(seconds: seconds)
  }
}
