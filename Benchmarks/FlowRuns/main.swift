import Diagnostics
import Documents
import Flows
import Platform
import Runs

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Times what a large flow and a long run cost: the flow read and checked, its
// journal read, the state folded from the events; then the same state of a
// loop over a long list. Processor time, the least of several rounds; the size
// doubles from row to row, so that growth shows.

/// A flow of layers of ten: groups, branches with an else, ways back, a loop
/// at the end of each layer.
func flowText(nodes: Int) -> String {
  var chains: [String] = []
  var conditions: [String] = []
  var previous = "START"
  for layer in 0..<(nodes / 10) {
    let name = { (place: Int) in "n\(layer)-\(place)" }
    let next = layer + 1 < nodes / 10 ? "n\(layer + 1)-0" : "END"
    chains.append("\(previous) >> \(name(0)) >> [\((1...4).map(name).joined(separator: ", "))] >> \(name(5))")
    chains.append("\(name(5)) ?left >> \(name(6)) >> \(name(8))")
    chains.append("\(name(5)) >> \(name(7)) >> \(name(8))")
    chains.append("\(name(8)) ?again >> \(name(5))")
    chains.append("\(name(8)) >> \(name(9)) * $items[2] >> \(next)")
    conditions.append("  \(name(5)): {left: output.count > 3}")
    conditions.append("  \(name(8)): {again: output.count > 90}")
    previous = name(9)
  }
  return "name: large\nstate: {items: [one]}\nflow: |\n" + chains.map { "  \($0)\n" }.joined() + "conditions:\n"
    + conditions.joined(separator: "\n") + "\n"
}

/// A flow of one loop.
func loopText(items: Int) -> String {
  let list = (0..<items).map { "item-\($0)" }.joined(separator: ", ")
  return "name: loop\nstate: {items: [\(list)]}\nflow: |\n  START >> work * $items >> END\n"
}

func numbered(_ kinds: [RunEvent.Kind]) -> [RunEvent] {
  kinds.enumerated().map { RunEvent(sequence: $0.offset + 1, at: Timestamp(milliseconds: 0), kind: $0.element) }
}

let start = RunStart(
  run: "r", workflow: "large", session: "s", key: nil, promptID: nil, project: "/p", workdir: "/p",
  input: .object([:]), definition: .object([:]), answer: RecordedAnswer(.null))

/// Runs the flow to its end, with about ten events for each node.
func events(of flow: Flow) -> [RunEvent.Kind] {
  var kinds: [RunEvent.Kind] = [.runStarted(start)]
  let first = RunEvent(sequence: 1, at: Timestamp(milliseconds: 0), kind: kinds[0])
  guard var state = RunState(flow: flow, events: [first]) else { return [] }
  func add(_ kind: RunEvent.Kind) {
    kinds.append(kind)
    state.apply(RunEvent(sequence: state.sequence + 1, at: Timestamp(milliseconds: state.sequence), kind: kind))
    kinds += state.decideDue(at: Timestamp(milliseconds: state.sequence))
  }
  while let node = state.readyNodes.first {
    let call = "toolu_\(kinds.count)", agent = "agent\(kinds.count)"
    let item = state.nodes[node].flatMap { $0.isLoop ? $0.pendingItems.first : nil }
    add(.refused(Refusal(toolUseID: call + "r", node: node, promptID: nil, reason: "", answer: RecordedAnswer(.null))))
    add(
      .admitted(
        Admission(
          toolUseID: call, node: node, visit: state.nextVisit(of: node), item: item, promptID: "p",
          answer: RecordedAnswer(.object(["continue": .boolean(true)])))))
    add(.started(agentID: agent, agent: node))
    add(.joined(agentID: agent, toolUseID: call))
    for turn in 0..<3 { add(.turn(promptID: "p\(kinds.count)-\(turn)")) }
    for number in 1...2 {
      var attempt = Attempt(
        identity: MessageIdentity(key: "\(agent)/\(number)", uuid: nil), node: node,
        visit: state.nodes[node]?.visit ?? 1, number: number, agentID: agent, toolUseID: call,
        outcome: number == 1 ? .rejected : .accepted, isGated: true, answer: RecordedAnswer(.null))
      attempt.item = item
      if number == 2 {
        let header = Node.object(["count": .integer(5), "agent": .string(node)])
        attempt.header = header
        let document = Document(header: header, content: .string(""), text: "", hasFrontmatter: true)
        if item == nil { attempt.departure = state.departure(of: node, accepting: document, attempt: 2) }
      }
      add(.attempt(attempt))
    }
    add(.usage(Usage(toolUseID: call, agentID: agent, node: node, tokens: 10, milliseconds: 20, toolUses: 3)))
  }
  return kinds
}

