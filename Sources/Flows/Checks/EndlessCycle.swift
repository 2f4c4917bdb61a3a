import Diagnostics

/// Cycles of edges that are always taken: with neither label nor else in
/// them, only `max_visits` would end them.
enum EndlessCycle {
  static func check(_ flow: Flow) -> [Diagnostic] {
    closingEdges(flow).map { edge in
      flow.diagnostic("flow/endless-cycle", .endless(flow.edges[edge]), flow.edges[edge].range)
    }
  }

  /// The edges that close such cycles, as a depth-first walk finds them.
  static func closingEdges(_ flow: Flow) -> [Int] {
    let graph = flow.graph
    var isSeen = [Bool](repeating: false, count: graph.count)
    var isOnPath = [Bool](repeating: false, count: graph.count)
    var path: [(vertex: Int, next: Int)] = []
    var closing: [Int] = []
    for root in 0..<graph.count where !isSeen[root] && !graph.hasLabels[root] {
      path.append((root, 0))
      isSeen[root] = true
      isOnPath[root] = true
      while let (vertex, next) = path.last {
        guard next < graph.outgoing[vertex].count else {
          isOnPath[vertex] = false
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let edge = graph.outgoing[vertex][next]
        let target = graph.ends[edge].to
        guard !graph.hasLabels[target] else { continue }
        if isOnPath[target] {
          closing.append(edge)
        } else if !isSeen[target] {
          isSeen[target] = true
          isOnPath[target] = true
          path.append((target, 0))
        }
      }
    }
    return closing
  }
}

extension Diagnostic.Message {
  fileprivate static func endless(_ edge: Flow.Edge) -> Self {
    """
    the cycle that goes back from \(quoted(edge.from)) to \(quoted(edge.to)) has neither a label nor an else and never \
    ends; expected a condition such as \"\(edge.from) ?again >> \(edge.to)\"
    """
  }
}
