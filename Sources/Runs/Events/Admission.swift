public import Documents

/// A call that may run.
public struct Admission: Sendable {
  public var toolUseID: String
  public var node: String
  /// The activation of the node, starting at 1.
  public var visit: Int
  /// The place of its element in the list of a loop, starting at 0.
  public var item: Int?
  /// How many seconds its agent may work; nil for no limit.
  public var timeout: Int?
  public var promptID: String?
  /// The files that define the agent and that the run's definition doesn't
  /// have yet, as it keeps them: of a run without a flow nobody knows
  /// beforehand whom it will call.
  public var files: [Node]
  public var answer: RecordedAnswer

  public init(
    toolUseID: String, node: String, visit: Int, item: Int? = nil, timeout: Int? = nil, promptID: String?,
    files: [Node] = [], answer: RecordedAnswer
  ) {
    self.files = files
    self.item = item
    self.timeout = timeout
    self.toolUseID = toolUseID
    self.node = node
    self.visit = visit
    self.promptID = promptID
    self.answer = answer
  }
}
