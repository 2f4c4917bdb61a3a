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
  public let flow: Flow?
  public let start: RunStart
  public private(set) var startedAt: Timestamp
  public private(set) var endedAt: Timestamp?
  /// The session that owns the run now.
  public private(set) var session: String
  /// The files that define the workflow, as they were when the run began or
  /// went on.
  public private(set) var definition: Node
  public private(set) var nodes: [String: NodeState] = [:]
  /// Every call that passed the gate, in order.
  public private(set) var calls: [Call] = []
  /// The calls by the agents that executed them.
  private var callByAgent: [String: Int] = [:]
  /// Agents that began to work and belong to no call, by id.
  public private(set) var strays: [String: String] = [:]
  /// The turns of the main agent that belong to the run.
  public private(set) var turns: Set<String> = []
  /// Blocked stops in a row since something last went forward.
  public private(set) var stopBlocks = 0
  /// The answers already given, by the key of their cause.
  private var answers: [String: RecordedAnswer] = [:]
  /// The last answer to each final message of an agent, by its key.
  private var answeredMessages: [String: AnsweredMessage] = [:]
  private var lastBlockedStop: AnsweredMessage?
  private var settledEdges: [FlowEdgeName: Bool] = [:]
  /// The nodes that one way fewer leads to than when they were last looked at.
  private var doubtful: [String] = []
  /// Attempts that changed nothing: late, or of agents never admitted.
  public private(set) var lateAttempts: [Attempt] = []
  public private(set) var refusals: [Refusal] = []
  /// How the run was closed, if it is.
  public private(set) var outcome: RunOutcome?
  /// The path that the last accepted document on the way to END was written to.
  public private(set) var lastArtifact: String?

  /// The state after these events; nil if they don't begin with a start.
  public init?(flow: Flow?, events: [RunEvent]) {
    guard let first = events.first, case .runStarted(let start) = first.kind else { return nil }
    self.flow = flow
    self.start = start
    startedAt = first.at
    session = start.session
    definition = start.definition
    for node in flow?.nodes ?? [] { nodes[node.name] = NodeState(name: node.name) }
    for edge in flow?.edges(from: Flow.start) ?? [] { settledEdges[edge.name] = true }
    settle()
    for event in events { apply(event) }
  }
}

/// Where one node stands.
public struct NodeState: Sendable {
  public enum Outcome: Sendable, Hashable {
    case done
    /// Every way to it is dead, or its attempts are exhausted and the policy
    /// is to skip it.
    case skipped(because: String)
    case failed(because: String)
  }

  public let name: String

  public init(name: String) { self.name = name }

  /// The current activation, starting at 1.
  public var visit = 1
  public var outcome: Outcome?
  /// Why a document of it couldn't be checked; nobody may go on before that
  /// is mended.
  public var held: String?
  /// Rejected and lost attempts of this visit.
  public var failures = 0
  /// The last rejection's problems, to see whether the next one's are the same.
  public var lastProblems: Set<String> = []
  public var attempts: [Attempt] = []
  public var losses: [Loss] = []
  public var usage: [Usage] = []
  public var firstStart: Timestamp?
  public var end: Timestamp?

  /// The attempt whose document is the artifact.
  public var accepted: Attempt? { attempts.last { $0.outcome == .accepted } }
  /// Attempts of the current visit.
  public var attemptsOfVisit: Int { attempts.count { $0.visit == visit } }
}

/// One call that passed the gate.
public struct Call: Sendable {
  public enum End: Sendable, Hashable {
    case settled, lost, released
  }

  public var admission: Admission
  public var agentID: String?
  public var startedAt: Timestamp?
  /// Whether the host said that the main agent doesn't wait for it.
  public var isBackground = false
  public var end: End?

  public var isOpen: Bool { end == nil }
}

/// Where a node stands, in a word.
public enum NodeStatus: String, Sendable, Hashable {
  case waiting, ready, admitted, running, held, done, skipped, failed
}

/// Where a run stands, in a word.
public enum RunPhase: Sendable, Hashable {
  /// Nodes are ready or at work.
  case running
  /// A node failed, and others are still at work.
  case failing
  /// Nothing can go on before something of ours is mended.
  case held
  case complete, failed, terminated
  case closed(RunOutcome)
}

extension RunState {
  public func status(of node: String) -> NodeStatus {
    guard let state = nodes[node] else { return flow == nil ? .ready : .waiting }
    switch state.outcome {
    case .done: return .done
    case .skipped: return .skipped
    case .failed: return .failed
    case nil: break
    }
    if state.held != nil { return .held }
    if let call = openCalls(of: node).first { return call.startedAt == nil ? .admitted : .running }
    return isReady(node) ? .ready : .waiting
  }

