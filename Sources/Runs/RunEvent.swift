public import Documents
public import Flows
public import Platform

/// One thing that happened in a run: a line of its journal.
public struct RunEvent: Sendable {
  /// Its place in the journal, starting at 1.
  public var sequence: Int
  public var at: Timestamp
  public var kind: Kind

  public init(sequence: Int, at: Timestamp, kind: Kind) {
    self.sequence = sequence
    self.at = at
    self.kind = kind
  }

  public enum Kind: Sendable {
    /// The first line of every journal.
    case runStarted(RunStart)
    /// A turn of the main agent that belongs to the run began.
    case turn(promptID: String)
    /// A call passed the gate; its agent may start.
    case admitted(Admission)
    /// A call was turned away at the gate.
    case refused(Refusal)
    /// An agent of a node began to work.
    case started(agentID: String, agent: String)
    /// The host said which call an agent belongs to.
    case joined(agentID: String, toolUseID: String)
    /// An agent handed over a final message.
    case attempt(Attempt)
    /// A call that had started ended without a final message.
    case lost(Loss)
    /// A call passed the gate and never started.
    case released(toolUseID: String)
    /// What a finished agent consumed, as the host tells it.
    case usage(Usage)
    /// The main agent was held back from ending its turn.
    case stopBlocked(MessageIdentity, answer: RecordedAnswer)
    /// An interrupted run goes on.
    case resumed(Resumption)
    /// The session ended, whatever the state of the run.
    case sessionEnded(session: String, reason: String)
    /// The run is closed: calls of its agents are none of its business any more.
    case finished(RunOutcome)
    /// A kind that a newer version wrote; it changes nothing.
    case unknown(String)
  }
}

/// How a run ended.
public enum RunOutcome: String, Sendable, Hashable {
  case complete, failed, stalled, terminated
}

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
  public var definition: Node
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

/// A call that may run.
public struct Admission: Sendable {
  public var toolUseID: String
  public var node: String
  /// The activation of the node, starting at 1.
  public var visit: Int
  public var promptID: String?
  public var answer: RecordedAnswer

  public init(toolUseID: String, node: String, visit: Int, promptID: String?, answer: RecordedAnswer) {
    self.toolUseID = toolUseID
    self.node = node
    self.visit = visit
    self.promptID = promptID
    self.answer = answer
  }
}

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
  /// Its place among the attempts of the visit, starting at 1.
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
  /// Absolute path of the artifact.
  public var target: String?
  /// XXH64 of the artifact.
  public var artifactHash: String?
  public var header: Node?
  /// The edges that an accepted attempt takes, as `from` and `to`.
  public var edges: [FlowEdgeName]
  public var problems: [Problem]
  /// Why it is unchecked, late or unassigned.
  public var note: String?
  public var answer: RecordedAnswer

  public init(
    identity: MessageIdentity, node: String, visit: Int, number: Int, agentID: String, toolUseID: String?,
    outcome: Outcome,
    isGated: Bool, answer: RecordedAnswer
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
    edges = []
    problems = []
  }
}

/// An edge as the journal names it.
public struct FlowEdgeName: Sendable, Hashable {
  public var from: String
  public var to: String
  public var label: String?

  public init(from: String, to: String, label: String? = nil) {
    self.from = from
    self.to = to
    self.label = label
  }
}

/// The end of a call without a final message.
public struct Loss: Sendable {
  public var node: String
  public var visit: Int
  public var toolUseID: String?
  public var agentID: String?
  public var cause: String
  /// Set if this loss exhausted the node's attempts.
  public var policy: ExhaustedPolicy?

  public init(
    node: String, visit: Int, toolUseID: String?, agentID: String?, cause: String, policy: ExhaustedPolicy? = nil
  ) {
    self.node = node
    self.visit = visit
    self.toolUseID = toolUseID
    self.agentID = agentID
    self.cause = cause
    self.policy = policy
  }
}

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

/// The going on of an interrupted run.
public struct Resumption: Sendable {
  public var session: String
  public var key: String?
  public var promptID: String?
  /// The definition, if a file of it was mended.
  public var definition: Node?
  public var answer: RecordedAnswer

  public init(session: String, key: String?, promptID: String?, definition: Node? = nil, answer: RecordedAnswer) {
    self.definition = definition
    self.session = session
    self.key = key
    self.promptID = promptID
    self.answer = answer
  }
}
