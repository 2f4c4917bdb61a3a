import Diagnostics

/// A flow as a picture (SVG 1.1): columns from START to END, labels on edges,
/// back edges dotted below; with a run's state each node has the colour of its
/// status.
///
/// It needs nothing from elsewhere, and has colours for light and for dark.
public struct SVGView: Sendable {
  public var flow: Flow
  /// What a run has made of its nodes, by name; shown in them.
  public var states: [String: String]
  /// Where nodes lead when they are clicked, by name.
  public var links: [String: String]

  public init(flow: Flow, states: [String: String] = [:], links: [String: String] = [:]) {
    self.flow = flow
    self.states = states
    self.links = links
  }

  private static let height = 44
  private static let rowHeight = 72
  private static let margin = 20

  public func render() -> String {
    let layout = FlowLayout(flow)
    let graph = flow.graph
    let widths = columnWidths(layout)
    let gap = columnGap
    let lefts = widths.reduce(into: [Self.margin]) { $0.append($0[$0.count - 1] + $1 + gap) }
    let x = { (column: Int) in lefts[column] }
    let y = { (row: Double) in Self.margin + Int(row * Double(Self.rowHeight)) }
    let back = flow.edges.indices.filter { flow.edges[$0].isBack }
    let bottom = Self.margin + layout.rows * Self.rowHeight
    let size = (x(layout.columns) - gap + Self.margin, bottom + back.count * 22 + (back.isEmpty ? 0 : 12))
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(size.0) \(size.1)\" width=\"\(size.0)\" height=\"\(size.1)\" style=\"max-width: 100%; min-width: \(size.0 * 17 / 20)px; height: auto\" \(role)>",
      "<title>\(escaped(flow.name))</title>", Self.style,
      "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" class=\"head\"/></marker></defs>",
    ]
    let middle = Self.height / 2
    for (place, edge) in flow.edges.enumerated() {
      let path = layout.paths[place]
      if edge.isBack, let number = back.firstIndex(of: place), let end = path.last {
        let ends = [path[0], end].map { cell in
          BackEdgeEnd(
            left: x(cell.column), width: widths[cell.column], bottom: y(cell.row) + Self.height,
            isCovered: layout.places.contains { $0.column == cell.column && $0.row > cell.row })
        }
        lines.append(backEdge(label(edge), from: ends[0], to: ends[1], below: bottom + number * 22))
      } else {
        let points = path.map { (left: x($0.column), right: x($0.column) + widths[$0.column], y: y($0.row) + middle) }
        lines.append(forwardEdge(label(edge), points))
      }
    }
    for vertex in 0..<graph.count where vertex != graph.end || !graph.incoming[graph.end].isEmpty {
      let place = layout.places[vertex]
      lines.append(box(vertex, x(place.column), y(place.row), widths[place.column]))
    }
    return lines.joined(separator: "\n") + "\n</svg>\n"
  }

  /// A picture hides its parts from screen readers, links among them.
  private var role: String { links.isEmpty ? "role=\"img\"" : "role=\"group\" aria-label=\"\(escaped(flow.name))\"" }

  // MARK: Parts

  private func box(_ vertex: Int, _ x: Int, _ y: Int, _ width: Int) -> String {
    let isNode = flow.graph.isNode(vertex)
    let name = flow.graph.name(vertex)
    let state = isNode ? states[name] : nil
    let status = state.map { String($0.unicodeScalars.prefix { $0.properties.isAlphabetic }) } ?? ""
    let loop = isNode ? flow.nodes[vertex - 1].loop : nil
    let note = [loop.map { "× $\($0.variable)" + ($0.degree > 1 ? "[\($0.degree)]" : "") }, state]
      .compactMap { $0 }.joined(separator: " · ")
    let center = x + width / 2
    let shadow =
      loop == nil
      ? ""
      : "<rect x=\"\(x + 4)\" y=\"\(y + 4)\" width=\"\(width)\" height=\"\(Self.height)\" rx=\"8\" class=\"box \(status)\"/>"
    let lines =
      note.isEmpty
      ? "<text x=\"\(center)\" y=\"\(y + 27)\">\(escaped(name))</text>"
      : "<text x=\"\(center)\" y=\"\(y + 19)\">\(escaped(name))</text><text x=\"\(center)\" y=\"\(y + 35)\" class=\"note\">\(escaped(note))</text>"
    let group =
      "<g class=\"node \(status)\">\(shadow)<rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(Self.height)\" rx=\"\(isNode ? 8 : 22)\" class=\"box \(status)\"/>\(lines)</g>"
    guard isNode, let link = links[name] else { return group }
    return "<a href=\"\(escaped(link))\">\(group)</a>"
  }

  private func forwardEdge(_ label: String?, _ points: [(left: Int, right: Int, y: Int)]) -> String {
    var path = "M\(points[0].right) \(points[0].y)"
    for (start, end) in zip(points, points.dropFirst()) {
      let bend = (end.left - start.right) / 2
      path += "C\(start.right + bend) \(start.y) \(end.left - bend) \(end.y) \(end.left) \(end.y)"
      // Through the place that it holds in the column.
      if end.left != points[points.count - 1].left { path += "H\(end.right)" }
    }
    let text = label.map { label in
      let (first, second) = (points[0], points[1])
      let place = ((first.right + second.left) / 2, (first.y + second.y) / 2 - 5)
      return "<text x=\"\(place.0)\" y=\"\(place.1)\" class=\"label\">\(escaped(label))</text>"
    }
    return "<path d=\"\(path)\" class=\"edge\" marker-end=\"url(#arrow)\"/>" + (text ?? "")
  }

  /// A box that a back edge leaves or leads to.
  private struct BackEdgeEnd {
    let left: Int
    let width: Int
    let bottom: Int
    /// Whether another box of the column stands below it.
    let isCovered: Bool
  }

  /// Down, along below everything, and up again; beside a box below which
  /// there is another, so that the line isn't taken for that one's.
  private func backEdge(_ label: String?, from: BackEdgeEnd, to: BackEdgeEnd, below: Int) -> String {
    let right = from.left + from.width
    let (start, down) =
      from.isCovered
      ? ("M\(right) \(from.bottom - 8)H\(right + 12)", right + 12)
      : ("M\(from.left + from.width / 2) \(from.bottom)", from.left + from.width / 2)
    let (end, up) =
      to.isCovered
      ? ("V\(to.bottom - 8)H\(to.left)", to.left - 14)
      : ("V\(to.bottom)", to.left + to.width / 2 - 12)
    let path =
      "\(start)V\(below)Q\(down) \(below + 8) \(down - 8) \(below + 8)H\(up + 8)Q\(up) \(below + 8) \(up) \(below)\(end)"
    let text = label.map {
      "<text x=\"\((down + up) / 2)\" y=\"\(below + 4)\" class=\"label\">\(escaped($0))</text>"
    }
    return "<path d=\"\(path)\" class=\"edge back\" marker-end=\"url(#arrow)\"/>" + (text ?? "")
  }

  private func label(_ edge: Flow.Edge) -> String? { edge.label ?? (flow.hasLabels(edge.from) ? "else" : nil) }

  // MARK: Measures

  /// Each column is as wide as its longest name or note; a letter takes about
  /// seven and a half units at most.
  private func columnWidths(_ layout: FlowLayout) -> [Int] {
    var widths = [Int](repeating: 76, count: layout.columns)
    for (place, node) in flow.nodes.enumerated() {
      let note = (states[node.name]?.count ?? 0) * 6 + (node.loop.map { ($0.variable.count + 8) * 6 } ?? 0)
      let column = layout.places[place + 1].column
      widths[column] = max(widths[column], max(node.name.count * 8, note) + 24)
    }
    return widths
  }

  private var columnGap: Int {
    max(44, (flow.edges.filter { !$0.isBack }.compactMap { label($0)?.count }.max() ?? 0) * 7 + 24)
  }

  private static let style = """
    <style>
    svg { font: 13px system-ui, sans-serif; color-scheme: light dark; }
    svg text { text-anchor: middle; fill: #1f2328; }
    svg .note { font-size: 11px; fill: #59636e; }
    svg .label { font-size: 11px; fill: #59636e; paint-order: stroke; stroke: #fff; stroke-width: 3px; }
    svg .box { fill: #f6f8fa; stroke: #59636e; }
    svg .edge { fill: none; stroke: #818b98; stroke-width: 1.3; }
    svg .back { stroke-dasharray: 4 3; }
    svg .head { fill: #818b98; }
    svg .done.box { fill: #dafbe1; stroke: #1a7f37; }
    svg .failed.box { fill: #ffebe9; stroke: #cf222e; }
    svg .held.box { fill: #fbefff; stroke: #8250df; }
    svg .running.box, svg .admitted.box { fill: #ddf4ff; stroke: #0969da; }
    svg .ready.box { fill: #fff8c5; stroke: #9a6700; }
    svg .skipped.box { stroke-dasharray: 4 3; }
    @media screen and (prefers-color-scheme: dark) {
    svg text { fill: #f0f6fc; }
    svg .note, svg .label { fill: #9198a1; }
    svg .label { stroke: #0d1117; }
    svg .box { fill: #151b23; stroke: #656c76; }
    svg .done.box { fill: #12261e; stroke: #3fb950; }
    svg .failed.box { fill: #25171c; stroke: #f85149; }
    svg .held.box { fill: #1e1a2e; stroke: #ab7df8; }
    svg .running.box, svg .admitted.box { fill: #121d2f; stroke: #4493f8; }
    svg .ready.box { fill: #272115; stroke: #d29922; }
    }
    </style>
    """

  private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      // XML 1.0 §2.2 has no other controls.
      case "\u{0}"..."\u{1F}", "\u{FFFE}"..."\u{FFFF}": result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
