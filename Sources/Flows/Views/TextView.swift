import Diagnostics

/// A flow as text for an agent to follow: the path as numbered steps, then
/// what each node waits for.
///
/// Each node stands in one step: its own, that of its parallel group, or the
/// branch that it is the plain continuation of.
public struct TextView: Sendable {
  public var flow: Flow
  /// What a run has made of its nodes, by name; shown behind them.
  public var states: [String: String]

  public init(flow: Flow, states: [String: String] = [:]) {
    self.flow = flow
    self.states = states
  }

  public func render() -> String {
    var lines = [title]
    if let description = flow.description, !description.isEmpty { lines.append(oneLine(description)) }
    lines += ["", "Execution path:"]
    let steps = Steps(flow)
    for (place, step) in steps.all.enumerated() {
      let (head, branches) = text(of: step, in: steps)
      lines.append("\(place + 1). \(head)")
      lines += branches.map { "   - \($0)" }
    }
    lines += ["", "Dependencies (a node that is skipped is not waited for):"]
    for node in flow.nodes { lines += dependencies(of: node.name) }
    let sources = flow.edges(into: Flow.end).map { source(of: $0) }
    lines.append(
      sources.isEmpty ? "END is never reached" : "END is reached after: " + sources.joined(separator: ", or "))
    return lines.joined(separator: "\n") + "\n"
  }

  private var title: String {
    "Workflow " + oneLine(flow.name) + (flow.version.map { " (version \(oneLine($0)))" } ?? "")
  }

  // MARK: Steps

  private func text(of step: [Int], in steps: Steps) -> (head: String, branches: [String]) {
    let graph = flow.graph
    guard let first = step.first else { return ("", []) }
    let waits = waits(of: first)
    if step.count > 1 {
      let names = step.map { described($0, inList: true) }.joined(separator: ", ")
      let each = waits.isEmpty ? "" : " (each waits for: \(waits.joined(separator: ", ")))"
      return ("run in parallel: \(names)\(each)" + arrow(graph.outgoing[first], in: steps), [])
    }
    let isStart = first == graph.start
    let head = (isStart ? "" : "run ") + described(first)
    let wait = waits.isEmpty || isStart ? "" : " (waits for: \(waits.joined(separator: ", ")))"
    let labels = isStart ? [] : flow.labels(of: graph.name(first))
    guard !labels.isEmpty else { return (head + wait + arrow(graph.outgoing[first], in: steps), []) }
    var branches = labels.map { label in
      let edges = graph.outgoing[first].filter { flow.edges[$0].label == label.label }
      return "\"\(label.label)\" (\(oneLine(label.condition.text))):" + arrow(edges, in: steps)
    }
    let otherwise = graph.outgoing[first].filter { flow.edges[$0].label == nil }
    branches.append("else:" + (otherwise.isEmpty ? " the node fails" : arrow(otherwise, in: steps)))
    return (head + wait + ", then it branches:", branches)
  }

  /// Where edges lead, with an arrow before it.
  private func arrow(_ edges: [Int], in steps: Steps) -> String {
    guard let first = edges.first else { return "" }
    guard edges.count == 1 else {
      let nodes = edges.filter { flow.edges[$0].to != Flow.end }
      let head = nodes.count == edges.count ? "" : "END, and "
      let parallel = nodes.count > 1 ? "run in parallel: " : ""
      return " → \(head)\(parallel)" + nodes.map { target(of: $0) }.joined(separator: ", ")
    }
    return " → " + target(of: first) + steps.continuation(of: first).map { " → " + target(of: $0) }.joined()
  }

  private func target(of edge: Int) -> String {
    let edge = flow.edges[edge]
    return edge.isBack ? "back to \(edge.to)" : marked(edge.to)
  }

  private func described(_ vertex: Int, inList: Bool = false) -> String {
    let name = flow.graph.name(vertex)
    guard let loop = flow.node(name)?.loop else { return marked(name) }
    let atOnce = loop.degree == 1 ? "one at a time" : "at most \(loop.degree) at once"
    let times = "once for each item of $\(loop.variable), \(atOnce)"
    return marked(name) + (inList ? " (\(times))" : " \(times)")
  }

  private func marked(_ name: String) -> String { states[name].map { "\(name) [\($0)]" } ?? name }

  private func waits(of vertex: Int) -> [String] {
    flow.graph.incoming[vertex].map { flow.edges[$0] }.filter { !$0.isBack && $0.from != Flow.start }.map {
      source(of: $0)
    }
  }

  // MARK: Dependencies

