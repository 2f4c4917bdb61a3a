import Documents
import Flows
import Platform
import Runs

extension ScriptedRun {
  /// A run of chains, with the other keys of its file.
  init?(_ chains: [String], _ keys: String) { self.init(chains.joined(separator: "\n  ") + "\n" + keys) }

  /// Admits an item of a loop and lets its agent begin.
  mutating func run(_ node: String, item: Int) {
    let call = "call-\(node)-\(item)-\(events.count)"
    add(
      .admitted(
        Admission(
          toolUseID: call, node: node, visit: state.nodes[node]?.visit ?? 1, item: item, promptID: nil,
          answer: .init(.null))))
    add(.joined(agentID: "agent-\(node)-\(item)", toolUseID: call))
  }

  /// Leads an item from the gate to its artifact.
  mutating func finish(_ node: String, item: Int, _ header: Node? = nil) {
    run(node, item: item)
    attempt(node, .accepted, agent: "agent-\(node)-\(item)", item: item, header: header)
  }

  /// Leads a node from the gate to its artifact.
  mutating func finish(_ node: String, _ header: Node) {
    run(node, call: "call-\(node)-\(events.count)", agent: "agent-\(node)-\(events.count)")
    attempt(node, .accepted, agent: "agent-\(node)-\(events.count - 2)", header: header)
  }

  /// Exhausts an item or a node that is at work.
  mutating func exhaust(_ node: String, _ policy: ExhaustedPolicy, item: Int? = nil) {
    attempt(
      node, .exhausted, agent: item.map { "agent-\(node)-\($0)" }, policy: policy, item: item)
  }
}

extension RunState {
  /// Ends what is due as `decideDue` does; false if that doesn't end soon.
  mutating func decidesDueAtLast() -> Bool {
    for _ in 0..<50 {
      guard let departure = dueDepartures().first else { return true }
      apply(RunEvent(sequence: sequence + 1, at: Timestamp(milliseconds: 0), kind: .left(departure)))
    }
    return false
  }
}
