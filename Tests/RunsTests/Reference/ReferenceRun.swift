import Documents
import Flows
import Runs

/// What the documentation of flows says, done in the most obvious way: by
/// names and sets, everything looked up anew after each event.
///
/// It decides itself what the real run is told (which edges are taken), and
/// shares with it only the reading of the file and the conditions.
struct ReferenceRun {
  typealias Edge = ReferenceFlow.Edge

  struct Call {
    var id: String
    var node: String
    var item: Int?
    var hasStarted = false
    var isBackground = false
  }

  let flow: ReferenceFlow
  var nodes: [String: ReferenceNode]
  var taken: Set<Edge> = []
  var dead: Set<Edge> = []
  /// Taken back edges that haven't taken effect.
  var waysBack: Set<Edge> = []
  /// Calls that haven't ended.
  var calls: [Call] = []
  var variables: Object

  init(_ flow: Flow, _ known: ReferenceFlow, input: Object) {
    self.flow = known
    nodes = Dictionary(uniqueKeysWithValues: known.names.map { ($0, ReferenceNode()) })
    variables = flow.state
    for name in variables.keys { if let value = input[name] { variables.set(name, value) } }
    taken = Set(known.edges(from: Flow.start))
    settle()
  }

  /// Lets everything happen that follows without another event.
  mutating func settle() {
    while arrive() || goBack() || leaveOver() {}
  }

  /// Changes a node that is known to be there.
  mutating func change(_ name: String, _ body: (inout ReferenceNode) -> Void) {
    guard var node = nodes[name] else { return }
    body(&node)
    nodes[name] = node
  }
}

// MARK: - Events

extension ReferenceRun {
  mutating func admit(_ id: String, _ name: String, item: Int?) {
    calls.append(Call(id: id, node: name, item: item))
    change(name) { node in
      node.isUsed = true
      node.pending.removeAll { $0 == item ?? 0 }
    }
    settle()
  }

  mutating func start(_ id: String, inBackground: Bool = false) {
    for place in calls.indices where calls[place].id == id {
      calls[place].hasStarted = true
      if inBackground { calls[place].isBackground = true }
    }
  }

  mutating func release(_ id: String) {
    guard let call = calls.first(where: { $0.id == id }) else { return }
    calls.removeAll { $0.id == id }
    giveBack(call.node, call.item ?? 0)
    settle()
  }

  /// A lost call counts as a failed attempt.
  mutating func lose(_ id: String, exhausting policy: ExhaustedPolicy?) {
    guard let call = calls.first(where: { $0.id == id }) else { return }
    calls.removeAll { $0.id == id }
    let item = call.item ?? 0
    change(call.node) { node in
      node.tries += 1
      node.items[item].failures += 1
    }
    if let policy { exhaust(call.node, item, policy) } else { giveBack(call.node, item) }
    settle()
  }

  /// A message for the current visit that was judged; `call` is its call if it
  /// is open.
  mutating func attempt(
    _ name: String, item: Int?, _ outcome: Attempt.Outcome, policy: ExhaustedPolicy?, header: Node?, content: String,
    call: String?
  ) {
    let place = item ?? 0
    if let call { start(call) }
    if outcome != .rejected { calls.removeAll { $0.id == call } }
    change(name) { node in
      node.isUsed = true
      node.tries += 1
      node.items[place].isHeld = outcome == .unchecked
      if outcome == .rejected || outcome == .exhausted { node.items[place].failures += 1 }
      guard outcome == .accepted else { return }
      node.items[place].outcome = .done
      node.items[place].header = header
      node.content = content
    }
    switch outcome {
    case .rejected where call == nil: giveBack(name, place)
    case .exhausted: exhaust(name, place, policy ?? .fail)
    default: break
    }
    settle()
  }

  /// Goes on: the calls that nobody waits for any more are given back and
  /// failed nodes are ready again; only then the rest follows.
  mutating func resume(bySameSession: Bool) {
    for call in calls where !(bySameSession && call.isBackground) {
      calls.removeAll { $0.id == call.id }
      giveBack(call.node, call.item ?? 0)
    }
    for name in flow.names where nodes[name]?.failsRun == true { reopen(name) }
    settle()
  }

  private mutating func exhaust(_ name: String, _ item: Int, _ policy: ExhaustedPolicy) {
    change(name) { node in
      node.items[item].outcome = policy == .skip ? .skipped : .failed
      node.items[item].endsRun = policy == .terminate
      if policy != .skip { node.pending = [] }
    }
  }

  /// An item goes back to the front; after a failure no more are given.
  private mutating func giveBack(_ name: String, _ item: Int) {
    change(name) { node in
      guard node.outcome == nil, node.items[item].outcome == nil, !node.hasFailedItem else { return }
      node.pending.insert(item, at: 0)
    }
  }
}

extension ReferenceNode {
  var hasFailedItem: Bool { items.contains { $0.outcome == .failed } }
}
