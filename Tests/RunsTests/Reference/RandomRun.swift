import Documents
import Flows
import Platform
import Runs

/// A random run of a flow, led through the real state and the reference at
/// once until they differ or nothing is left to do.
struct RandomRun {
  let flow: Flow
  var state: RunState
  var reference: ReferenceRun
  var events: [RunEvent]
  var random: SeededGenerator
  /// What is wrong; nil if nothing is.
  var problem: String?
  private(set) var stepCount = 0
  private(set) var resumptions = 0
  private let policies: [String: ExhaustedPolicy]
  private let isCalm: Bool
  private var session = "s1"

  init?(_ flow: Flow, _ known: ReferenceFlow, seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var start = ScriptedRun.start
    if random.next() % 4 == 0 { start.input = .object(["header": RandomDocument.header(&random)]) }
    events = [RunEvent(sequence: 1, at: Timestamp(milliseconds: 0), kind: .runStarted(start))]
    guard let state = RunState(flow: flow, events: events) else { return nil }
    self.flow = flow
    self.state = state
    reference = ReferenceRun(flow, known, input: start.input["header"]?.object ?? Object())
    let words: [ExhaustedPolicy] = [.fail, .fail, .skip, .skip, .terminate]
    policies = Dictionary(
      uniqueKeysWithValues: known.names.map { ($0, words[Int(random.next() % UInt64(words.count))]) })
    // Else most runs would end before they went far.
    isCalm = random.next() % 2 == 0
    self.random = random
  }

  /// Leads the run to its end, or far enough.
  mutating func lead() {
    decide()
    check()
    while problem == nil, stepCount < 60, step() {
      stepCount += 1
      check()
    }
  }

  private mutating func check() { problem = problem ?? reference.difference(from: state) ?? unsound() }

  // MARK: Events

  mutating func add(_ kind: RunEvent.Kind) {
    append(kind)
    state.apply(events[events.count - 1])
    decide()
  }

  private mutating func append(_ kind: RunEvent.Kind) {
    let number = events.count + 1
    events.append(RunEvent(sequence: number, at: Timestamp(milliseconds: number), kind: kind))
  }

  /// As `decideDue` does it, but never forever.
  private mutating func decide() {
    for _ in 0..<100 {
      guard let departure = state.dueDepartures().first else { return }
      append(.left(departure))
      state.apply(events[events.count - 1])
    }
    problem = "what is due never ends"
  }

  // MARK: Choices

  mutating func number(below count: Int) -> Int { Int(random.next() % UInt64(count)) }

  /// Lets one thing happen; false if nothing can.
  private mutating func step() -> Bool {
    let phase = reference.phase
    if phase == .complete { return false }
    let calls = reference.calls
    if resumptions < 3, number(below: calls.isEmpty && phase != .running ? 2 : 60) == 0 { return resume() }
    if number(below: 40) == 0, sendLate() { return true }
    let isOpen = phase == .running && reference.held.isEmpty && calls.count < reference.flow.maxParallel
    let ready = isOpen ? reference.ready : []
    let held = calls.isEmpty ? reference.held : []
    guard !ready.isEmpty || !calls.isEmpty || !held.isEmpty else { return resumptions < 3 && resume() }
    let choice = number(below: ready.count + calls.count + held.count)
    if choice < ready.count {
      admit(ready[choice])
    } else if choice < ready.count + calls.count {
      advance(calls[choice - ready.count])
    } else {
      recheck(held[choice - ready.count - calls.count])
    }
    return true
  }

  private mutating func admit(_ name: String) {
    guard let node = reference.nodes[name] else { return }
    var item: Int?
    if reference.flow.loops[name] != nil {
      item = node.pending[number(below: 3) == 0 ? number(below: node.pending.count) : 0]
    }
    let id = "call-\(events.count)"
    reference.admit(id, name, item: item)
    add(
      .admitted(
        Admission(toolUseID: id, node: name, visit: node.visit, item: item, promptID: nil, answer: .init(.null))))
  }

  private mutating func advance(_ call: ReferenceRun.Call) {
    let choice = number(below: isCalm ? 24 : 12)
    if !call.hasStarted, choice != 11 {
      switch choice {
      case 0: release(call)
      case 1: lose(call)
      default: start(call)
      }
      return
    }
    switch choice {
    case 0: attempt(call.node, call.item, .rejected, call.id, isOpen: true)
    case 1: attempt(call.node, call.item, .exhausted, call.id, isOpen: true)
    case 2: attempt(call.node, call.item, .unchecked, call.id, isOpen: true)
    case 3: lose(call)
    default: attempt(call.node, call.item, .accepted, call.id, isOpen: true)
    }
  }

