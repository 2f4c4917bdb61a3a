import Diagnostics

/// Nodes that no path from START leads to: a circle that nothing enters.
enum Unreachable {
  static func check(_ flow: Flow) -> [Diagnostic] {
    let graph = flow.graph
    var isExplained = graph.reachable(from: [graph.start]) { _ in true }
    var diagnostics: [Diagnostic] = []
    for (place, node) in flow.nodes.enumerated() where !isExplained[place + 1] {
      diagnostics.append(flow.diagnostic("flow/unreachable", .unreachable(node.name), node.range))
      graph.mark(from: place + 1, in: &isExplained)
    }
    return diagnostics
  }
}

extension Diagnostic.Message {
  fileprivate static func unreachable(_ name: String) -> Self {
    "no path leads from START to \(quoted(name)); expected a chain from START or from a node that START leads to"
  }
}
