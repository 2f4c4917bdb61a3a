import Documents
import Flows
import Platform
import Runs
import Testing

/// Small random flows without loops or labels, led through random legal
/// orders of events.
struct RandomRunTests {
  /// What an agent of a node will do, whenever it is its turn.
  private enum Step {
    case reject, lose, release, hold, accept([FlowEdgeName]), skip, fail
  }

  @Test(arguments: 0..<8)
  func theOrderOfConcurrentEventsDoesNotMatterAndNoRunIsStuckInSilence(_ seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    var cases = 0
    for _ in 0..<40 {
      let flow = try #require(randomFlow(&random))
      let plans = Dictionary(
        uniqueKeysWithValues: flow.nodes.map { ($0.name, plan($0.name, flow, &random)) })
      let failing = flow.nodes.randomElement(using: &random).map(\.name)
      var expected: String?
      for order in 0..<20 {
        var plans = plans
        // The last orders let a node fail: then the rest depends on the order.
        let fails = order >= 16
        if fails, let failing { plans[failing] = [.reject, .fail] }
        let state = try lead(flow, plans, checking: order % 5 == 0 || fails, &random)
        cases += 1
        if fails {
          let hasFailed = !state.failedNodes.isEmpty || !state.hasReachedEnd
          if state.phase != (hasFailed ? .failed : .complete) { Issue.record("the phase is \(state.phase)") }
          continue
        }
        let end = signature(state, flow)
        if state.phase != (state.hasReachedEnd ? .complete : .failed) { Issue.record("the phase is \(state.phase)") }
        if let expected, end != expected { Issue.record("\(expected)\nbut in another order\n\(end)") }
        expected = end
      }
    }
    #expect(cases == 800)
  }

  /// Leads a run to where nothing is left to do.
  private func lead(
    _ flow: Flow, _ plans: [String: [Step]], checking: Bool, _ random: inout SeededGenerator
  ) throws -> RunState {
    var plans = plans
    var sequence = 1
    let start = RunEvent(sequence: 1, at: Timestamp(milliseconds: 0), kind: .runStarted(ScriptedRun.start))
    var state = try #require(RunState(flow: flow, events: [start]))
    func add(_ kind: RunEvent.Kind) {
      sequence += 1
      state.apply(RunEvent(sequence: sequence, at: Timestamp(milliseconds: sequence), kind: kind))
      sequence += state.decideDue(at: Timestamp(milliseconds: sequence)).count
    }
    while true {
      // Nothing new is admitted once a node has failed.
      let ready = state.failedNodes.isEmpty ? state.readyNodes : []
      let open = state.openCalls
      if checking { checkReachable(state, flow, ready: ready, open: open) }
      var choices = ready.count + open.count
      let held = state.heldNodes
      choices += held.count
      guard choices > 0, sequence < 500 else {
        if sequence >= 500 { Issue.record("the run does not end") }
        return state
      }
      if random.next() % 8 == 0 { add(.turn(promptID: "p")) }
      let choice = Int.random(in: 0..<choices, using: &random)
      if choice < ready.count {
        let node = ready[choice]
        let visit = state.nodes[node]?.visit ?? 0
        add(
          .admitted(
            Admission(
              toolUseID: "call-\(node)-\(sequence)", node: node, visit: visit, promptID: nil, answer: .init(.null))))
      } else if choice < ready.count + open.count {
        let call = open[choice - ready.count]
        let node = call.admission.node
        if call.startedAt == nil, plans[node]?.first.map(isRelease) != true {
          add(.started(agentID: "agent-\(call.admission.toolUseID)", agent: node))
        } else {
          let step = plans[node]?.isEmpty == false ? plans[node]?.removeFirst() : nil
          add(event(step ?? .accept(flow.edges(from: node).map(\.name)), call, state))
        }
      } else {
        // A held document is checked again.
        let node = held[choice - ready.count - open.count]
        guard let call = state.calls.last(where: { $0.admission.node == node }) else { return state }
        add(event(.accept(flow.edges(from: node).map(\.name)), call, state))
      }
    }
  }

  private func isRelease(_ step: Step) -> Bool { if case .release = step { true } else { false } }

