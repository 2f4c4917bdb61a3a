import Flows
import Platform

// MARK: - The fold: attempts

extension RunState {
  mutating func judge(_ attempt: Attempt, _ event: RunEvent) {
    let at = event.at
    guard let place = nodes.place(of: attempt.node), counts(attempt, nodes[place]) else {
      pastLateAttempts.append(event)
      return
    }
    if let toolUseID = attempt.toolUseID, !attempt.agentID.isEmpty { join(attempt.agentID, toolUseID, at) }
    stopBlocks = 0
    nodes[place].record.value.isUsed = true
    nodes[place].record.value.attempts.append(PastAttempt(attempt, event))
    if nodes[place].unassigned != nil, nodes[place].unassignedAttempts.isEmpty { nodes[place].unassigned = nil }
    // Its call is closed last: until then nothing goes back over the node.
    defer { if attempt.outcome != .rejected { closeCall(of: attempt) } }
    let item = attempt.item ?? 0
    switch attempt.outcome {
    case .accepted:
      nodes[place].items[item].acceptance = .known(event)
      nodes[place].items[item].artifact = .init(target: attempt.target, hash: attempt.artifactHash)
      if flow == nil { displace(from: attempt.target, by: place) }
      nodes[place].items[item].held = nil
      settle(item, of: place, as: .done, at, by: attempt.departure)
    case .rejected:
      fail(item, of: place, attempt)
      if !hasOpenCall(attempt) {
        offer(item, of: place)
        decideIfSettled(place)
      }
    case .exhausted:
      fail(item, of: place, attempt)
      nodes[place].items[item].endsRun = attempt.policy == .terminate
      let outcome: ItemState.Outcome = attempt.policy == .skip ? .skipped : .failed(because: Self.exhausted)
      settle(item, of: place, as: outcome, at, by: attempt.departure)
    case .unchecked:
      nodes[place].pendingItems.remove(item)
      nodes[place].items[item].held = attempt.note ?? attempt.outcome.rawValue
    case .unassigned where nodes[place].isLoop: nodes[place].unassigned = attempt.note ?? attempt.outcome.rawValue
    case .unassigned: nodes[place].items[item].held = attempt.note ?? attempt.outcome.rawValue
    case .late: break
    }
  }

  /// Without a flow several agents may write to one target: only the last
  /// document stands there.
  private mutating func displace(from target: String?, by place: Int) {
    guard let target else { return }
    for other in nodes.values.indices where other != place && nodes.values[other].stands(at: target) {
      for item in nodes[other].items where item.artifact?.stands(at: target) == true {
        nodes[other].items[item.index].artifact = nil
      }
    }
  }

  private mutating func fail(_ item: Int, of place: Int, _ attempt: Attempt) {
    nodes[place].items[item].failures += 1
    nodes[place].items[item].lastProblems = Set(attempt.problems.map(\.identity))
    nodes[place].items[item].held = nil
  }

  /// Whether an attempt belongs to the current visit of a node that waits for
  /// it; without a flow a node may also hand over another document.
  private func counts(_ attempt: Attempt, _ node: NodeState) -> Bool {
    guard attempt.outcome != .late, node.visit == attempt.visit, let item = node.item(attempt.item) else {
      return false
    }
    return flow == nil || (node.outcome == nil && node.isActive && item.outcome == nil)
  }

  private func hasOpenCall(_ attempt: Attempt) -> Bool {
    openPlaces.contains { calls[$0].admission.node == attempt.node && calls[$0].admission.item == attempt.item }
  }

  private mutating func closeCall(of attempt: Attempt) {
    let call = attempt.toolUseID.flatMap(calls.place(ofTool:)) ?? calls.place(ofAgent: attempt.agentID)
    if let call { close(call, .settled) }
  }

  /// Settles an item, and the node with it if that was the last one: by the
  /// departure that was recorded, or by one that is yet to be decided.
  mutating func settle(
    _ item: Int, of place: Int, as outcome: ItemState.Outcome, _ at: Timestamp, by departure: Departure? = nil
  ) {
    nodes[place].items[item].outcome = outcome
    nodes[place].items[item].held = nil
    // Nobody is asked again.
    nodes[place].items[item].lastProblems = []
    nodes[place].pendingItems.remove(item)
    if case .failed = outcome { nodes[place].pendingItems = [] }
    if flow == nil {
      finish(place, outcome, at)
    } else if let departure {
      leave(departure, at)
    } else {
      decideIfSettled(place)
    }
  }

  /// Lets the end of a visit be decided if no item of the node is to be
  /// handed out or under way any more.
  mutating func decideIfSettled(_ place: Int) {
    let node = nodes[place]
    guard flow != nil, node.isActive, node.outcome == nil, node.due == nil else { return }
    // After a failure no more are given; those at work or held are waited for.
    let isOver =
      node.items.unsettledCount == 0
      || node.hasFailedItem && node.items.heldCount == 0 && !openPlaces.contains { isAtWork(calls[$0], on: node) }
    if isOver { setDue(place, .settled) }
  }

  /// Whether a call is for an item of the node's list that isn't settled.
  private func isAtWork(_ call: Call, on node: NodeState) -> Bool {
    guard call.admission.node == node.name, let item = call.admission.item, node.items.indices.contains(item) else {
      return false
    }
    return node.items[item].outcome == nil
  }

  /// Without a flow there is nowhere to go from a node.
  private mutating func finish(_ place: Int, _ outcome: ItemState.Outcome, _ at: Timestamp) {
    switch outcome {
    case .done: nodes[place].outcome = .done
    case .skipped: nodes[place].outcome = .skipped(because: Self.exhausted)
    case .failed(let reason):
      nodes[place].outcome = .failed(because: reason)
      nodes[place].failsRun = true
    }
    nodes[place].end = at
    nodes[place].record.value.endSequence = sequence
  }
}

extension NodeState {
  var hasFailedItem: Bool { items.failedCount > 0 }
}