  private mutating func start(_ call: ReferenceRun.Call) {
    let waiting = reference.calls.count { $0.node == call.node && !$0.hasStarted }
    // Only the host's word tells two of them apart.
    let isJoined = waiting > 1 || number(below: 3) == 0
    reference.start(call.id, inBackground: isJoined)
    let agent = "agent-\(call.id)"
    add(isJoined ? .joined(agentID: agent, toolUseID: call.id) : .started(agentID: agent, agent: call.node))
  }

  private mutating func release(_ call: ReferenceRun.Call) {
    reference.release(call.id)
    add(.released(toolUseID: call.id))
  }

  private mutating func lose(_ call: ReferenceRun.Call) {
    let visit = reference.nodes[call.node]?.visit ?? 0
    let policy = number(below: 4) == 0 ? policies[call.node] : nil
    reference.lose(call.id, exhausting: policy)
    add(
      .lost(
        Loss(
          node: call.node, visit: visit, item: call.item, toolUseID: call.id, agentID: nil, cause: "gone",
          policy: policy)))
  }

  private mutating func recheck(_ name: String) {
    guard let node = reference.nodes[name],
      let item = node.items.indices.first(where: { node.items[$0].outcome == nil && node.items[$0].isHeld })
    else { return }
    let outcomes: [Attempt.Outcome] = [.accepted, .accepted, .accepted, .rejected, .exhausted, .unchecked]
    let index = reference.flow.loops[name] == nil ? nil : item
    let call = state.calls.last { $0.admission.node == name && $0.admission.item == index }
    attempt(
      name, index, outcomes[number(below: outcomes.count)], call?.admission.toolUseID ?? "", isOpen: false)
  }

  private mutating func attempt(
    _ name: String, _ item: Int?, _ outcome: Attempt.Outcome, _ call: String, isOpen: Bool
  ) {
    guard let node = reference.nodes[name] else { return }
    let number = node.tries + 1
    var attempt = Attempt(
      identity: MessageIdentity(key: "k\(events.count)", uuid: nil), node: name, visit: node.visit, number: number,
      agentID: "agent-\(call)", toolUseID: call, outcome: outcome, isGated: true, answer: .init(.null))
    attempt.item = item
    let header = RandomDocument.header(&random)
    let content = self.number(below: 2) == 0 ? "a" : ""
    if outcome == .accepted { attempt.header = header }
    if outcome == .exhausted { attempt.policy = policies[name] }
    if item == nil {
      let document = Document(header: header, content: .string(content), text: "", hasFrontmatter: true)
      if outcome == .accepted { attempt.departure = state.departure(of: name, accepting: document, attempt: number) }
      if outcome == .exhausted {
        attempt.departure = state.departure(of: name, exhaustedWith: policies[name] ?? .fail, attempt: number)
      }
    }
    reference.attempt(
      name, item: item, outcome, policy: attempt.policy, header: header, content: content, call: isOpen ? call : nil)
    add(.attempt(attempt))
  }

  /// A message of an earlier visit, or of a node that is done: it changes
  /// nothing.
  private mutating func sendLate() -> Bool {
    let names = reference.flow.names.filter { reference.nodes[$0]?.visit ?? 0 > 0 }
    guard !names.isEmpty else { return false }
    let name = names[number(below: names.count)]
    guard let node = reference.nodes[name], node.visit > 1 || node.outcome == .done else { return false }
    var attempt = Attempt(
      identity: MessageIdentity(key: "late\(events.count)", uuid: nil), node: name,
      visit: node.outcome == .done ? node.visit : node.visit - 1, number: 1, agentID: "late", toolUseID: nil,
      outcome: number(below: 2) == 0 ? .late : .accepted, isGated: true, answer: .init(.null))
    attempt.header = RandomDocument.header(&random)
    add(.attempt(attempt))
    return true
  }

  private mutating func resume() -> Bool {
    resumptions += 1
    let isSame = number(below: 3) > 0
    if !isSame { session += "'" }
    reference.resume(bySameSession: isSame)
    add(.resumed(Resumption(session: session, key: nil, promptID: nil, answer: .init(.null))))
    return true
  }
}
