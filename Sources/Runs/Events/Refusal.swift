/// A call that may not run.
public struct Refusal: Sendable {
  public var toolUseID: String
  public var node: String
  public var promptID: String?
  public var reason: String
  public var answer: RecordedAnswer

  public init(toolUseID: String, node: String, promptID: String?, reason: String, answer: RecordedAnswer) {
    self.toolUseID = toolUseID
    self.node = node
    self.promptID = promptID
    self.reason = reason
    self.answer = answer
  }
}
