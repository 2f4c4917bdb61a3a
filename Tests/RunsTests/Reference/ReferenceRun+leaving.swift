import Documents
import Flows

// MARK: - Leaving

extension ReferenceRun {
  /// Ends one visit that is over; whether there was one.
  mutating func leaveOver() -> Bool {
    guard let name = flow.names.first(where: isOver), let node = nodes[name] else {
      return false
    }
    if node.trouble != nil || node.hasFailedItem {
      leave(failing: name, ends: node.items.contains(where: \.endsRun), output: .null)
    } else if !node.items.isEmpty, node.items.allSatisfy({ $0.outcome == .skipped }) {
      take(flow.edges(from: name).filter { $0.label == nil }, from: name, .skipped)
    } else {
      leave(doing: name, node)
    }
    return true
  }

  /// Whether a visit is over that wasn't left.
  func isOver(_ name: String) -> Bool {
    guard let node = nodes[name], node.isActive, node.outcome == nil else { return false }
    if node.trouble != nil { return true }
    let open = node.items.indices.filter { node.items[$0].outcome == nil }
    if open.isEmpty { return true }
    // After a failure no more are given; those at work or held are waited for.
    return node.hasFailedItem
      && !open.contains { item in
        node.items[item].isHeld || calls.contains { $0.node == name && ($0.item ?? 0) == item }
      }
  }

  private mutating func leave(doing name: String, _ node: ReferenceNode) {
    let headers = node.items.map { $0.header ?? .null }
    for header in headers {
      for member in header.object?.members ?? [] where variables[member.key] != nil {
        variables.set(member.key, member.value)
      }
    }
    var output: Node = .array(headers)
    if flow.loops[name] == nil {
      var object = headers.first?.object ?? Object()
      object.set("content", .string(node.content))
      output = Node(.object(object))
    }
    guard let held = holding(name, flow.labels[name] ?? [], output, failed: false) else {
      return leave(failing: name, ends: false, output: output)
    }
    let edges = flow.edges(from: name).filter { held.isEmpty ? $0.label == nil : held.contains($0.label ?? "") }
    if edges.isEmpty { return leave(failing: name, ends: false, output: output) }
    take(edges, from: name, .done)
  }

  /// Only labels whose condition names `failed` lead on from a failed node.
  private mutating func leave(failing name: String, ends: Bool, output: Node) {
    // Going back when the visits are used up would never end.
    let isUsedUp = nodes[name]?.trouble == .visitsUsedUp
    let tried = (flow.labels[name] ?? []).filter { label in
      !ends && label.condition.mentionsFailed && !(isUsedUp && flow.leadsBack(name, label.name))
    }
    let held = holding(name, tried, output, failed: true) ?? []
    if held.isEmpty {
      change(name) { node in
        node.outcome = .failed
        node.failsRun = true
        node.endsRun = ends
        node.pending = []
      }
    } else {
      take(flow.edges(from: name).filter { held.contains($0.label ?? "") }, from: name, .failed)
    }
  }

  /// The labels that hold: the first alone if it leads back, else all that
  /// lead forward. nil if one has no answer.
  private func holding(_ name: String, _ labels: [ReferenceFlow.Label], _ output: Node, failed: Bool) -> [String]? {
    let node = nodes[name] ?? ReferenceNode()
    let context = ConditionContext(
      output: output, state: variables, attempts: node.tries, visits: node.visit, failed: failed)
    var held: [String] = []
    for label in labels {
      let leadsBack = flow.leadsBack(name, label.name)
      if leadsBack, !held.isEmpty { continue }
      guard let holds = try? label.condition.evaluate(in: context) else { return nil }
      if holds, leadsBack { return [label.name] }
      if holds { held.append(label.name) }
    }
    return held
  }

  private mutating func take(_ edges: [Edge], from name: String, _ outcome: ReferenceNode.Outcome) {
    change(name) { node in
      node.outcome = outcome
      node.pending = []
    }
    taken.formUnion(edges)
    dead.formUnion(Set(flow.edges(from: name)).subtracting(edges))
    waysBack.formUnion(edges.filter(flow.backEdges.contains))
  }
}
