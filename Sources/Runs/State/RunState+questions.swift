import Flows
public import Platform

// MARK: - Questions: nodes

extension RunState {
  public func status(of name: String) -> NodeStatus {
    guard let place = nodes.place(of: name) else { return flow == nil ? .ready : .waiting }
    // By its place: of a thousand nodes each copy would be felt.
    switch nodes.values[place].outcome {
    case .done: return .done
    case .skipped: return .skipped
    case .failed: return .failed
    case nil: break
    }
    if nodes.values[place].held != nil { return .held }
    if canBeCalled(place) { return .ready }
    guard let call = openCalls(of: name).first(where: { $0.startedAt != nil }) ?? openCalls(of: name).first else {
      return .waiting
    }
    return call.startedAt == nil ? .admitted : .running
  }

  /// Whether a call of the node would find something to do.
  private func canBeCalled(_ place: Int) -> Bool {
    let node = nodes[place]
    guard node.due == nil, !node.pendingItems.isEmpty else { return false }
    guard let flow else { return openCalls(of: node.name).isEmpty }
    guard node.isActive, progress?.isHeldBack(Self.vertex(place)) == false else { return false }
    return openCalls(of: node.name).count < degree(of: place, flow)
  }

  /// How many calls of a node may be open.
  private func degree(of place: Int, _ flow: Flow) -> Int {
    min(flow.nodes[place].loop?.degree ?? 1, flow.execution.maxParallel)
  }

  /// The nodes that may be called now, in the flow's order.
  public var readyNodes: [String] {
    guard flow != nil else { return [] }
    let values = nodes.values
    return values.indices.filter { values[$0].outcome == nil && values[$0].held == nil && canBeCalled($0) }
      .map { values[$0].name }
  }

  /// The nodes before `node` that keep it from being ready, with their state.
  public func blockers(of node: String) -> [(node: String, status: NodeStatus)] {
    guard let flow, let progress else { return [] }
    return flow.incoming(node).filter { !flow.edges[$0].isBack && progress.edges[$0] == .open }
      .map { (flow.edges[$0].from, status(of: flow.edges[$0].from)) }
  }

  /// Where the flow is about to go back to, if that keeps the node from being
  /// ready.
  public func returnOver(_ node: String) -> [String] {
    guard let flow, let progress, let place = nodes.place(of: node), progress.isHeldBack(Self.vertex(place)) else {
      return []
    }
    return progress.pending.map { flow.edges[$0].to }
  }

  /// The visit that a call of the node would be for: without a flow a node
  /// that is done may be visited again.
  public func nextVisit(of name: String) -> Int {
    guard let node = nodes[name] else { return 1 }
    return flow == nil && node.outcome != nil ? node.visit + 1 : max(1, node.visit)
  }

  public var heldNodes: [String] { nodes.values.filter { $0.held != nil }.map(\.name) }

  /// The kept attempts of held nodes and items, which nobody could check.
  public var heldAttempts: [Attempt] {
    nodes.values.filter { $0.held != nil }.flatMap { node in
      node.items.filter { $0.held != nil }.compactMap { item in
        node.record.value.attempts.last { $0.visit == node.visit && ($0.item ?? 0) == item.index }?.attempt
      }
    }
  }

  public var failedNodes: [String] {
    nodes.values.filter { if case .failed = $0.outcome { true } else { false } }.map(\.name)
  }

  /// The failed nodes from which no label leads on.
  public var failingNodes: [String] { nodes.values.filter(\.failsRun).map(\.name) }
}

// MARK: - Questions: calls

extension RunState {
  /// Calls that passed the gate and haven't ended.
  public var openCalls: [Call] { openPlaces.map { calls[$0] } }

  public func openCalls(of node: String) -> [Call] { openCalls.filter { $0.admission.node == node } }

  /// Whether an agent that was given up may still work for its node: nobody
  /// else was called in its place.
  public func canBeRevived(_ call: Call) -> Bool {
    guard call.end == .lost, let node = nodes[call.admission.node], node.outcome == nil else { return false }
    return node.pendingItems.contains(call.admission.item ?? 0) && status(of: node.name) == .ready
  }

  public func call(ofAgent agentID: String) -> Call? { calls.place(ofAgent: agentID).map { calls[$0] } }

  /// When the agent should have handed in its document; nil for no limit.
  ///
  /// Nobody may know yet which of several calls an agent belongs to; they are
  /// calls of one node, and have the same limit.
  public func deadline(ofAgent agentID: String) -> Timestamp? {
    if let call = call(ofAgent: agentID) { return call.isOpen ? call.deadline : nil }
    guard let stray = strays[agentID], let call = openCalls(of: stray.node).first(where: { $0.agentID == nil }) else {
      return nil
    }
    return call.admission.timeout.map { stray.startedAt.adding(seconds: $0) }
  }

  /// Whether the agent of an open call must have begun to work, although
  /// nobody knows which of several agents it is: as many have begun as there
  /// are calls that wait for one.
  public func hasSurelyBegun(_ call: Call) -> Bool {
    let node = call.admission.node
    let waiting = openCalls(of: node).count { $0.agentID == nil }
    return call.agentID == nil && waiting > 0 && strays.values.count { $0.node == node } >= waiting
  }

  /// The agents that have begun to work for a node and belong to no call yet.
  public func strays(of node: String) -> [String] { strays.filter { $0.value.node == node }.map(\.key).sorted() }

  public func call(toolUseID: String) -> Call? { calls.place(ofTool: toolUseID).map { calls[$0] } }
}

// MARK: - Questions: the run

extension RunState {
  /// Whether a node failed whose policy is to end the whole run.
  public var isTerminated: Bool {
    nodes.values.contains { node in
      node.failsRun && node.items.contains(where: \.endsRun)
    }
  }

  /// Whether an edge into END was taken.
  public var hasReachedEnd: Bool {
    guard let flow, let progress else { return true }
    return flow.incoming(Flow.end).contains { progress.edges[$0] == .taken }
  }

  /// The path that the last accepted document on the way to END was written to.
  public var lastArtifact: String? {
    guard let flow, let progress else { return nil }
    let last = flow.incoming(Flow.end).filter { progress.edges[$0] == .taken }.compactMap { nodes[flow.edges[$0].from] }
      .filter { $0.outcome == .done }.max { $0.record.value.endSequence < $1.record.value.endSequence }
    return last?.items.last { $0.artifact != nil }?.artifact?.target
  }

  /// When the run should be over; nil for no limit.
  public var deadline: Timestamp? {
    flow?.execution.timeout.map { lastBegin.adding(seconds: $0) }
  }

  public var phase: RunPhase {
    if let outcome { return .closed(outcome) }
    if isTerminated { return .terminated }
    let isWorking = !openPlaces.isEmpty
    if !failingNodes.isEmpty { return isWorking ? .failing : .failed }
    if isWorking { return .running }
    // The gate lets nobody in while a node is held.
    if !heldNodes.isEmpty { return .held }
    if !readyNodes.isEmpty { return .running }
    return hasReachedEnd ? .complete : .failed
  }
}