  /// The nodes that may be called now, in the flow's order.
  public var readyNodes: [String] {
    (flow?.nodes ?? []).map(\.name).filter { status(of: $0) == .ready }
  }

  /// The nodes before `node` that keep it from being ready, with their state.
  public func blockers(of node: String) -> [(node: String, status: NodeStatus)] {
    (flow?.edges(into: node) ?? [])
      .filter { !$0.isBack && settledEdges[$0.name] == nil }
      .map { ($0.from, status(of: $0.from)) }
  }

  /// The visit that a call of the node would be for: without a flow a node
  /// that is done may be visited again.
  public func nextVisit(of node: String) -> Int {
    guard let state = nodes[node] else { return 1 }
    return flow == nil && state.outcome != nil ? state.visit + 1 : state.visit
  }

  /// Calls that passed the gate and haven't ended.
  public var openCalls: [Call] { calls.filter(\.isOpen) }

  public func openCalls(of node: String) -> [Call] { calls.filter { $0.isOpen && $0.admission.node == node } }

  public func call(ofAgent agentID: String) -> Call? { callByAgent[agentID].map { calls[$0] } }

  public func call(toolUseID: String) -> Call? { calls.last { $0.admission.toolUseID == toolUseID } }

  /// The answer that was given to the same cause before.
  public func answer(key: String) -> RecordedAnswer? { answers[key] }

  /// The answer that was given to the same final message before; `begin` is
  /// when the hook began that asks.
  ///
  /// Without a transcript equal words are one message: the same words lead to
  /// the same verdict.
  public func answer(to message: MessageIdentity, hasTranscript: Bool, begunAt begin: Timestamp) -> RecordedAnswer? {
    answeredMessages[message.key].flatMap {
      copied(message, $0, window: hasTranscript ? Self.messageWindow : nil, begin)
    }
  }

  /// Whether a message of these words was answered at any time.
  package func hasAnswered(_ message: MessageIdentity) -> Bool { answeredMessages[message.key] != nil }

  /// The answer to the same end of a turn; without a transcript each counts.
  public func answer(toStop message: MessageIdentity, hasTranscript: Bool, begunAt begin: Timestamp) -> RecordedAnswer?
  {
    lastBlockedStop.flatMap { copied(message, $0, window: hasTranscript ? Self.stopWindow : -1, begin) }
  }

  /// Copies of a hook start together; an agent that is asked again needs a
  /// turn of its model first. In milliseconds.
  private static let messageWindow = 2_000
  private static let stopWindow = 250

  private func copied(
    _ message: MessageIdentity, _ earlier: AnsweredMessage, window: Int?, _ begin: Timestamp
  ) -> RecordedAnswer? {
    let age = begin.milliseconds - earlier.at.milliseconds
    return message.isCopy(of: earlier.identity, after: age, window: window) ? earlier.answer : nil
  }

  /// Whether a node failed whose policy is to end the whole run.
  public var isTerminated: Bool {
    nodes.values.contains { node in
      guard case .failed = node.outcome else { return false }
      return node.attempts.last?.policy == .terminate || node.losses.last?.policy == .terminate
    }
  }

  public var failedNodes: [String] { names { if case .failed = $0.outcome { true } else { false } } }
  public var heldNodes: [String] { names { $0.held != nil && $0.outcome == nil } }

  /// The nodes of whom something is so, in the flow's order.
  private func names(where isSo: (NodeState) -> Bool) -> [String] {
    let order = flow?.nodes.map(\.name) ?? nodes.keys.sorted()
    return order.filter { nodes[$0].map(isSo) ?? false }
  }

  /// Whether an edge into END was taken.
  public var hasReachedEnd: Bool {
    guard let flow else { return true }
    return flow.edges(into: Flow.end).contains { settledEdges[$0.name] == true }
  }

  public var phase: RunPhase {
    if let outcome { return .closed(outcome) }
    if isTerminated { return .terminated }
    let isWorking = calls.contains(where: \.isOpen)
    if !failedNodes.isEmpty { return isWorking ? .failing : .failed }
    if isWorking { return .running }
    // The gate lets nobody in while a node is held.
    if !heldNodes.isEmpty { return .held }
    if !readyNodes.isEmpty { return .running }
    return hasReachedEnd ? .complete : .failed
  }
}

// MARK: - The fold

