import Documents
import Flows

// MARK: - Arriving

extension ReferenceRun {
  /// Lets one node begin or be skipped; whether there was one.
  mutating func arrive() -> Bool {
    for name in flow.names {
      guard let node = nodes[name], !node.isActive, node.outcome == nil, !isHeldBack(name) else { continue }
      let ways = flow.forwardEdges(into: name)
      guard ways.allSatisfy({ taken.contains($0) || dead.contains($0) }) else { continue }
      if node.wasSentBack || ways.contains(where: taken.contains) {
        begin(name)
      } else {
        change(name) { $0.outcome = .skipped }
        dead.formUnion(flow.edges(from: name))
      }
      return true
    }
    return false
  }

  /// Whether the flow is about to go back over the node.
  func isHeldBack(_ name: String) -> Bool { waysBack.contains { flow.region(of: $0.to).contains(name) } }

  /// Begins a visit; one that nobody was called for is the same again.
  mutating func begin(_ name: String) {
    let list = flow.loops[name].map { variables[$0.variable] ?? .null }
    let limit = flow.maxVisits
    change(name) { node in
      node.isActive = true
      guard node.visits < limit else {
        node.trouble = .visitsUsedUp
        return
      }
      node.visits += 1
      if node.visit == 0 || node.isUsed { node.visit += 1 }
      node.isUsed = false
      node.tries = 0
      guard let list else {
        node.items = [ReferenceNode.Item()]
        node.pending = [0]
        return
      }
      guard let values = list.array else {
        node.trouble = .noList
        return
      }
      node.items = values.map { ReferenceNode.Item(value: $0) }
      node.pending = Array(values.indices)
    }
  }

  /// Makes a failed node ready; the items of a loop that are done stay done.
  mutating func reopen(_ name: String) {
    guard let node = nodes[name] else { return }
    let isLoop = flow.loops[name] != nil
    let open = node.items.indices.filter { node.items[$0].outcome != .done }
    change(name) { node in
      node.visits = 0
      node.failsRun = false
      node.endsRun = false
      node.outcome = nil
      node.trouble = nil
      guard isLoop, !open.isEmpty, open.count < node.items.count else { return }
      node.visits = 1
      for item in open { node.items[item] = ReferenceNode.Item(value: node.items[item].value) }
      node.pending = open
    }
    if isLoop, !open.isEmpty, open.count < node.items.count { return }
    change(name) { node in
      node.isUsed = true
      node.items = []
      node.pending = []
    }
    begin(name)
  }
}

// MARK: - Going back

extension ReferenceRun {
  /// Lets the ways back take effect that nothing keeps; whether there was one.
  mutating func goBack() -> Bool {
    guard !nodes.values.contains(where: \.failsRun) else { return false }
    let free = waysBack.filter { way in
      !flow.region(of: way.to).contains { name in calls.contains { $0.node == name } || isOver(name) }
    }
    guard !free.isEmpty else { return false }
    for name in Set(free.flatMap { flow.region(of: $0.to) }) {
      taken.subtract(flow.edges(from: name))
      dead.subtract(flow.edges(from: name))
      change(name) { node in
        // A visit that nobody was called for, and that wasn't over, isn't counted.
        if node.isActive, node.outcome == nil, !node.isUsed { node.visits -= 1 }
        node.isActive = false
        node.outcome = nil
        node.trouble = nil
        node.items = []
        node.pending = []
        node.wasSentBack = false
      }
    }
    // Of two ways back the one that leads further back contains the other.
    let targets = Set(free.map(\.to))
    for target in targets where !targets.contains(where: { $0 != target && flow.region(of: $0).contains(target) }) {
      change(target) { $0.wasSentBack = true }
    }
    waysBack.subtract(free)
    return true
  }
}
