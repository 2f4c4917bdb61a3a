import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// A run that a test leads through its events, one short word each; a second
/// passes between two of them.
struct ScriptedRun {
  private(set) var events: [RunEvent] = []
  private(set) var state: RunState

  static let start = RunStart(
    run: "r1", workflow: "review", session: "s1", key: "p1", promptID: "p1", project: "/p", workdir: "/p/w",
    input: .object(["header": .object([:]), "content": .string("go")]), definition: .object(["files": .array([])]),
    answer: .init(.string("started")))

  /// 2026-01-06T10:00:00Z
  static let beginning = 1_767_693_600_000

  /// A run of the chains; without any it has no flow.
  init?(_ chains: String...) {
    self.init(flow: chains.isEmpty ? nil : Self.flow(chains))
    if !chains.isEmpty, state.flow == nil { return nil }
  }

  private init(flow: Flow?) {
    let first = RunEvent(sequence: 1, at: Timestamp(milliseconds: Self.beginning), kind: .runStarted(Self.start))
    events = [first]
    // The list begins with a start, so there is a state.
    state = RunState(flow: flow, events: events) ?? Self(flow: nil).state
  }

  static func flow(_ chains: [String]) -> Flow? {
    let text = "name: review\nflow: |\n" + chains.map { "  \($0)\n" }.joined()
    return FlowReader(file: "flow.yaml").read(Array(text.utf8)).accepted
  }

  mutating func add(_ kind: RunEvent.Kind) {
    let time = Timestamp(milliseconds: Self.beginning + 1000 * events.count)
    events.append(RunEvent(sequence: events.count + 1, at: time, kind: kind))
    state.apply(events[events.count - 1])
    for decided in state.decideDue(at: time) {
      events.append(RunEvent(sequence: events.count + 1, at: time, kind: decided))
    }
  }

  // MARK: Words

  mutating func admit(_ node: String, call: String? = nil, visit: Int? = nil, files: [Node] = []) {
    let visit = visit ?? state.nodes[node]?.visit ?? 1
    add(
      .admitted(
        Admission(
          toolUseID: call ?? "call-\(node)", node: node, visit: visit, promptID: "p2", files: files,
          answer: .init(.string("in \(node)")))))
  }

  mutating func begin(_ node: String, agent: String? = nil) {
    add(.started(agentID: agent ?? "agent-\(node)", agent: node))
  }

  /// Admits a node and lets its agent begin.
  mutating func run(_ node: String, call: String? = nil, agent: String? = nil) {
    admit(node, call: call)
    begin(node, agent: agent)
  }

  mutating func attempt(
    _ node: String, _ outcome: Attempt.Outcome, key: String? = nil, agent: String? = nil, call: String? = nil,
    visit: Int? = nil, policy: ExhaustedPolicy? = nil, edges: [FlowEdgeName]? = nil, problems: [String] = [],
    note: String? = nil, item: Int? = nil, header: Node? = nil, hash: String? = nil
  ) {
    let now = state.nodes[node]
    var attempt = Attempt(
      identity: MessageIdentity(key: key ?? "key-\(events.count)", uuid: nil), node: node,
      visit: visit ?? now?.visit ?? 1,
      number: (now?.attempts(ofItem: item).count ?? 0) + 1, agentID: agent ?? "agent-\(node)", toolUseID: call,
      outcome: outcome,
      isGated: true, answer: .init(.string("judged \(node)")))
    attempt.policy = policy
    attempt.item = item
    attempt.note = note
    attempt.hash = hash
    attempt.problems = problems.map { Attempt.Problem(identity: $0, line: "1:1 /header: \($0)") }
    if outcome == .accepted {
      attempt.target = "/p/w/.context/\(node)\(item.map { "-\($0)" } ?? "").md"
      attempt.header = header ?? .object(["agent": .string(node)])
    }
    attempt.departure = departure(of: attempt, along: edges)
    add(.attempt(attempt))
  }

  private func departure(of attempt: Attempt, along edges: [FlowEdgeName]?) -> Departure? {
    guard state.flow != nil, attempt.item == nil else { return nil }
    switch attempt.outcome {
    case .accepted:
      if let edges { return Departure(node: attempt.node, visit: attempt.visit, outcome: .done, edges: edges) }
      let document = attempt.header.map { Document(header: $0, content: .string(""), text: "", hasFrontmatter: true) }
      return state.departure(of: attempt.node, accepting: document, attempt: attempt.number)
    case .exhausted:
      return state.departure(of: attempt.node, exhaustedWith: attempt.policy ?? .fail, attempt: attempt.number)
    default: return nil
    }
  }

  /// Leads a node from the gate to its artifact.
  mutating func finish(_ node: String) {
    run(node)
    attempt(node, .accepted)
  }

  mutating func lose(_ node: String, call: String? = nil, policy: ExhaustedPolicy? = nil) {
    add(
      .lost(
        Loss(
          node: node, visit: state.nodes[node]?.visit ?? 1, toolUseID: call ?? "call-\(node)", agentID: nil,
          cause: "gone", policy: policy)))
  }

  mutating func resume(session: String = "s1", key: String = "p9") {
    add(.resumed(Resumption(session: session, key: key, promptID: key, answer: .init(.string("resumed")))))
  }

  mutating func blockStop(key: String = "stop") {
    add(.stopBlocked(MessageIdentity(key: key, uuid: nil), answer: .init(.string("blocked"))))
  }

  /// Each node of the flow with its status, in order: `a done, b ready`.
  var summary: String {
    let order = state.flow?.nodes.map(\.name) ?? state.nodes.names.sorted()
    return order.map { "\($0) \(state.status(of: $0).rawValue)" }.joined(separator: ", ")
  }
}

extension NodeState {
  /// Of a node without a loop.
  var failures: Int { item(nil)?.failures ?? 0 }
  var lastProblems: Set<String> { item(nil)?.lastProblems ?? [] }
  var attemptsOfVisit: Int { attempts(ofItem: nil).count }
}
