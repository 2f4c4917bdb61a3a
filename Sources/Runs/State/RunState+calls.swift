import Flows
import Platform

// MARK: - The fold: calls

extension RunState {
  mutating func admit(_ admission: Admission) {
    let place = nodes.add(admission.node)
    // Without a flow a node may be visited again and again.
    if flow == nil, nodes[place].outcome != nil || nodes[place].visit == 0 { beginVisit(place) }
    nodes[place].record.value.isUsed = true
    nodes[place].pendingItems.remove(admission.item ?? 0)
    openPlaces.append(calls.count)
    calls.append(Call(admission))
    countCall(place, 1)
    if let turn = admission.promptID { turns.insert(turn) }
    if !admission.files.isEmpty { definition = definition.adding(admission.files) }
    stopBlocks = 0
  }

  mutating func begin(_ agentID: String, _ agent: String, _ at: Timestamp) {
    stopBlocks = 0
    if let known = calls.place(ofAgent: agentID) { return reopen(known, at) }
    let waiting = openPlaces.filter { calls[$0].agentID == nil && calls[$0].admission.node == agent }
    if waiting.count == 1 {
      join(agentID, calls[waiting[0]].admission.toolUseID, at)
    } else {
      strays[agentID] = Stray(node: agent, startedAt: at)
    }
  }

  /// An agent that was given up works again, by a message that was sent to
  /// it: its call is open again, if nobody else has taken its item.
  private mutating func reopen(_ place: Int, _ at: Timestamp) {
    guard canBeRevived(calls[place]), let node = nodes.place(of: calls[place].admission.node) else { return }
    calls[place].end = nil
    calls[place].startedAt = at
    // The main agent doesn't wait for it.
    calls[place].isBackground = true
    openPlaces.append(place)
    nodes[node].pendingItems.remove(calls[place].admission.item ?? 0)
    countCall(node, 1)
  }

  mutating func join(_ agentID: String, _ toolUseID: String, _ at: Timestamp) {
    guard let place = calls.place(ofTool: toolUseID) else { return }
    // The host's word beats an earlier guess from the order of events.
    if let old = calls[place].agentID, old != agentID {
      // It may have been found to be another call's since.
      if calls.place(ofAgent: old) == place { calls.setPlace(nil, ofAgent: old) }
      if calls[place].isOpen { strays[old] = Stray(node: calls[place].admission.node, startedAt: at) }
    }
    if let guess = calls.place(ofAgent: agentID), guess != place, calls[guess].isOpen {
      calls[guess].agentID = nil
      calls[guess].startedAt = nil
    }
    calls[place].agentID = agentID
    if calls[place].startedAt == nil { calls[place].startedAt = at }
    calls.setPlace(place, ofAgent: agentID)
    strays[agentID] = nil
    guard let node = nodes.place(of: calls[place].admission.node) else { return }
    if nodes[node].firstStart == nil { nodes[node].firstStart = at }
  }

  mutating func lose(_ loss: Loss, _ event: RunEvent) {
    let call = loss.toolUseID.flatMap(calls.place(ofTool:)) ?? loss.agentID.flatMap(calls.place(ofAgent:))
    // Two hooks may have seen the same end.
    if let call, !calls[call].isOpen { return }
    if let call, let agentID = loss.agentID, calls[call].agentID == nil {
      join(agentID, calls[call].admission.toolUseID, event.at)
    }
    defer { if let call { close(call, .lost) } }
    guard let place = nodes.place(of: loss.node), nodes[place].visit == loss.visit, nodes[place].outcome == nil,
      nodes[place].item(loss.item) != nil
    else { return }
    nodes[place].record.value.losses.append(PastLoss(visit: loss.visit, event: .known(event)))
    let item = loss.item ?? 0
    guard nodes[place].items[item].outcome == nil else { return }
    nodes[place].items[item].failures += 1
    nodes[place].items[item].lastProblems = []
    nodes[place].items[item].held = nil
    if let policy = loss.policy {
      nodes[place].items[item].endsRun = policy == .terminate
      settle(item, of: place, as: policy == .skip ? .skipped : .failed(because: Self.exhausted), event.at)
    } else {
      offer(item, of: place)
    }
  }

  /// What an agent took counts for its node, also for one that the flow no
  /// longer has.
  mutating func note(_ usage: Usage, _ event: RunEvent) {
    if let place = nodes.place(of: usage.node) {
      nodes[place].record.value.usage.append(.known(event))
    } else if let place = formerNodes.firstIndex(where: { $0.name == usage.node }) {
      formerNodes[place].record.value.usage.append(.known(event))
    }
  }

  /// A call that passed the gate never started: nothing was tried.
  mutating func release(toolUseID: String) {
    guard let call = calls.place(ofTool: toolUseID), calls[call].isOpen else { return }
    let admission = calls[call].admission
    if let place = nodes.place(of: admission.node), nodes[place].visit == admission.visit,
      nodes[place].item(admission.item) != nil
    {
      offer(admission.item ?? 0, of: place)
    }
    close(call, .released)
  }

  /// Closes a call; what goes back over its node waits for this.
  mutating func close(_ call: Int, _ end: Call.End) {
    guard calls[call].isOpen else { return }
    calls[call].end = end
    openPlaces.removeAll { $0 == call }
    guard let place = nodes.place(of: calls[call].admission.node) else { return }
    decideIfSettled(place)
    countCall(place, -1)
  }

  /// An item that was handed out goes back to the front.
  mutating func offer(_ item: Int, of place: Int) {
    guard nodes[place].outcome == nil, nodes[place].items[item].outcome == nil, !nodes[place].hasFailedItem else {
      return
    }
    nodes[place].pendingItems.putInFront(item)
  }

  /// The vertex of the flow's graph that stands for a node.
  static func vertex(_ place: Int) -> Int { place + 1 }

  /// Counts what keeps a way back over the node from taking effect.
  mutating func countCall(_ place: Int, _ count: Int) {
    progress?.addCalls(count, to: Self.vertex(place))
    drain(at: nil)
  }

  package static var exhausted: String { "its attempts were exhausted" }
  static var unreached: String { "no way leads to it any more" }
}
