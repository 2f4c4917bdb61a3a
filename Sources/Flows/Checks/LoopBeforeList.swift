import Diagnostics
import Documents

/// Loops that start before any node could have set their variable.
///
/// An initial list makes it right; the workflow input may, so that it is only
/// a warning.
enum LoopBeforeList {
  static func check(_ flow: Flow) -> [Diagnostic] {
    flow.nodes.compactMap { node in
      guard let loop = node.loop, let value = flow.state[loop.variable], value.array?.isEmpty != false else {
        return nil
      }
      guard flow.forwardEdges(into: node.name).allSatisfy({ $0.from == Flow.start }) else { return nil }
      return flow.diagnostic(
        "flow/loop-before-list", .beforeList(node.name, loop.variable), loop.range, severity: .warning)
    }
  }
}

extension Diagnostic.Message {
  fileprivate static func beforeList(_ node: String, _ variable: String) -> Self {
    """
    \(quoted(node)) starts before any node could set \(quoted(variable)): it has items only if the workflow input sets \
    them
    """
  }
}