extension RunState {
  /// Takes one more event into account.
  public mutating func apply(_ event: RunEvent) {
    switch event.kind {
    case .runStarted(let start):
      remember(start.key, "start", start.answer)
      if let turn = start.promptID { turns.insert(turn) }
    case .turn(let promptID): turns.insert(promptID)
    case .admitted(let admission): admit(admission, event.at)
    case .refused(let refusal):
      refusals.append(refusal)
      remember(refusal.toolUseID, "call", refusal.answer)
    case .started(let agentID, let agent): begin(agentID, agent, event.at)
    case .joined(let agentID, let toolUseID):
      join(agentID, toolUseID, event.at)
      if let index = callByAgent[agentID] { calls[index].isBackground = true }
    case .attempt(let attempt): judge(attempt, event.at)
    case .lost(let loss): lose(loss, event.at)
    case .released(let toolUseID): close(toolUseID: toolUseID, .released)
    case .usage(let usage):
      nodes[usage.node]?.usage.append(usage)
      remember(usage.toolUseID, "usage", RecordedAnswer(.null))
    case .stopBlocked(let identity, let answer):
      stopBlocks += 1
      lastBlockedStop = AnsweredMessage(identity: identity, at: event.at, answer: answer)
    case .resumed(let resumption): resume(resumption)
    case .finished(let outcome):
      self.outcome = outcome
      endedAt = event.at
    case .sessionEnded, .unknown: break
    }
  }

  private mutating func remember(_ key: String?, _ kind: String, _ answer: RecordedAnswer) {
    if let key { answers[kind + ":" + key] = answer }
  }

  private mutating func admit(_ admission: Admission, _ at: Timestamp) {
    if nodes[admission.node] == nil { nodes[admission.node] = NodeState(name: admission.node) }
    // Without a flow a node may be visited again and again.
    if flow == nil, nodes[admission.node]?.outcome != nil {
      nodes[admission.node]?.outcome = nil
      nodes[admission.node]?.visit += 1
      nodes[admission.node]?.failures = 0
      nodes[admission.node]?.lastProblems = []
    }
    calls.append(Call(admission: admission))
    remember(admission.toolUseID, "call", admission.answer)
    if let turn = admission.promptID { turns.insert(turn) }
    stopBlocks = 0
  }

  private mutating func begin(_ agentID: String, _ agent: String, _ at: Timestamp) {
    stopBlocks = 0
    guard callByAgent[agentID] == nil else { return }
    let waiting = calls.indices.filter {
      calls[$0].isOpen && calls[$0].agentID == nil && calls[$0].admission.node == agent
    }
    if waiting.count == 1 {
      join(agentID, calls[waiting[0]].admission.toolUseID, at)
    } else {
      strays[agentID] = agent
    }
  }

  private mutating func join(_ agentID: String, _ toolUseID: String, _ at: Timestamp) {
    guard let index = calls.lastIndex(where: { $0.admission.toolUseID == toolUseID }) else { return }
    // The host's word beats an earlier guess from the order of events.
    if let old = calls[index].agentID, old != agentID {
      callByAgent[old] = nil
      if calls[index].isOpen { strays[old] = calls[index].admission.node }
    }
    if let guess = callByAgent[agentID], guess != index, calls[guess].isOpen {
      calls[guess].agentID = nil
      calls[guess].startedAt = nil
    }
    calls[index].agentID = agentID
    if calls[index].startedAt == nil { calls[index].startedAt = at }
    callByAgent[agentID] = index
    strays[agentID] = nil
    let node = calls[index].admission.node
    if nodes[node]?.firstStart == nil { nodes[node]?.firstStart = at }
  }

  private mutating func judge(_ attempt: Attempt, _ at: Timestamp) {
    answeredMessages[attempt.identity.key] = AnsweredMessage(identity: attempt.identity, at: at, answer: attempt.answer)
    guard counts(attempt) else {
      lateAttempts.append(attempt)
      return
    }
    if let toolUseID = attempt.toolUseID, !attempt.agentID.isEmpty { join(attempt.agentID, toolUseID, at) }
    stopBlocks = 0
    nodes[attempt.node]?.attempts.append(attempt)
    if attempt.outcome != .rejected { close(attempt, at) }
    switch attempt.outcome {
    case .accepted:
      finish(attempt.node, .done, at)
      take(attempt.edges, from: attempt.node)
      if attempt.edges.contains(where: { $0.to == Flow.end }) { lastArtifact = attempt.target }
    case .rejected, .exhausted:
      nodes[attempt.node]?.failures += 1
      nodes[attempt.node]?.lastProblems = Set(attempt.problems.map(\.identity))
      nodes[attempt.node]?.held = nil
      if attempt.outcome == .exhausted { exhaust(attempt.node, attempt.policy, at) }
    case .unchecked, .unassigned: nodes[attempt.node]?.held = attempt.note ?? attempt.outcome.rawValue
    case .late: break
    }
    settle()
  }

