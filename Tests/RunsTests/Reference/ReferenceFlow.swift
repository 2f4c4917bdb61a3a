import Documents
import Flows

/// A flow as the reference sees it: names, edges as triples, and sets of them.
struct ReferenceFlow {
  struct Edge: Hashable {
    var from: String
    var to: String
    var label: String?
  }

  struct Label {
    var name: String
    var condition: Condition
  }

  /// In the flow's order.
  let names: [String]
  /// In text order.
  let edges: [Edge]
  let backEdges: Set<Edge>
  let loops: [String: FlowNode.Loop]
  /// What is tried when a node is left, in this order.
  let labels: [String: [Label]]
  let maxParallel: Int
  let maxVisits: Int
  /// What going back to a node resets: itself and all that forward edges lead
  /// to from it.
  let regions: [String: Set<String>]
  let outgoing: [String: [Edge]]
  let forwardIncoming: [String: [Edge]]

  init(_ flow: Flow) {
    names = flow.nodes.map(\.name)
    let edges = flow.edges.map { Edge(from: $0.from, to: $0.to, label: $0.label) }
    self.edges = edges
    let back = Self.backEdges(edges)
    backEdges = back
    loops = Dictionary(uniqueKeysWithValues: flow.nodes.compactMap { node in node.loop.map { (node.name, $0) } })
    labels = Dictionary(uniqueKeysWithValues: flow.nodes.map { ($0.name, Self.labels(of: $0.name, edges, flow)) })
    maxParallel = flow.execution.maxParallel
    maxVisits = flow.execution.maxVisits
    regions = Dictionary(uniqueKeysWithValues: names.map { ($0, Self.region(of: $0, edges, back)) })
    outgoing = Dictionary(grouping: edges, by: \.from)
    forwardIncoming = Dictionary(grouping: edges.filter { !back.contains($0) }, by: \.to)
  }

  /// Walks depth-first from START, each node's edges in text order: an edge to
  /// a node on the path is a back edge.
  private static func backEdges(_ edges: [Edge]) -> Set<Edge> {
    var back: Set<Edge> = []
    var seen: Set<String> = []
    func walk(_ name: String, _ path: Set<String>) {
      seen.insert(name)
      let path = path.union([name])
      for edge in edges where edge.from == name {
        if path.contains(edge.to) { back.insert(edge) } else if !seen.contains(edge.to) { walk(edge.to, path) }
      }
    }
    walk(Flow.start, [])
    return back
  }

  private static func region(of name: String, _ edges: [Edge], _ back: Set<Edge>) -> Set<String> {
    var region: Set<String> = [name]
    while true {
      let next = edges.filter { region.contains($0.from) && !back.contains($0) }.map(\.to)
      let larger = region.union(next)
      if larger == region { return region.subtracting([Flow.end]) }
      region = larger
    }
  }

  /// First those with an entry in `conditions`, in its order, then the others
  /// in text order, each meaning `output.status == '<label>'`.
  private static func labels(of name: String, _ edges: [Edge], _ flow: Flow) -> [Label] {
    let used = edges.filter { $0.from == name }.compactMap(\.label)
    var labels: [Label] = []
    for entry in flow.conditions where entry.node == name {
      labels += entry.labels.filter { used.contains($0.label) }.map { Label(name: $0.label, condition: $0.condition) }
    }
    for label in used where !labels.contains(where: { $0.name == label }) {
      labels.append(Label(name: label, condition: .status(is: label)))
    }
    return labels
  }

  func edges(from name: String) -> [Edge] { outgoing[name] ?? [] }
  func forwardEdges(into name: String) -> [Edge] { forwardIncoming[name] ?? [] }
  func region(of name: String) -> Set<String> { regions[name] ?? [] }

  /// How many activations of a node may run at once.
  func degree(of name: String) -> Int { min(loops[name]?.degree ?? 1, maxParallel) }

  func leadsBack(_ name: String, _ label: String) -> Bool {
    edges(from: name).contains { $0.label == label && backEdges.contains($0) }
  }
}
