import Diagnostics
import Documents
import Flows
import Platform
import Runs
import Testing

/// What the host may report in one order or another leads to the same state:
/// the starts and ends of agents that work side by side, the call that an
/// agent belongs to, what it consumed, and the turns of the main agent.
struct HostOrderTests {
  @Test(arguments: 0..<4)
  func theSameEventsInAnotherOrderLeadToTheSameState(_ part: Int) throws {
    var random = SeededGenerator(seed: UInt64(1_000 + part))
    var (cases, complete, problem) = (0, 0, String?.none)
    while cases < 60, problem == nil {
      let text = RandomFlow.text(&random, isOrderless: true)
      guard let flow = FlowReader(file: "flow.yaml").read(Array(text.utf8)).accepted else { continue }
      let plan = random.next()
      var expected: String?
      for _ in 0..<6 {
        var run = try #require(HostOrderRun(flow, plan: plan, order: random.next()))
        run.lead()
        // Once a node has failed nothing new begins, so that the rest depends on the order.
        let end = run.state.failingNodes.isEmpty ? run.signature : "\(run.state.phase)"
        if let expected, end != expected { problem = "\(text)\n\(expected)\nbut in another order\n\(end)" }
        expected = end
        cases += 1
        if run.state.phase == .complete { complete += 1 }
      }
    }
    #expect(problem == nil, "\(problem ?? "")")
    // Else the comparison would say little.
    #expect(complete * 3 > cases, "\(complete) of \(cases)")
  }
}

/// A run whose agents do what was planned, reported in a random order.
private struct HostOrderRun {
  private(set) var state: RunState
  private let flow: Flow
  private let plan: UInt64
  private var random: SeededGenerator
  /// What the host has yet to report of each call; the first of a list comes
  /// before the others, the lists are independent.
  private var reports: [[Report]] = []

  private enum Report {
    case start(Admission), join(Admission), usage(Admission), reject(Admission), stop(Admission), turn(String)
  }

  init?(_ flow: Flow, plan: UInt64, order: UInt64) {
    let start = RunEvent(sequence: 1, at: Timestamp(milliseconds: 0), kind: .runStarted(ScriptedRun.start))
    guard let state = RunState(flow: flow, events: [start]) else { return nil }
    self.state = state
    self.flow = flow
    self.plan = plan
    random = SeededGenerator(seed: order)
    _ = self.state.decideDue(at: Timestamp(milliseconds: 0))
  }

  mutating func lead() {
    while true {
      let isOpen = state.failingNodes.isEmpty && state.openCalls.count < flow.execution.maxParallel
      let ready = isOpen ? state.readyNodes : []
      guard !ready.isEmpty || !reports.isEmpty else { return }
      let choice = Int(random.next() % UInt64(ready.count + reports.count))
      if choice < ready.count {
        admit(ready[choice])
      } else {
        let place = choice - ready.count
        let report = reports[place].removeFirst()
        if reports[place].isEmpty { reports.remove(at: place) }
        tell(report)
      }
    }
  }

  private mutating func add(_ kind: RunEvent.Kind) {
    state.apply(RunEvent(sequence: state.sequence + 1, at: Timestamp(milliseconds: state.sequence), kind: kind))
    _ = state.decideDue(at: Timestamp(milliseconds: state.sequence))
  }

  private mutating func admit(_ name: String) {
    let item = state.item(of: name, for: "")
    let visit = state.nodes[name]?.visit ?? 1
    let call = Admission(
      toolUseID: "\(name)-\(item ?? 0)", node: name, visit: visit, item: item, promptID: "turn", answer: .init(.null))
    add(.admitted(call))
    var numbers = dice(call)
    let work =
      numbers.next() % 3 == 0 ? [Report.start(call), .reject(call), .stop(call)] : [.start(call), .stop(call)]
    reports.append(work)
    if numbers.next() % 2 == 0 { reports.append([.join(call)]) }
    if numbers.next() % 2 == 0 { reports.append([.usage(call)]) }
    if numbers.next() % 2 == 0 { reports.append([.turn("turn-\(call.toolUseID)")]) }
  }

  /// The same numbers for the same call in every order.
  private func dice(_ call: Admission) -> SeededGenerator {
    SeededGenerator(seed: call.toolUseID.utf8.reduce(plan) { ($0 &* 31) &+ UInt64($1) })
  }

  private mutating func tell(_ report: Report) {
    switch report {
    case .start(let call): add(.started(agentID: "agent-\(call.toolUseID)", agent: call.node))
    case .join(let call): add(.joined(agentID: "agent-\(call.toolUseID)", toolUseID: call.toolUseID))
    case .turn(let turn): add(.turn(promptID: turn))
    case .usage(let call):
      add(
        .usage(
          Usage(
            toolUseID: call.toolUseID, agentID: nil, node: call.node, tokens: 7, milliseconds: nil, toolUses: nil)))
    case .reject(let call): hand(over: call, .rejected)
    case .stop(let call):
      var numbers = dice(call)
      let isSkipped = (0..<5).map { _ in numbers.next() }.last.map { $0 % 6 == 0 } ?? false
      hand(over: call, isSkipped ? .exhausted : .accepted)
    }
  }

  private mutating func hand(over call: Admission, _ outcome: Attempt.Outcome) {
    let number = (state.nodes[call.node]?.attempts(ofItem: call.item).count ?? 0) + 1
    var attempt = Attempt(
      identity: MessageIdentity(key: "\(call.toolUseID) \(number)", uuid: nil), node: call.node, visit: call.visit,
      number: number, agentID: "agent-\(call.toolUseID)", toolUseID: call.toolUseID, outcome: outcome, isGated: true,
      answer: .init(.null))
    attempt.item = call.item
    var numbers = dice(call)
    let words = ["ok", "bad", "odd", "none"]
    let header = Node.object([
      "status": .string(words[Int(numbers.next() % 4)]), "n": .integer(Int(numbers.next() % 3)),
    ])
    if outcome == .accepted { attempt.header = header }
    if outcome == .exhausted { attempt.policy = .skip }
    if call.item == nil, outcome == .accepted {
      let document = Document(header: header, content: .string(""), text: "", hasFrontmatter: true)
      attempt.departure = state.departure(of: call.node, accepting: document, attempt: number)
    }
    add(.attempt(attempt))
  }

  /// All of the state that isn't a time.
  var signature: String {
    var lines = flow.nodes.map { node -> String in
      let name = node.name
      guard let one = state.nodes[name] else { return name }
      let attempts = one.attempts.map { "\($0.agentID) \($0.outcome.rawValue)" }.sorted()
      let usage = one.usage.map(\.toolUseID).sorted()
      let items = one.items.map { "\(String(describing: $0.outcome)) \($0.failures)" }
      return "\(name) \(state.status(of: name).rawValue) \(one.visit) \(items) \(attempts) \(usage) \(one.labels)"
    }
    lines += state.calls.map { call in
      "\(call.admission.toolUseID) \(call.agentID ?? "") \(call.isBackground) \(String(describing: call.end))"
    }.sorted()
    lines.append("\(state.phase) \(state.hasReachedEnd) \(state.strays.keys.sorted()) \(state.turns.sorted())")
    return lines.joined(separator: "\n")
  }
}