  private func dependencies(of name: String) -> [String] {
    let forward = flow.forwardEdges(into: name).filter { $0.from != Flow.start }.map { source(of: $0) }
    let back = flow.backEdges(into: name).map { source(of: $0) }
    var lines = ["\(name) waits for: " + (forward.isEmpty ? "nothing" : forward.joined(separator: ", "))]
    if !back.isEmpty { lines.append("\(name) runs again after: " + back.joined(separator: ", or ")) }
    return lines
  }

  /// The node that an edge comes from, with the branch.
  private func source(of edge: Flow.Edge) -> String {
    if let label = edge.label { return "\(edge.from) (\"\(label)\")" }
    return flow.hasLabels(edge.from) ? "\(edge.from) (else)" : edge.from
  }

  private func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).map { String($0) }.joined(separator: " ")
  }
}

/// Which vertices share a numbered step.
private struct Steps {
  /// Vertices by step, in an order in which each stands behind what it waits
  /// for.
  private(set) var all: [[Int]] = []
  private let graph: Graph

  /// What nodes must have in common to be one parallel step.
  private struct Key: Hashable {
    var sources: [Int]
    var labels: [String?]
    var targets: [Int]
  }

  init(_ flow: Flow) {
    graph = flow.graph
    let inline = inlineVertices(flow)
    var steps: [Key: Int] = [:]
    for vertex in textOrder() where vertex != graph.end && !inline[vertex] {
      let key = Key(
        sources: graph.incoming[vertex].map { graph.ends[$0].from },
        labels: graph.incoming[vertex].map { graph.edges[$0].label },
        targets: graph.outgoing[vertex].map { graph.ends[$0].to })
      let joins =
        graph.isNode(vertex) && isPlain(vertex)
        && graph.incoming[vertex].allSatisfy { !graph.edges[$0].isBack }
      if joins, let step = steps[key] {
        all[step].append(vertex)
      } else {
        if joins { steps[key] = all.count }
        all.append([vertex])
      }
    }
  }

  /// All vertices, each behind those that it waits for, and as near to the
  /// text's order as that allows.
  private func textOrder() -> [Int] {
    var order: [Int] = []
    var isSeen = [Bool](repeating: false, count: graph.count)
    var path: [(vertex: Int, next: Int)] = []
    // Backwards, as the order of finishing is turned round at the end.
    for root in (0..<graph.count).reversed()
    where !isSeen[root] && graph.incoming[root].allSatisfy({ graph.edges[$0].isBack }) {
      isSeen[root] = true
      path.append((root, graph.outgoing[root].count))
      while let (vertex, next) = path.last {
        guard next > 0 else {
          order.append(vertex)
          path.removeLast()
          continue
        }
        path[path.count - 1].next -= 1
        let edge = graph.outgoing[vertex][next - 1]
        let target = graph.ends[edge].to
        guard !graph.edges[edge].isBack, !isSeen[target] else { continue }
        isSeen[target] = true
        path.append((target, graph.outgoing[target].count))
      }
    }
    return order.reversed()
  }

  /// The edges that plainly follow one edge, up to the first node that has a
  /// step of its own.
  func continuation(of edge: Int) -> [Int] {
    var edges: [Int] = []
    var vertex = graph.ends[edge].to
    while graph.isNode(vertex), inline.contains(vertex), !graph.edges[edges.last ?? edge].isBack,
      let next = graph.outgoing[vertex].first
    {
      edges.append(next)
      vertex = graph.ends[next].to
    }
    return edges
  }

  private var inline: Set<Int> = []

  /// Nodes behind a label that need no step: no loop, one way in, one way out.
  private mutating func inlineVertices(_ flow: Flow) -> [Bool] {
    var result = [Bool](repeating: false, count: graph.count)
    for vertex in graph.order where graph.isNode(vertex) {
      guard graph.incoming[vertex].count == 1, graph.outgoing[vertex].count == 1, isPlain(vertex),
        graph.nodes[vertex - 1].loop == nil, let edge = graph.incoming[vertex].first
      else { continue }
      let source = graph.ends[edge].from
      guard result[source] || isOnlyTarget(edge, from: source) else { continue }
      result[vertex] = true
      inline.insert(vertex)
    }
    return result
  }

  /// Whether a label, or the else beside labels, leads along this edge alone.
  private func isOnlyTarget(_ edge: Int, from source: Int) -> Bool {
    graph.hasLabels[source]
      && !graph.outgoing[source].contains { $0 != edge && graph.edges[$0].label == graph.edges[edge].label }
  }

  private func isPlain(_ vertex: Int) -> Bool {
    !graph.hasLabels[vertex]
  }
}
