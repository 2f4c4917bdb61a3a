package import Flows

/// How far a run has got on the edges of its flow: which of them were taken,
/// and which vertices are active, left or still to come.
///
/// It knows nothing of calls and attempts but how many calls of a vertex are
/// open, since going back waits for them. Every change of a vertex is noted in
/// `changes`, in order.
package struct FlowProgress: Sendable {
  package enum Edge: UInt8, Sendable {
    /// Nobody has left its node yet.
    case open
    case dead
    case taken
  }

  package enum Vertex: UInt8, Sendable {
    case waiting
    /// It was reached: a visit is ready or under way.
    case active
    /// It was left, or no way leads to it.
    case settled
  }

  /// What became of a vertex.
  package enum Change: Sendable, Hashable {
    case activated(Int)
    case skipped(Int)
    /// The flow went back to it or to a node before it.
    case reset(Int)
  }

  private let graph: Graph
  package internal(set) var edges: [Edge]
  package internal(set) var vertices: [Vertex]
  package private(set) var changes: [Change] = []
  /// Forward edges into a vertex that are open.
  var openEdges: [Int]
  /// Forward edges into a vertex that were taken.
  var takenEdges: [Int]
  /// Whether a back edge into a vertex was taken since it was last reset.
  var isEntered: [Bool]
  /// Open calls by vertex.
  var calls: [Int]
  /// Back edges that were taken and have no effect yet.
  package internal(set) var pending: [Int] = []
  /// Whether a pending back edge will reset the vertex.
  var isBlocked: [Bool]
  var isFrozen = false
  /// Vertices to look at.
  private var doubtful: [Int] = []

  package init(_ flow: Flow) {
    self.init(graph: flow.graph)
    for (edge, end) in graph.ends.enumerated() where !graph.edges[edge].isBack { openEdges[end.to] += 1 }
    vertices[graph.start] = .active
    leave(graph.start, taking: graph.outgoing[graph.start])
  }

  /// Before anything has happened.
  init(graph: Graph) {
    self.graph = graph
    edges = [Edge](repeating: .open, count: graph.edges.count)
    vertices = [Vertex](repeating: .waiting, count: graph.count)
    openEdges = [Int](repeating: 0, count: graph.count)
    takenEdges = openEdges
    calls = openEdges
    isEntered = [Bool](repeating: false, count: graph.count)
    isBlocked = isEntered
  }

  /// Hands over what has changed since it was last asked.
  package mutating func takeChanges() -> [Change] {
    defer { changes = [] }
    return changes
  }

  /// Settles the edges that leave a vertex: these are taken, all others dead.
  package mutating func leave(_ vertex: Int, taking taken: [Int]) {
    vertices[vertex] = .settled
    let known = pending.count
    for edge in graph.outgoing[vertex] where edges[edge] == .open {
      settle(edge, taken.contains(edge) ? .taken : .dead)
    }
    if pending.count != known { blockPending() }
    settle()
  }

  private mutating func settle(_ edge: Int, _ state: Edge) {
    edges[edge] = state
    if graph.edges[edge].isBack {
      if state == .taken { pending.append(edge) }
      return
    }
    let target = graph.ends[edge].to
    openEdges[target] -= 1
    if state == .taken { takenEdges[target] += 1 }
    doubtful.append(target)
  }

  /// Counts the open calls of a vertex.
  package mutating func addCalls(_ count: Int, to vertex: Int) {
    calls[vertex] += count
    if calls[vertex] == 0 { settle() }
  }

  /// Goes back to a settled vertex although no edge leads there: it and what
  /// it leads to are reset, and it is active anew.
  package mutating func redo(_ vertex: Int) {
    reset(region(of: [vertex]))
    isEntered[vertex] = true
    settle()
  }

  /// Keeps ways back from taking effect, or lets them again: a run that has
  /// failed goes nowhere.
  package mutating func freeze(_ isFrozen: Bool) {
    self.isFrozen = isFrozen
    settle()
  }

  /// Whether a pending way back keeps the vertex from becoming active.
  package func isHeldBack(_ vertex: Int) -> Bool { isBlocked[vertex] }

  /// Whether the last way back over the vertex led to itself.
  package func isTarget(_ vertex: Int) -> Bool { isEntered[vertex] }

  // MARK: What follows

  private mutating func settle() {
    repeat {
      while let vertex = doubtful.popLast() { look(at: vertex) }
      goBack()
    } while !doubtful.isEmpty
  }

  /// Activates or skips a vertex if all forward edges into it are settled.
  private mutating func look(at vertex: Int) {
    guard graph.isNode(vertex), vertices[vertex] == .waiting, openEdges[vertex] == 0, !isBlocked[vertex] else { return }
    if takenEdges[vertex] > 0 || isEntered[vertex] {
      vertices[vertex] = .active
      changes.append(.activated(vertex))
    } else {
      vertices[vertex] = .settled
      changes.append(.skipped(vertex))
      for edge in graph.outgoing[vertex] { settle(edge, .dead) }
    }
  }

  /// The vertices that forward edges lead to, these among them.
  private func region(of targets: [Int]) -> [Bool] { graph.reachable(from: targets) { !$0.isBack } }

  /// Lets those pending back edges take effect in whose region no call is
  /// open.
  private mutating func goBack() {
    guard !pending.isEmpty, !isFrozen else { return }
    let regions = pending.map { region(of: [graph.ends[$0].to]) }
    let isFree = regions.map { region in !region.indices.contains { region[$0] && calls[$0] > 0 } }
    guard isFree.contains(true) else { return }
    let free = pending.indices.filter { isFree[$0] }
    let targets = free.map { graph.ends[pending[$0]].to }
    // Of two ways back the one that leads further back contains the other.
    let outermost = zip(free, targets).filter { place, target in
      !free.contains { regions[$0][target] && graph.ends[pending[$0]].to != target }
    }.map(\.1)
    pending = pending.indices.filter { !isFree[$0] }.map { pending[$0] }
    reset(region(of: targets))
    for target in outermost { isEntered[target] = true }
    blockPending()
  }

  private mutating func reset(_ region: [Bool]) {
    for vertex in region.indices where region[vertex] && graph.isNode(vertex) {
      if vertices[vertex] != .waiting { changes.append(.reset(vertex)) }
      vertices[vertex] = .waiting
      isEntered[vertex] = false
      doubtful.append(vertex)
      for edge in graph.outgoing[vertex] where edges[edge] != .open {
        defer { edges[edge] = .open }
        guard !graph.edges[edge].isBack else { continue }
        let target = graph.ends[edge].to
        openEdges[target] += 1
        if edges[edge] == .taken { takenEdges[target] -= 1 }
      }
    }
  }

  private mutating func blockPending() {
    let blocked = pending.isEmpty ? nil : region(of: pending.map { graph.ends[$0].to })
    for vertex in vertices.indices {
      let isNow = blocked?[vertex] ?? false
      if isBlocked[vertex], !isNow { doubtful.append(vertex) }
      isBlocked[vertex] = isNow
    }
  }
}
