/// Where the nodes and edges of a flow stand in a picture: columns from START
/// to END, each vertex right of all whose forward edges lead to it.
///
/// An edge over several columns holds a place in each of them, so that it
/// passes between nodes and not behind them.
struct FlowLayout {
  /// A vertex, or the place that an edge holds in a column.
  private struct Slot {
    var vertex: Int?
    var row = 0.0
  }

  /// Columns and rows, in units of a cell; rows may be fractions.
  private(set) var places: [(column: Int, row: Double)]
  /// The cells that an edge goes through, its ends among them, by edge; for a
  /// back edge only its ends.
  private(set) var paths: [[(column: Int, row: Double)]] = []
  private(set) var columns = 0
  private(set) var rows = 0

  init(_ flow: Flow) {
    let graph = flow.graph
    let columns = Self.columns(of: flow)
    self.columns = (columns.max() ?? 0) + 1
    places = columns.map { ($0, 0) }
    var slots: [Slot] = (0..<graph.count).map { Slot(vertex: $0) }
    var layers = [[Int]](repeating: [], count: self.columns)
    for vertex in 0..<graph.count where vertex != graph.end || !graph.incoming[graph.end].isEmpty {
      layers[columns[vertex]].append(vertex)
    }
    // Neighbours to the left, by slot, and the slots of each edge.
    var before = [[Int]](repeating: [], count: slots.count)
    var chains: [[Int]] = []
    for (edge, ends) in zip(flow.edges, graph.ends) {
      var chain = [ends.from]
      if !edge.isBack {
        for column in (columns[ends.from] + 1)..<max(columns[ends.to], columns[ends.from] + 1) {
          slots.append(Slot())
          before.append([chain[chain.count - 1]])
          layers[column].append(slots.count - 1)
          chain.append(slots.count - 1)
        }
        before[ends.to].append(chain[chain.count - 1])
      }
      chains.append(chain + [ends.to])
    }
    rows = layers.map(\.count).max() ?? 0
    for layer in layers { Self.place(layer, &slots, before, rows) }
    for vertex in 0..<graph.count { places[vertex].row = slots[vertex].row }
    paths = chains.map { chain in
      let first = columns[chain[0]]
      return chain.enumerated().map { step, slot in
        (slots[slot].vertex.map { columns[$0] } ?? first + step, slots[slot].row)
      }
    }
  }

  /// The longest way from START, by forward edges.
  private static func columns(of flow: Flow) -> [Int] {
    let graph = flow.graph
    var columns = [Int](repeating: 0, count: graph.count)
    for vertex in graph.order {
      for edge in graph.outgoing[vertex] where !flow.edges[edge].isBack {
        let target = graph.ends[edge].to
        columns[target] = max(columns[target], columns[vertex] + 1)
      }
    }
    // END stands alone at the right.
    columns[graph.end] = max(columns[graph.end], (columns.max() ?? 0))
    return columns
  }

  /// Puts a column's slots in the order of what leads to them, around the
  /// middle.
  private static func place(_ layer: [Int], _ slots: inout [Slot], _ before: [[Int]], _ rows: Int) {
    let wishes = layer.map { slot -> Double in
      let rows = before[slot].map { slots[$0].row }
      return rows.isEmpty ? 0 : rows.reduce(0, +) / Double(rows.count)
    }
    let order = layer.indices.sorted { (wishes[$0], $0) < (wishes[$1], $1) }
    let offset = Double(rows - layer.count) / 2
    for (row, place) in order.enumerated() { slots[layer[place]].row = offset + Double(row) }
  }
}
