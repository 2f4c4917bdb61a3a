public import Documents

/// The start of a run, with all that a later hook needs to go on.
public struct RunStart: Sendable {
  /// The version of the journal's format; this is version 1.
  public var format: Int
  public var run: String
  public var workflow: String
  public var session: String
  /// The host's `prompt_id`, or the `tool_use_id` of a start by tool.
  public var key: String?
  /// The turn in which the run started.
  public var promptID: String?
  public var project: String
  public var workdir: String
  /// The workflow's input as its contract saw it, without the environment.
  public var input: Node
  /// Null in a state from a checkpoint, which has it for itself.
  public var definition: Node
  /// Null in a state from a checkpoint; `RunState.answer(key:)` finds it in
  /// the journal.
  public var answer: RecordedAnswer

  public static let currentFormat = 1

  public init(
    run: String, workflow: String, session: String, key: String?, promptID: String?, project: String, workdir: String,
    input: Node, definition: Node, answer: RecordedAnswer
  ) {
    format = Self.currentFormat
    self.run = run
    self.workflow = workflow
    self.session = session
    self.key = key
    self.promptID = promptID
    self.project = project
    self.workdir = workdir
    self.input = input
    self.definition = definition
    self.answer = answer
  }
}
