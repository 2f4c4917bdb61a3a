public import Platform

/// One call that passed the gate.
public struct Call: Sendable {
  /// What it was admitted for. The answer, and the turn, are the event's.
  public struct Admitted: Sendable {
    public var toolUseID: String
    public var node: String
    /// The activation of the node, starting at 1.
    public var visit: Int
    /// The place of its element in the list of a loop, starting at 0.
    public var item: Int?
    /// How many seconds its agent may work; nil for no limit.
    public var timeout: Int?
  }

  public enum End: Sendable, Hashable {
    case settled, lost, released
  }

  public var admission: Admitted
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

extension Call {
  init(_ admission: Admission) {
    self.init(
      admission: Admitted(
        toolUseID: admission.toolUseID, node: admission.node, visit: admission.visit, item: admission.item,
        timeout: admission.timeout))
  }
}
