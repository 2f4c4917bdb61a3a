public import Documents

/// The going on of an interrupted run.
public struct Resumption: Sendable {
  public var session: String
  public var key: String?
  public var promptID: String?
  /// The definition, if a file of it is another one now.
  public var definition: Node?
  /// What leaving each node that is still done comes to by that definition;
  /// nil unless the user forced the run to go on by it.
  public var kept: [Departure]?
  /// The items that are still done of loops that aren't, by their nodes.
  public var items: [String: [Int]]
  /// The nodes of a run without a flow whose accepted documents don't satisfy
  /// that definition: they are done no more.
  public var reset: [String]
  /// A node that the user wants to be run anew, with all that follows it.
  public var redo: String?
  public var answer: RecordedAnswer

  public init(
    session: String, key: String?, promptID: String?, definition: Node? = nil, kept: [Departure]? = nil,
    items: [String: [Int]] = [:], reset: [String] = [], redo: String? = nil, answer: RecordedAnswer
  ) {
    self.session = session
    self.key = key
    self.promptID = promptID
    self.definition = definition
    self.kept = kept
    self.items = items
    self.reset = reset
    self.redo = redo
    self.answer = answer
  }
}
