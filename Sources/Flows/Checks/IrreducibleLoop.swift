import Diagnostics

/// Loops that are entered in two places: past the node that they go back to.
///
/// A flow is reducible if the target of each back edge dominates its source,
/// that is, stands on every forward path from START to it.
enum IrreducibleLoop {
  static func check(_ flow: Flow) -> [Diagnostic] {
    let back = flow.edges.indices.filter { flow.edges[$0].isBack }
    guard !back.isEmpty else { return [] }
    let dominators = Dominators(flow.graph)
    return back.filter { !dominators.dominates(flow.graph.ends[$0].to, flow.graph.ends[$0].from) }.map {
      flow.diagnostic("flow/irreducible-loop", .irreducible(flow.edges[$0]), flow.edges[$0].range, severity: .warning)
    }
  }
}

/// Immediate dominators in the graph of forward edges (Cooper, Harvey and
/// Kennedy, A Simple, Fast Dominance Algorithm); one pass is enough without
/// cycles.
private struct Dominators {
  private var parents: [Int]
  private var ranks: [Int]

  init(_ graph: Graph) {
    parents = Array(0..<graph.count)
    ranks = [Int](repeating: 0, count: graph.count)
    for (rank, vertex) in graph.order.enumerated() { ranks[vertex] = rank }
    for vertex in graph.order where vertex != graph.end {
      let sources = graph.incoming[vertex].filter { !graph.edges[$0].isBack }.map { graph.ends[$0].from }
      // The deepest first: the walk upwards then never repeats itself.
      let ordered = sources.sorted { ranks[$0] > ranks[$1] }
      guard var common = ordered.first else { continue }
      for source in ordered.dropFirst() { common = meet(common, source) }
      parents[vertex] = common
    }
  }

  func dominates(_ upper: Int, _ lower: Int) -> Bool {
    var vertex = lower
    while ranks[vertex] > ranks[upper], parents[vertex] != vertex { vertex = parents[vertex] }
    return vertex == upper
  }

  private func meet(_ first: Int, _ second: Int) -> Int {
    var (a, b) = (first, second)
    while a != b {
      let deeper = ranks[a] > ranks[b] ? a : b
      let parent = parents[deeper]
      // Two roots: one of them is not reached from START.
      guard parent != deeper else { return a == deeper ? b : a }
      if deeper == a { a = parent } else { b = parent }
    }
    return a
  }
}

extension Diagnostic.Message {
  fileprivate static func irreducible(_ edge: Flow.Edge) -> Self {
    """
    the loop from \(quoted(edge.from)) back to \(quoted(edge.to)) can be entered past \(quoted(edge.to)): nodes on that \
    way are not visited again with it
    """
  }
}
