import Documents
public import Flows
import Platform

// MARK: - The fold: visits and ways

extension RunState {
  /// Ends a node's visit and takes the ways that were decided on.
  mutating func leave(_ departure: Departure, _ at: Timestamp) {
    guard let place = nodes.place(of: departure.node), nodes[place].visit == departure.visit, nodes[place].isActive,
      nodes[place].outcome == nil
    else { return }
    for member in departure.state.members where variables[member.key] != nil {
      variables.set(member.key, member.value)
    }
    let taken = edges(departure)
    let because = departure.because ?? Self.exhausted
    switch departure.outcome {
    case .done: nodes[place].outcome = .done
    case .skipped: nodes[place].outcome = .skipped(because: because)
    case .failed:
      nodes[place].outcome = .failed(because: because)
      nodes[place].failsRun = taken.isEmpty
    }
    nodes[place].labels = departure.labels
    nodes[place].end = at
    nodes[place].record.value.endSequence = sequence
    nodes[place].pendingItems = []
    if nodes[place].failsRun {
      // Its edges stay open: from here the run goes on if it is resumed.
      progress?.freeze(true)
    } else {
      progress?.leave(Self.vertex(place), taking: taken)
    }
    let wasDue = nodes[place].due != nil
    nodes[place].due = nil
    drain(at: at)
    if wasDue { countCall(place, -1) }
  }

  /// The places of the edges that a departure names.
  func edges(_ departure: Departure) -> [Int] {
    guard let flow else { return [] }
    return flow.outgoing(departure.node).filter { departure.edges.contains(flow.edges[$0].name) }
  }

  /// Notes that the node can't be left before something is decided; nothing
  /// goes back over it before.
  mutating func setDue(_ place: Int, _ due: NodeState.Due) {
    guard nodes[place].due == nil else { return }
    nodes[place].due = due
    progress?.addCalls(1, to: Self.vertex(place))
  }

  /// Does to the nodes what has happened to their places in the flow.
  mutating func drain(at time: Timestamp?) {
    while let changes = progress?.takeChanges(), !changes.isEmpty {
      for change in changes {
        switch change {
        case .activated(let vertex): beginVisit(vertex - 1)
        case .skipped(let vertex):
          nodes[vertex - 1].outcome = .skipped(because: Self.unreached)
          nodes[vertex - 1].end = time
        case .reset(let vertex):
          // What was to be decided before it is left is over with the visit:
          // --redo goes back without waiting for it.
          let wasDue = nodes[vertex - 1].due != nil
          nodes[vertex - 1].reset(isTarget: progress?.isTarget(vertex) ?? false)
          if wasDue { progress?.addCalls(-1, to: vertex) }
        }
      }
    }
  }

  /// Begins a visit: the list that a loop goes through is fixed now.
  mutating func beginVisit(_ place: Int) {
    nodes[place].record.value.activations += 1
    let isOver = nodes[place].record.value.activations > flow?.execution.maxVisits ?? .max
    if !isOver {
      if nodes[place].record.value.isUsed || nodes[place].visit == 0 { nodes[place].visit += 1 }
      nodes[place].record.value.isUsed = false
    }
    nodes[place].isActive = true
    nodes[place].outcome = nil
    nodes[place].failsRun = false
    nodes[place].unassigned = nil
    let loop = flow?.nodes[place].loop
    nodes[place].record.value.isLoopWithoutItems = loop != nil
    guard let loop else {
      nodes[place].items = [ItemState(index: 0, value: nil)]
      nodes[place].pendingItems = [0]
      return limitVisits(place)
    }
    let list = variables[loop.variable] ?? .null
    let values = list.array ?? []
    nodes[place].items = ItemList(values.enumerated().map { ItemState(index: $0.offset, value: $0.element) })
    nodes[place].pendingItems = PendingItems(values.indices)
    if !nodes[place].earlierItems.isEmpty {
      let elements = ListElements(values)
      nodes[place].earlierItems.removeAll { elements.contains($0.value) }
    }
    limitVisits(place)
    if list.array == nil {
      setDue(place, .notAList(found: list.typeName))
    } else if values.isEmpty {
      setDue(place, .settled)
    }
  }

  private mutating func limitVisits(_ place: Int) {
    guard let flow, nodes[place].record.value.activations > flow.execution.maxVisits else { return }
    nodes[place].pendingItems = []
    nodes[place].items = []
    setDue(place, .visitsUsedUp)
  }
}

extension NodeState {
  /// The flow went back: the visit is over, whatever it came to.
  ///
  /// A loop that is itself the target of the way back is told by its list
  /// which items run again; the documents of all others stay. Behind another
  /// target its list is made anew, and none of them does.
  mutating func reset(isTarget: Bool) {
    if isTarget, isLoop {
      let done = items.compactMap { item in
        if let value = item.value, let artifact = item.artifact, let acceptance = item.acceptance {
          EarlierItem(value: value, artifact: artifact, acceptance: acceptance)
        } else {
          nil
        }
      }
      earlierItems = done + record.value.earlierStanding
    } else {
      earlierItems = []
    }
    if isActive, outcome == nil, !record.value.isUsed { record.value.activations -= 1 }
    isActive = false
    outcome = nil
    due = nil
    failsRun = false
    items = []
    pendingItems = []
    unassigned = nil
    labels = []
    end = nil
  }
}

extension Flow.Edge {
  public var name: FlowEdgeName { FlowEdgeName(from: from, to: to, label: label) }
}