  /// Whether an attempt belongs to the current visit of a node that waits for
  /// it; without a flow a node may also hand over another document.
  private func counts(_ attempt: Attempt) -> Bool {
    guard attempt.outcome != .late, let node = nodes[attempt.node], node.visit == attempt.visit else { return false }
    return node.outcome == nil || flow == nil
  }

  private mutating func lose(_ loss: Loss, _ at: Timestamp) {
    let index =
      loss.toolUseID.flatMap { id in calls.lastIndex { $0.admission.toolUseID == id } }
      ?? loss.agentID.flatMap { callByAgent[$0] }
    if let index {
      // Two hooks may have seen the same end.
      guard calls[index].isOpen else { return }
      calls[index].end = .lost
    }
    guard nodes[loss.node]?.visit == loss.visit, nodes[loss.node]?.outcome == nil else { return }
    nodes[loss.node]?.losses.append(loss)
    nodes[loss.node]?.failures += 1
    nodes[loss.node]?.lastProblems = []
    nodes[loss.node]?.held = nil
    if let policy = loss.policy { exhaust(loss.node, policy, at) }
    settle()
  }

  private mutating func exhaust(_ node: String, _ policy: ExhaustedPolicy?, _ at: Timestamp) {
    switch policy ?? .fail {
    case .skip:
      finish(node, .skipped(because: "its attempts were exhausted"), at)
      take((flow?.edges(from: node) ?? []).filter { $0.label == nil }.map(\.name), from: node)
    case .fail, .terminate: finish(node, .failed(because: "its attempts were exhausted"), at)
    }
  }

  private mutating func finish(_ node: String, _ outcome: NodeState.Outcome, _ at: Timestamp) {
    nodes[node]?.outcome = outcome
    nodes[node]?.held = nil
    nodes[node]?.end = at
  }

  /// A run that goes on gets its failed nodes back with all their attempts.
  private mutating func resume(_ resumption: Resumption) {
    remember(resumption.key, "start", resumption.answer)
    if let turn = resumption.promptID { turns.insert(turn) }
    // Whoever gives a command waits for no agent in the foreground, and those
    // of another session are out of reach.
    for index in calls.indices where calls[index].isOpen {
      if session != resumption.session || !calls[index].isBackground { calls[index].end = .lost }
    }
    session = resumption.session
    definition = resumption.definition ?? definition
    outcome = nil
    endedAt = nil
    stopBlocks = 0
    for (name, state) in nodes {
      guard case .failed = state.outcome else { continue }
      nodes[name]?.outcome = nil
      nodes[name]?.end = nil
      nodes[name]?.visit += 1
      nodes[name]?.failures = 0
      nodes[name]?.lastProblems = []
    }
    settle()
  }

  private mutating func close(_ attempt: Attempt, _ at: Timestamp) {
    if let toolUseID = attempt.toolUseID {
      close(toolUseID: toolUseID, .settled)
    } else if let index = callByAgent[attempt.agentID] {
      calls[index].end = .settled
    }
  }

  private mutating func close(toolUseID: String, _ end: Call.End) {
    guard let index = calls.lastIndex(where: { $0.admission.toolUseID == toolUseID && $0.isOpen }) else { return }
    calls[index].end = end
  }

  private mutating func take(_ taken: [FlowEdgeName], from node: String) {
    for edge in flow?.edges(from: node) ?? [] {
      let isTaken = taken.contains(edge.name)
      settledEdges[edge.name] = isTaken
      if !isTaken { doubtful.append(edge.to) }
    }
  }

  private func isReady(_ node: String) -> Bool {
    let incoming = (flow?.edges(into: node) ?? []).filter { !$0.isBack }
    guard incoming.allSatisfy({ settledEdges[$0.name] != nil }) else { return false }
    return incoming.contains { settledEdges[$0.name] == true }
  }

  /// Skips the nodes that no way leads to any more, and those behind them.
  private mutating func settle() {
    while let name = doubtful.popLast() {
      guard let node = nodes[name], node.outcome == nil else { continue }
      let incoming = (flow?.edges(into: name) ?? []).filter { !$0.isBack }
      guard !incoming.isEmpty, incoming.allSatisfy({ settledEdges[$0.name] == false }) else { continue }
      nodes[name]?.outcome = .skipped(because: "no way leads to it any more")
      take([], from: name)
    }
  }
}

extension Flow.Edge {
  public var name: FlowEdgeName { FlowEdgeName(from: from, to: to, label: label) }
}
