public import Flows

/// The end of a call without a final message.
public struct Loss: Sendable {
  public var node: String
  public var visit: Int
  /// The place of its element in the list of a loop, starting at 0.
  public var item: Int?
  public var toolUseID: String?
  public var agentID: String?
  public var cause: String
  /// Set if this loss exhausted the node's attempts.
  public var policy: ExhaustedPolicy?

  public init(
    node: String, visit: Int, item: Int? = nil, toolUseID: String?, agentID: String?, cause: String,
    policy: ExhaustedPolicy? = nil
  ) {
    self.node = node
    self.visit = visit
    self.item = item
    self.toolUseID = toolUseID
    self.agentID = agentID
    self.cause = cause
    self.policy = policy
  }
}
