/// Nodes and edges by number: vertex 0 is START, the last one is END, and the
/// node at place `n` of `nodes` is vertex `n + 1`.
package struct Graph: Sendable {
  let nodes: [FlowNode]
  package private(set) var edges: [Flow.Edge]
  /// Places in `edges` by vertex, in text order.
  package let outgoing: [[Int]]
  package let incoming: [[Int]]
  /// Whether a vertex has an edge with a label, by vertex.
  let hasLabels: [Bool]
  /// The two ends of each edge.
  package let ends: [(from: Int, to: Int)]
  private let vertices: [String: Int]
  /// All vertices, each behind those whose forward edges lead to it.
  package private(set) var order: [Int] = []

  init(nodes: [FlowNode], edges: [Flow.Edge], ends: [(from: Int, to: Int)], vertices: [String: Int]) {
    self.nodes = nodes
    self.edges = edges
    self.ends = ends
    self.vertices = vertices
    var outgoing = [[Int]](repeating: [], count: nodes.count + 2)
    var incoming = outgoing
    for (edge, (from, to)) in ends.enumerated() {
      outgoing[from].append(edge)
      incoming[to].append(edge)
    }
    hasLabels = outgoing.map { $0.contains { edges[$0].label != nil } }
    self.outgoing = outgoing
    self.incoming = incoming
    findBackEdges()
  }

  package var start: Int { 0 }
  package var end: Int { nodes.count + 1 }
  package var count: Int { nodes.count + 2 }

  package func isNode(_ vertex: Int) -> Bool { vertex > 0 && vertex <= nodes.count }

  package func vertex(_ name: String) -> Int? {
    switch name {
    case Flow.start: start
    case Flow.end: end
    default: vertices[name]
    }
  }

  package func name(_ vertex: Int) -> String {
    vertex == start ? Flow.start : vertex == end ? Flow.end : nodes[vertex - 1].name
  }

  /// Walks depth-first from START, each node's edges in text order; an edge to
  /// a node on the current path is a back edge.
  ///
  /// What START does not reach is walked afterwards, so that forward edges
  /// never form a cycle.
  private mutating func findBackEdges() {
    // Arrays of plain numbers: of any other type a hook would have to make
    // the array's first.
    var isSeen = [Bool](repeating: false, count: count)
    var isOnPath = isSeen
    var next = [Int](repeating: 0, count: count)
    var path: [Int] = []
    for root in 0..<count where !isSeen[root] {
      (isSeen[root], isOnPath[root]) = (true, true)
      path.append(root)
      while let vertex = path.last {
        guard next[vertex] < outgoing[vertex].count else {
          isOnPath[vertex] = false
          order.append(vertex)
          path.removeLast()
          continue
        }
        let edge = outgoing[vertex][next[vertex]]
        next[vertex] += 1
        let target = ends[edge].to
        if !isSeen[target] {
          (isSeen[target], isOnPath[target]) = (true, true)
          path.append(target)
        } else if isOnPath[target] {
          edges[edge].isBack = true
        }
      }
    }
    order.reverse()
  }

  /// Which vertices the edges that `follows` admits lead to, those of `roots`
  /// among them.
  package func reachable(from roots: [Int], backwards: Bool = false, where follows: (Flow.Edge) -> Bool) -> [Bool] {
    var reached = [Bool](repeating: false, count: count)
    for root in roots { mark(from: root, backwards: backwards, in: &reached, where: follows) }
    return reached
  }

  /// Marks a vertex and all that it leads to, except behind marked ones.
  func mark(
    from root: Int, backwards: Bool = false, in reached: inout [Bool],
    where follows: (Flow.Edge) -> Bool = { _ in true }
  ) {
    guard !reached[root] else { return }
    reached[root] = true
    var pending = [root]
    while let vertex = pending.popLast() {
      for edge in backwards ? incoming[vertex] : outgoing[vertex] where follows(edges[edge]) {
        let next = backwards ? ends[edge].from : ends[edge].to
        guard !reached[next] else { continue }
        reached[next] = true
        pending.append(next)
      }
    }
  }
}
