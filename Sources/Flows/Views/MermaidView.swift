import Diagnostics

/// A flow as a Mermaid flowchart: a subgraph for each parallel group and each
/// loop, labels on edges, back edges dotted; with a run's state each node has
/// the colour of its status.
public struct MermaidView: Sendable {
  public var flow: Flow
  /// What a run has made of its nodes, by name; shown in them.
  public var states: [String: String]

  public init(flow: Flow, states: [String: String] = [:]) {
    self.flow = flow
    self.states = states
  }

  public func render() -> String {
    let graph = flow.graph
    let groups = ParallelGroups(flow)
    var lines = ["flowchart LR", "  \(id(graph.start))([\"START\"])"]
    var drawn = [Bool](repeating: false, count: groups.all.count)
    for vertex in 1..<graph.end {
      guard let group = groups.group[vertex] else {
        lines += node(vertex, indent: "  ")
        continue
      }
      if drawn[group] { continue }
      drawn[group] = true
      lines.append("  subgraph parallel\(group + 1) [\"parallel\"]")
      lines += groups.all[group].flatMap { node($0, indent: "    ") }
      lines.append("  end")
    }
    if !graph.incoming[graph.end].isEmpty { lines.append("  \(id(graph.end))([\"END\"])") }
    for (edge, ends) in zip(flow.edges, graph.ends) {
      let label = edge.label ?? (flow.hasLabels(edge.from) ? "else" : nil)
      let arrow = (edge.isBack ? "-.->" : "-->") + (label.map { "|\"\($0)\"|" } ?? "")
      lines.append("  \(id(ends.from)) \(arrow) \(id(ends.to))")
    }
    lines += colours
    return lines.joined(separator: "\n") + "\n"
  }

  /// Fill and text, readable on light and on dark pages.
  private static let palette: [(status: String, style: String)] = [
    ("done", "fill:#1a7f37,color:#fff"), ("skipped", "fill:#8c959f,color:#fff,stroke-dasharray:4"),
    ("failed", "fill:#cf222e,color:#fff"), ("held", "fill:#8250df,color:#fff"),
    ("running", "fill:#0969da,color:#fff"), ("admitted", "fill:#54aeff,color:#000"),
    ("ready", "fill:#fff8c5,color:#000"), ("waiting", "fill:#eaeef2,color:#57606a"),
  ]

  /// The first word of a node's state is its status.
  private var colours: [String] {
    var ids: [String: [String]] = [:]
    for (place, node) in flow.nodes.enumerated() {
      if let state = states[node.name] { ids[Self.firstWord(state), default: []].append(id(place + 1)) }
    }
    return Self.palette.flatMap { status, style in
      guard let ids = ids[status]?.joined(separator: ",") else { return [String]() }
      return ["  classDef \(status) \(style)", "  class \(ids) \(status)"]
    }
  }

  private static func firstWord(_ text: String) -> String {
    String(Substring(text.utf8.prefix { (97...122).contains($0) }))
  }

  /// Names could be words of Mermaid's own (`end`, `o`), so numbers stand for
  /// them.
  private func id(_ vertex: Int) -> String { "n\(vertex)" }

  private func node(_ vertex: Int, indent: String) -> [String] {
    let node = flow.nodes[vertex - 1]
    let state = states[node.name].map { "<br/>" + escaped($0) } ?? ""
    let box = "\(id(vertex))[\"\(node.name)\(state)\"]"
    guard let loop = node.loop else { return [indent + box] }
    return [
      "\(indent)subgraph loop\(vertex) [\"for each of $\(loop.variable), \(loop.degree) at once\"]",
      "\(indent)  \(box)",
      "\(indent)end",
    ]
  }

  private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "#quot;"
      case "<": result += "#lt;"
      case "#": result += "#35;"
      case "\n", "\r": result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
