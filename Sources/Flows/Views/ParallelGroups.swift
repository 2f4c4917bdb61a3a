/// The groups in brackets that the views draw: each node is in the first one
/// that names it.
struct ParallelGroups {
  /// Vertices by group, in text order.
  private(set) var all: [[Int]] = []
  /// The place in `all` of each vertex's group.
  private(set) var group: [Int?]

  init(_ flow: Flow) {
    group = [Int?](repeating: nil, count: flow.graph.count)
    for step in flow.tree.chains.lazy.flatMap(\.steps) where step.isGroup {
      var members: [Int] = []
      for reference in step.references {
        guard let vertex = flow.graph.vertex(reference.name.text), flow.graph.isNode(vertex), group[vertex] == nil,
          !members.contains(vertex)
        else { continue }
        members.append(vertex)
      }
      guard members.count > 1 else { continue }
      for vertex in members { group[vertex] = all.count }
      all.append(members)
    }
  }
}
