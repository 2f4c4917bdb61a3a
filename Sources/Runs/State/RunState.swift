public import Documents
public import Flows
public import Platform

/// Where a run stands: a pure fold of its flow and its journal.
///
/// The fold evaluates no expression and reads no file; what had to be decided
/// when an event happened is part of the event.
public struct RunState: Sendable {
  /// nil for a workflow without a flow: its contracts are checked, its order
  /// is not.
  public internal(set) var flow: Flow?
  public let start: RunStart
  public let startedAt: Timestamp
  /// When the run began, or last went on.
  public internal(set) var lastBegin: Timestamp
  public internal(set) var endedAt: Timestamp?
  /// The session that owns the run now.
  public internal(set) var session: String
  /// The files that define the workflow, as they were when the run began or
  /// went on; without a flow those of an agent as they were when it was first
  /// admitted.
  public internal(set) var definition: StoredDefinition
  public internal(set) var nodes: NodeTable
  /// Nodes that a changed flow no longer has and that had run, with what they
  /// have behind them.
  public internal(set) var formerNodes: [NodeState] = []
  /// nil without a flow.
  package internal(set) var progress: FlowProgress?
  /// The flow's variables, with what was set since.
  public internal(set) var variables: Object
  /// Every call that passed the gate, in order.
  public internal(set) var calls = CallTable()
  /// Places in `calls` of those that haven't ended, in order.
  var openPlaces: [Int] = []
  /// Agents that began to work and belong to no call, by id.
  public internal(set) var strays: [String: Stray] = [:]
  /// The turns of the main agent that belong to the run.
  public internal(set) var turns: Set<String> = []
  /// Blocked stops in a row since something last went forward.
  public internal(set) var stopBlocks = 0
  /// The answers already given.
  var answers = GivenAnswers()
  var pastLateAttempts = PastEvents()
  var pastRefusals = PastEvents()
  /// How the run was closed, if it is.
  public internal(set) var outcome: RunOutcome?
  /// The number of the last event.
  public internal(set) var sequence = 0
  /// The journal up to the checkpoint from which the state was restored.
  var past: JournalText?
  /// What came since.
  var recent: [RunEvent] = []

  /// The state after these events; nil if they don't begin with a start.
  public init?(flow: Flow?, events: some Sequence<RunEvent>) {
    let events = Array(events)
    guard let first = events.first, case .runStarted(let start) = first.kind else { return nil }
    self.init(flow: flow, start: start, at: first.at)
    recent = events
    for event in events { take(event) }
  }

  private init(flow: Flow?, start: RunStart, at time: Timestamp) {
    self.flow = flow
    self.start = start
    startedAt = time
    lastBegin = time
    session = start.session
    definition = StoredDefinition(start.definition)
    nodes = NodeTable(names: flow?.nodes.map(\.name) ?? [])
    progress = flow.map { FlowProgress($0) }
    variables = flow?.state ?? Object()
    for name in variables.keys {
      if let value = start.input["header"]?[name] { variables.set(name, value) }
    }
    drain(at: time)
  }

  /// Attempts that changed nothing: late, or of agents never admitted.
  public var lateAttempts: [Attempt] { pastLateAttempts.all.compactMap(\.attempt) }
  public var lateAttemptCount: Int { pastLateAttempts.count }
  public var refusals: [Refusal] { pastRefusals.all.compactMap(\.refusal) }

  /// Takes one more event into account.
  public mutating func apply(_ event: RunEvent) {
    recent.append(event)
    take(event)
  }

  private mutating func take(_ event: RunEvent) {
    sequence = event.sequence
    answers.remember(event)
    switch event.kind {
    case .runStarted(let start):
      if let turn = start.promptID { turns.insert(turn) }
    case .turn(let promptID): turns.insert(promptID)
    case .admitted(let admission): admit(admission)
    case .refused:
      pastRefusals.append(event)
    case .started(let agentID, let agent): begin(agentID, agent, event.at)
    case .joined(let agentID, let toolUseID):
      join(agentID, toolUseID, event.at)
      if let place = calls.place(ofAgent: agentID) { calls[place].isBackground = true }
    case .attempt(let attempt): judge(attempt, event)
    case .lost(let loss): lose(loss, event)
    case .left(let departure): leave(departure, event.at)
    case .released(let toolUseID): release(toolUseID: toolUseID)
    case .usage(let usage):
      note(usage, event)
    case .stopBlocked: stopBlocks += 1
    case .resumed(let resumption): resume(resumption, event.at)
    case .finished(let outcome, _, _):
      self.outcome = outcome
      endedAt = event.at
    case .sessionEnded, .unknown: break
    }
  }
}