  private func event(_ step: Step, _ call: Call, _ state: RunState) -> RunEvent.Kind {
    let node = call.admission.node
    let visit = state.nodes[node]?.visit ?? 0
    let id = call.admission.toolUseID
    var attempt = Attempt(
      identity: MessageIdentity(key: "k", uuid: nil), node: node, visit: visit, number: 1,
      agentID: call.agentID ?? "agent-\(id)", toolUseID: id,
      outcome: .rejected, isGated: true, answer: .init(.null))
    switch step {
    case .release: return .released(toolUseID: id)
    case .lose: return .lost(Loss(node: node, visit: visit, toolUseID: id, agentID: nil, cause: "gone"))
    case .reject: attempt.outcome = .rejected
    case .hold: attempt.outcome = .unchecked
    case .accept(let edges):
      attempt.outcome = .accepted
      attempt.departure = Departure(node: node, visit: visit, outcome: .done, edges: edges)
    case .skip:
      attempt.outcome = .exhausted
      attempt.policy = .skip
    case .fail:
      attempt.outcome = .exhausted
      attempt.policy = .fail
    }
    return .attempt(attempt)
  }

  /// What must be so in every state.
  private func checkReachable(_ state: RunState, _ flow: Flow, ready: [String], open: [Call]) {
    // No macro here: this is looked at some hundred thousand times.
    let isSound =
      switch state.phase {
      case .running: !ready.isEmpty || !open.isEmpty
      case .failing: !open.isEmpty && !state.failedNodes.isEmpty
      case .held: open.isEmpty && !state.heldNodes.isEmpty
      case .complete: open.isEmpty && state.hasReachedEnd && state.failedNodes.isEmpty
      case .failed: open.isEmpty && (!state.failedNodes.isEmpty || !state.hasReachedEnd)
      case .terminated, .closed: false
      }
    if !isSound { Issue.record("the phase is \(state.phase)") }
    for node in flow.nodes {
      if open.count(where: { $0.admission.node == node.name }) > 1 { Issue.record("\(node.name) runs twice") }
      if state.status(of: node.name) == .waiting {
        // Whoever waits can be told for whom, and that one is not over.
        let blockers = state.blockers(of: node.name)
        let isOver = blockers.contains { $0.status == .done || $0.status == .skipped }
        if blockers.isEmpty || isOver { Issue.record("\(node.name) waits for nobody") }
      }
    }
  }

  private func signature(_ state: RunState, _ flow: Flow) -> String {
    flow.nodes.map { node in
      let one = state.nodes[node.name]
      return [
        node.name, state.status(of: node.name).rawValue, String(one?.failures ?? -1), String(one?.attempts.count ?? -1),
        String(one?.losses.count ?? -1), one?.held ?? "",
      ].joined(separator: " ")
    }.joined(separator: "\n") + "\nEND \(state.hasReachedEnd)"
  }

  private func plan(_ node: String, _ flow: Flow, _ random: inout SeededGenerator) -> [Step] {
    var steps: [Step] = []
    while random.next() % 3 == 0, steps.count < 2 { steps.append([.reject, .lose, .release][Int(random.next() % 3)]) }
    let edges = flow.edges(from: node).map(\.name)
    switch random.next() % 8 {
    case 0: steps.append(.skip)
    case 1: steps.append(.hold)
    case 2: steps.append(.accept(edges.filter { _ in random.next() % 2 == 0 }))
    default: steps.append(.accept(edges))
    }
    return steps
  }

  /// Two to four nodes; edges lead only to later ones.
  private func randomFlow(_ random: inout SeededGenerator) -> Flow? {
    let count = Int.random(in: 2...4, using: &random)
    var chains: [String] = []
    for node in 0..<count {
      let before = (0..<node).filter { _ in random.next() % 3 == 0 }
      let from = before.isEmpty ? "START" : "[" + before.map { "n\($0)" }.joined(separator: ", ") + "]"
      chains.append("\(from) >> n\(node)")
    }
    let ends = (0..<count).filter { node in
      !chains.contains { $0.hasPrefix("[") && $0.contains("n\(node)") && !$0.hasSuffix(" n\(node)") }
    }
    for node in 0..<count where ends.contains(node) || random.next() % 6 == 0 { chains.append("n\(node) >> END") }
    return ScriptedRun.flow(chains)
  }
}

/// The same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