/// Processor time of the body in milliseconds: the least of five rounds.
func time(_ body: () -> Void) -> Double {
  (0..<5).map { _ in
    let before = clock()
    body()
    return Double(clock() - before) * 1_000 / Double(CLOCKS_PER_SEC)
  }.min() ?? 0
}

func padded(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}

func shown(_ milliseconds: Double) -> String {
  let tenths = Int((milliseconds * 10).rounded())
  return "\(tenths / 10).\(tenths % 10)"
}

print("Large flows and long runs, milliseconds of processor time; x: beside the row above\n")
print(
  [("nodes", 7), ("events", 8), ("flow", 8), ("fold", 8), ("both", 8), ("x", 6), ("journal", 9), ("x", 6)].map {
    padded($0.0, $0.1)
  }.joined())
var last: (Double, Double)?
for nodes in [250, 500, 1_000, 2_000] {
  let text = Array(flowText(nodes: nodes).utf8)
  let reader = FlowReader(file: "flow.yaml")
  guard let flow = reader.read(text).accepted else {
    print(reader.read(text).diagnostics.first?.message.text ?? "")
    exit(1)
  }
  let kinds = events(of: flow)
  let list = numbered(kinds)
  guard let end = RunState(flow: flow, events: list), end.phase == .complete else {
    print("flow-runs: the run of \(nodes) nodes did not reach its end")
    exit(1)
  }
  let path = "\(CommandLine.arguments.dropFirst().first ?? "/tmp")/journal-\(nodes).jsonl"
  try? FileSystem.remove(path)
  var journal = Journal(creating: path)
  try journal.append(kinds, at: Timestamp(milliseconds: 0), durably: false)
  let parsing = time { _ = reader.read(text) }
  let folding = time { _ = RunState(flow: flow, events: list) }
  let reading = time { _ = try? Journal.read(path) }
  let both = parsing + folding
  print(
    [
      (String(nodes), 7), (String(list.count), 8), (shown(parsing), 8), (shown(folding), 8), (shown(both), 8),
      (last.map { shown(both / $0.0) } ?? "", 6), (shown(reading), 9), (last.map { shown(reading / $0.1) } ?? "", 6),
    ].map { padded($0.0, $0.1) }.joined())
  last = (both, reading)
}

print("\n" + [("items", 7), ("events", 8), ("fold", 8), ("x", 6)].map { padded($0.0, $0.1) }.joined())
var lastFold: Double?
for items in [1_250, 2_500, 5_000, 10_000] {
  guard let flow = FlowReader(file: "flow.yaml").read(Array(loopText(items: items).utf8)).accepted else {
    print("flow-runs: the loop of \(items) items can't be read")
    exit(1)
  }
  let list = numbered(events(of: flow))
  guard let end = RunState(flow: flow, events: list), end.phase == .complete else {
    print("flow-runs: the loop of \(items) items did not reach its end")
    exit(1)
  }
  let folding = time { _ = RunState(flow: flow, events: list) }
  print(
    [
      (String(items), 7), (String(list.count), 8), (shown(folding), 8), (lastFold.map { shown(folding / $0) } ?? "", 6),
    ].map { padded($0.0, $0.1) }.joined())
  lastFold = folding
}
