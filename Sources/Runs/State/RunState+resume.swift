import Diagnostics
import Documents
import Flows
import Platform

// MARK: - The fold: going on

extension RunState {
  /// A run that goes on gets its failed nodes back with all their attempts.
  mutating func resume(_ resumption: Resumption, _ at: Timestamp) {
    if let turn = resumption.promptID { turns.insert(turn) }
    // Whoever gives a command waits for no agent in the foreground, and those
    // of another session are out of reach.
    for place in openPlaces where session != resumption.session || !calls[place].isBackground {
      let admission = calls[place].admission
      if let node = nodes.place(of: admission.node), nodes[node].visit == admission.visit,
        nodes[node].item(admission.item) != nil
      {
        offer(admission.item ?? 0, of: node)
      }
      close(place, .lost)
    }
    session = resumption.session
    definition = resumption.definition.map { StoredDefinition($0) } ?? definition
    lastBegin = at
    outcome = nil
    endedAt = nil
    stopBlocks = 0
    if let kept = resumption.kept { rebase(kept, resumption.items, at) }
    for name in resumption.reset { visitAgain(name) }
    for place in nodes.values.indices {
      nodes[place].unassigned = nil
      if nodes[place].failsRun { reopen(place) }
    }
    progress?.freeze(false)
    drain(at: at)
    if let redo = resumption.redo, let place = nodes.place(of: redo) {
      progress?.redo(Self.vertex(place))
      drain(at: at)
    }
  }

  /// Gives a failed node another visit; the items of a loop that are done
  /// stay so.
  private mutating func reopen(_ place: Int) {
    let done = nodes[place].items.filter { $0.outcome == .done }
    let isLoop = nodes[place].isLoop
    nodes[place].failsRun = false
    nodes[place].end = nil
    nodes[place].record.value.activations = 0
    if isLoop, !done.isEmpty, done.count < nodes[place].items.count {
      nodes[place].outcome = nil
      nodes[place].record.value.activations = 1
      for item in nodes[place].items where item.outcome != .done {
        nodes[place].items[item.index] = ItemState(index: item.index, value: item.value)
      }
      nodes[place].pendingItems = PendingItems(nodes[place].items.filter { $0.outcome == nil }.map(\.index))
    } else {
      nodes[place].record.value.isUsed = true
      beginVisit(place)
    }
  }

  /// Without a flow nothing follows from a node that is done no more: it may
  /// be called again.
  private mutating func visitAgain(_ name: String) {
    guard flow == nil, let place = nodes.place(of: name), nodes[place].outcome == .done else { return }
    nodes[place].reset(isTarget: false)
    beginVisit(place)
  }

  /// The variables of a flow, with what is known of them.
  func variables(of flow: Flow) -> Object {
    var known = flow.state
    for name in known.keys {
      if let value = variables[name] ?? start.input["header"]?[name] { known.set(name, value) }
    }
    return known
  }

  /// Begins a visit with those items done that were so in the same places of
  /// the same list.
  private mutating func beginVisit(_ place: Int, keeping indices: [Int]?, of old: NodeTable) {
    guard let indices, let known = old[nodes[place].name] else { return beginVisit(place) }
    // Their attempts are of the visit that goes on.
    nodes[place].record.value.isUsed = false
    beginVisit(place)
    for index in indices where nodes[place].items.indices.contains(index) && known.items.indices.contains(index) {
      guard nodes[place].items[index].value == known.items[index].value else { continue }
      nodes[place].items[index] = known.items[index]
      nodes[place].pendingItems.remove(index)
    }
    nodes[place].record.value.isUsed = true
    decideIfSettled(place)
  }

  /// Takes the flow of a changed definition, and from the old state what is
  /// still so: the nodes that were kept, as far as ways lead to them.
  private mutating func rebase(_ kept: [Departure], _ items: [String: [Int]], _ at: Timestamp) {
    guard let text = definition.node["flow"]?.string,
      let flow = FlowReader(file: self.flow?.file ?? "flow.yaml").read(Array(text.utf8)).accepted
    else { return }
    let old = nodes
    variables = variables(of: flow)
    self.flow = flow
    let known = formerNodes + old.values
    nodes = NodeTable(names: flow.nodes.map(\.name), from: known)
    formerNodes = known.filter { $0.hasRun && flow.node($0.name) == nil }
    progress = FlowProgress(flow)
    var departures = Dictionary(kept.map { ($0.node, $0) }, uniquingKeysWith: { first, _ in first })
    while let changes = progress?.takeChanges(), !changes.isEmpty {
      for change in changes {
        switch change {
        case .activated(let vertex):
          // Once: what the flow goes back over isn't done any more.
          guard let departure = departures.removeValue(forKey: nodes[vertex - 1].name),
            let known = old[nodes[vertex - 1].name]
          else { continue }
          nodes[vertex - 1].restore(known)
          let taken = edges(departure)
          progress?.leave(vertex, taking: taken)
        case .reset(let vertex): nodes[vertex - 1].reset(isTarget: false)
        case .skipped: break
        }
      }
    }
    // What is active now and wasn't kept begins a visit.
    for place in nodes.values.indices {
      switch progress?.vertices[Self.vertex(place)] {
      case .active where nodes[place].outcome == nil: beginVisit(place, keeping: items[nodes[place].name], of: old)
      case .settled where nodes[place].outcome == nil:
        nodes[place].outcome = .skipped(because: Self.unreached)
        nodes[place].end = at
      default: break
      }
    }
  }
}
