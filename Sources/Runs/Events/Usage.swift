/// What a call consumed.
public struct Usage: Sendable {
  public var toolUseID: String
  public var agentID: String?
  public var node: String
  public var tokens: Int?
  public var milliseconds: Int?
  public var toolUses: Int?

  public init(
    toolUseID: String, agentID: String?, node: String, tokens: Int?, milliseconds: Int?, toolUses: Int?
  ) {
    self.toolUseID = toolUseID
    self.agentID = agentID
    self.node = node
    self.tokens = tokens
    self.milliseconds = milliseconds
    self.toolUses = toolUses
  }
}
