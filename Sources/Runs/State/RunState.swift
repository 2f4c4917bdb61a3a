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
  /// went on.
  public internal(set) var definition: Node
  public internal(set) var nodes: NodeTable
  /// Nodes that a changed flow no longer has and that had run, with what they
  /// have behind them.
  public internal(set) var formerNodes: [NodeState] = []
  /// nil without a flow.
  package internal(set) var progress: FlowProgress?
  /// The flow's variables, with what was set since.
  public internal(set) var variables: Object
  /// Every call that passed the gate, in order.
  public internal(set) var calls: [Call] = []
  /// Places in `calls` of those that haven't ended, in order.
  var openPlaces: [Int] = []
  /// Places in `calls`.
  var callByTool: [String: Int] = [:]
  var callByAgent: [String: Int] = [:]
  /// Agents that began to work and belong to no call, by id.
  public internal(set) var strays: [String: Stray] = [:]
  /// The turns of the main agent that belong to the run.
  public internal(set) var turns: Set<String> = []
  /// Blocked stops in a row since something last went forward.
  public internal(set) var stopBlocks = 0
  /// The answers already given.
  var answers = GivenAnswers()
  /// Attempts that changed nothing: late, or of agents never admitted.
  public internal(set) var lateAttempts: [Attempt] = []
  public internal(set) var refusals: [Refusal] = []
  /// How the run was closed, if it is.
  public internal(set) var outcome: RunOutcome?
  /// The number of the last event.
  public internal(set) var sequence = 0

  /// The state after these events; nil if they don't begin with a start.
  public init?(flow: Flow?, events: some Sequence<RunEvent>) {
    var iterator = events.makeIterator()
    guard let first = iterator.next(), case .runStarted(let start) = first.kind else { return nil }
    self.init(flow: flow, start: start, at: first.at)
    apply(first)
    while let event = iterator.next() { apply(event) }
  }

  private init(flow: Flow?, start: RunStart, at time: Timestamp) {
    self.flow = flow
    self.start = start
    startedAt = time
    lastBegin = time
    session = start.session
    definition = start.definition
    nodes = NodeTable(names: flow?.nodes.map(\.name) ?? [])
    progress = flow.map { FlowProgress($0) }
    variables = flow?.state ?? Object()
    for name in variables.keys {
      if let value = start.input["header"]?[name] { variables.set(name, value) }
    }
    drain(at: time)
  }

  /// Takes one more event into account.
  public mutating func apply(_ event: RunEvent) {
    sequence = event.sequence
    switch event.kind {
    case .runStarted(let start):
      answers.remember(start.key, .start, start.answer)
      if let turn = start.promptID { turns.insert(turn) }
    case .turn(let promptID): turns.insert(promptID)
    case .admitted(let admission): admit(admission)
    case .refused(let refusal):
      refusals.append(refusal)
      answers.remember(refusal.toolUseID, .call, refusal.answer)
    case .started(let agentID, let agent): begin(agentID, agent, event.at)
    case .joined(let agentID, let toolUseID):
      join(agentID, toolUseID, event.at)
      if let place = callByAgent[agentID] { calls[place].isBackground = true }
    case .attempt(let attempt): judge(attempt, event.at)
    case .lost(let loss): lose(loss, event.at)
    case .left(let departure): leave(departure, event.at)
    case .released(let toolUseID): release(toolUseID: toolUseID)
    case .usage(let usage):
      note(usage)
      answers.remember(usage.toolUseID, .usage, RecordedAnswer(.null))
    case .stopBlocked(let identity, let answer):
      stopBlocks += 1
      answers.rememberStop(AnsweredMessage(identity: identity, at: event.at, answer: answer))
    case .resumed(let resumption): resume(resumption, event.at)
    case .finished(let outcome):
      self.outcome = outcome
      endedAt = event.at
    case .sessionEnded, .unknown: break
    }
  }
}
