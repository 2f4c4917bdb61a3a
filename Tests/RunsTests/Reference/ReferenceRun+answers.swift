import Flows
import Runs

// MARK: - Questions

extension ReferenceRun {
  func status(of name: String) -> NodeStatus {
    guard let node = nodes[name] else { return .waiting }
    switch node.outcome {
    case .done: return .done
    case .skipped: return .skipped
    case .failed: return .failed
    case nil: break
    }
    if node.items.contains(where: { $0.outcome == nil && $0.isHeld }) { return .held }
    let open = calls.filter { $0.node == name }
    if node.isActive, !node.pending.isEmpty, !isHeldBack(name), open.count < flow.degree(of: name) { return .ready }
    if open.contains(where: \.hasStarted) { return .running }
    return open.isEmpty ? .waiting : .admitted
  }

  var ready: [String] { flow.names.filter { status(of: $0) == .ready } }
  var held: [String] { flow.names.filter { status(of: $0) == .held } }
  var hasReachedEnd: Bool { taken.contains { $0.to == Flow.end } }

  var phase: RunPhase {
    let failing = nodes.values.filter(\.failsRun)
    if failing.contains(where: \.endsRun) { return .terminated }
    if !failing.isEmpty { return calls.isEmpty ? .failed : .failing }
    if !calls.isEmpty { return .running }
    if !held.isEmpty { return .held }
    if !ready.isEmpty { return .running }
    return hasReachedEnd ? .complete : .failed
  }
}

// MARK: - Comparing

extension ReferenceRun {
  /// Where the real run stands otherwise; nil if nowhere.
  func difference(from state: RunState) -> String? {
    for name in flow.names {
      guard let mine = nodes[name], let real = state.nodes[name] else { return "no node \(name)" }
      let (expected, found) = (status(of: name), state.status(of: name))
      if expected != found { return "\(name) is \(found.rawValue), expected \(expected.rawValue)" }
      if mine.visit != real.visit { return "\(name)'s visit is \(real.visit), expected \(mine.visit)" }
      if mine.failsRun != real.failsRun { return "\(name) fails the run: \(real.failsRun)" }
      guard mine.isActive, mine.trouble == nil else { continue }
      if let difference = items(of: mine, real) { return "\(name): \(difference)" }
    }
    return runDifference(from: state)
  }

  private func items(of mine: ReferenceNode, _ real: NodeState) -> String? {
    guard mine.items.count == real.items.count else { return "\(real.items.count) items, not \(mine.items.count)" }
    if mine.outcome == nil, mine.pending != Array(real.pendingItems) {
      return "pending \(Array(real.pendingItems)), not \(mine.pending)"
    }
    for (index, item) in mine.items.enumerated() {
      let other = real.items[index]
      let isSame =
        switch (item.outcome, other.outcome) {
        case (nil, nil), (.done, .done), (.skipped, .skipped), (.failed, .failed): true
        default: false
        }
      if !isSame || other.index != index { return "item \(index) is \(String(describing: other.outcome))" }
      if item.value != other.value { return "item \(index) has another value" }
      if (other.held != nil) != item.isHeld { return "item \(index) is held: \(other.held != nil)" }
      if item.failures != other.failures { return "item \(index) failed \(other.failures) times, not \(item.failures)" }
      if item.outcome == .done, item.header != other.header { return "item \(index) has another header" }
    }
    return nil
  }

  private func runDifference(from state: RunState) -> String? {
    if state.readyNodes != ready { return "ready: \(state.readyNodes), expected \(ready)" }
    if state.hasReachedEnd != hasReachedEnd { return "END was reached: \(state.hasReachedEnd)" }
    if state.phase != phase { return "the phase is \(state.phase), expected \(phase)" }
    if state.openCalls.map(\.admission.toolUseID) != calls.map(\.id) { return "other calls are open" }
    return state.variables == variables ? nil : "variables: \(state.variables), expected \(variables)"
  }
}
