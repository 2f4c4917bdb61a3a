import Diagnostics

/// Nodes from which the run cannot reach END.
enum NoPathToEnd {
  static func check(_ flow: Flow) -> [Diagnostic] {
    let graph = flow.graph
    var isExplained = graph.reachable(from: [graph.end], backwards: true) { _ in true }
    var diagnostics: [Diagnostic] = []
    // The last node of a dead end explains all that lead to it, so dead ends
    // come first and circles without an exit after them.
    for exits in [false, true] {
      for (place, node) in flow.nodes.enumerated() where !isExplained[place + 1] {
        guard graph.outgoing[place + 1].isEmpty != exits else { continue }
        diagnostics.append(flow.diagnostic("flow/no-path-to-end", .noPathToEnd(node.name), node.range))
        graph.mark(from: place + 1, backwards: true, in: &isExplained)
      }
    }
    return diagnostics
  }
}

extension Diagnostic.Message {
  fileprivate static func noPathToEnd(_ name: String) -> Self {
    "no path leads from \(quoted(name)) to END; expected \"\(name) >> END\" or a chain to a node that leads there"
  }
}
