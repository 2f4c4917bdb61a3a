public import Documents
public import Flows

/// What became of one final message.
public struct Attempt: Sendable {
  public enum Outcome: String, Sendable {
    /// The document satisfies the contract and is the node's artifact.
    case accepted
    /// It doesn't, and the agent was asked again.
    case rejected
    /// It doesn't, and the agent is not asked again.
    case exhausted
    /// Our own failure kept us from checking it; the node is held.
    case unchecked
    /// It came for a visit that is over, or was never admitted; kept only.
    case late
    /// Nobody can tell which of several calls it belongs to; the node is held.
    case unassigned
  }

  /// What ends the hold of an attempt that couldn't be checked.
  public enum Hold: String, Sendable {
    /// Mending what is broken.
    case broken
    /// Restoring a definition that was changed in mid run.
    case changed
  }

  /// A problem as the journal keeps it: enough to word it and to recognise it.
  public struct Problem: Sendable, Hashable {
    public var identity: String
    /// `line:column pointer: message`.
    public var line: String

    public init(identity: String, line: String) {
      self.identity = identity
      self.line = line
    }
  }

  public var identity: MessageIdentity
  public var node: String
  public var visit: Int
  /// The place of its element in the list of a loop, starting at 0.
  public var item: Int?
  /// Its place among the attempts of the visit or item, starting at 1.
  public var number: Int
  public var agentID: String
  public var toolUseID: String?
  public var outcome: Outcome
  /// What exhausted attempts lead to.
  public var policy: ExhaustedPolicy?
  /// Whether a contract was checked at all.
  public var isGated: Bool
  public var contract: String?
  public var contractVersion: String?
  /// Path of the kept text, relative to `.context/.run`.
  public var file: String?
  /// XXH64 of the kept text.
  public var hash: String?
  /// The kept text itself, if the event is what brought it to the disk: its
  /// file may be missing after a loss of power.
  public var text: String? {
    get { recordedText?.node.string }
    set { recordedText = newValue.map { RecordedJSON(.string($0)) } }
  }
  /// Absolute path of the artifact.
  public var target: String?
  /// XXH64 of the artifact.
  public var artifactHash: String?
  /// The header of an accepted document.
  public var header: Node? {
    get { recordedHeader?.node }
    set { recordedHeader = newValue.map { RecordedJSON($0) } }
  }
  /// What the end of its visit came to, if it ended it.
  public var departure: Departure?
  public var problems: [Problem]
  /// Why it is unchecked, in a word.
  public var hold: Hold?
  /// Why it is unchecked, late or unassigned.
  public var note: String?
  public var answer: RecordedAnswer
  var recordedText: RecordedJSON?
  var recordedHeader: RecordedJSON?

  public init(
    identity: MessageIdentity, node: String, visit: Int, number: Int, agentID: String, toolUseID: String?,
    outcome: Outcome, isGated: Bool, answer: RecordedAnswer
  ) {
    self.identity = identity
    self.node = node
    self.visit = visit
    self.number = number
    self.agentID = agentID
    self.toolUseID = toolUseID
    self.outcome = outcome
    self.isGated = isGated
    self.answer = answer
    problems = []
  }
}
