import Flows

/// Random flows that are read without errors.
struct RandomFlow {
  private var random: SeededGenerator
  private var chains: [String] = []
  private var conditions: [String: [(label: String, expression: String)]] = [:]
  private var loops: [String: String] = [:]

  /// Whether nothing depends on the order in which agents end: no ways back,
  /// and conditions that ask for the node's own output alone.
  private let isOrderless: Bool

  /// The text of a flow of two to eight nodes; not every one is accepted.
  static func text(_ random: inout SeededGenerator, isOrderless: Bool = false) -> String {
    var flow = RandomFlow(random: SeededGenerator(seed: random.next()), isOrderless: isOrderless)
    return flow.write()
  }

  private init(random: SeededGenerator, isOrderless: Bool) {
    self.random = random
    self.isOrderless = isOrderless
  }

  /// Whether something happens that happens once in `count` times.
  private mutating func once(in count: UInt64) -> Bool { random.next() % count == 0 }

  private mutating func pick<T>(_ list: [T]) -> T { list[Int(random.next() % UInt64(list.count))] }

  private mutating func write() -> String {
    let count = pick([2, 3, 3, 4, 4, 5, 5, 6, 7, 8])
    let names = (0..<count).map { "n\($0)" }
    for name in names where once(in: 4) { loops[name] = pick([" * $items", " * $items[2]", " * $more[3]"]) }
    for place in names.indices { enter(names, place) }
    for place in names.indices where !isOrderless && once(in: 3) { goBack(names, place) }
    for place in names.indices { leaveToEnd(names[place]) }
    let initial = pick(["[]", "[a]", "[a, b]", "[{id: x}, {id: y}, 3]"])
    return """
      name: random
      state: {items: \(initial), more: [p, q, r], n: 0, flag: false}
      flow: |
      \(chains.map { "  " + $0 }.joined(separator: "\n"))
      \(writtenConditions())execution: {max_parallel: \(pick([1, 2, 3])), max_visits: \(pick([1, 2, 2, 3, 4]))}

      """
  }

  private func ref(_ name: String, _ label: String?) -> String {
    name + (loops[name] ?? "") + (label.map { " ?" + $0 } ?? "")
  }

  private mutating func label() -> String? { pick([nil, nil, nil, "ok", "ok", "bad", "odd"]) }

  /// A chain into a node: from START or some of the nodes before it.
  private mutating func enter(_ names: [String], _ place: Int) {
    var before: [String] = []
    for earlier in names[..<place] where once(in: 3) { before.append(ref(earlier, label())) }
    if before.isEmpty, place > 0, !once(in: 4) { before = [ref(names[place - 1], label())] }
    let from = before.isEmpty ? "START" : before.count == 1 ? before[0] : "[" + before.joined(separator: ", ") + "]"
    chains.append("\(from) >> \(ref(names[place], nil))")
  }

  private mutating func goBack(_ names: [String], _ place: Int) {
    let target = Int(random.next() % UInt64(place + 1))
    chains.append("\(ref(names[place], pick(["again", "again", "again", "redo", nil]))) >> \(names[target])")
    if once(in: 6) { chains.append("\(ref(names[place], "again")) >> \(names[place])") }
  }

  private mutating func leaveToEnd(_ name: String) {
    let hasWay = chains.contains { chain in
      chain.split(separator: " >> ", omittingEmptySubsequences: false).first?.contains(name) == true
    }
    if !hasWay { chains.append("\(name) >> END") } else if once(in: 3) { chains.append("\(ref(name, label())) >> END") }
  }

  /// Half of the labels get an entry, in any order.
  private mutating func writtenConditions() -> String {
    var lines: [String] = []
    for name in (0..<8).map({ "n\($0)" }) {
      let labels = ["ok", "bad", "odd", "again", "redo"].filter { label in
        chains.contains {
          $0.contains("\(ref(name, label)) >>") || $0.contains("\(ref(name, label)),")
            || $0.contains("\(ref(name, label))]")
        }
      }
      var entries: [String] = []
      for label in labels.shuffled(using: &random) where !once(in: 3) {
        entries.append("    \(label): \"\(expression())\"")
      }
      if !entries.isEmpty { lines += ["  \(name):"] + entries }
    }
    return lines.isEmpty ? "" : "conditions:\n" + lines.map { $0 + "\n" }.joined()
  }

  private mutating func expression() -> String {
    if isOrderless { return pick(["true", "output.n > 0", "output.n == 1", "len(output) > 1", "not failed"]) }
    return anyExpression()
  }

  private mutating func anyExpression() -> String {
    pick([
      "true", "output.n > 0", "output.n == 1", "state.n < 2", "state.n == 1", "visits < 3", "visits == 1", "failed",
      "not failed", "failed or output.n == 0", "not failed and state.flag", "failed and visits > 1", "state.flag",
      "output.n > 'x'", "len(output) > 2", "len(output) == 0", "'a' in output.content", "attempts > 1", "attempts < 2",
      "output[0].n == 1", "output == null or state.n == 0", "failed and output == null", "len(state.items) > 1",
      "failed and output.n == 1",
    ])
  }
}
