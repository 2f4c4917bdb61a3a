import Diagnostics
import Documents

/// Variables that loops or conditions use and `state` does not declare.
enum UndefinedVariable {
  static func check(_ flow: Flow) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    func check(_ name: String, at range: TextRange) {
      guard flow.state.member(name) == nil else { return }
      diagnostics.append(
        flow.diagnostic(
          "flow/undefined-variable", .undefined(name), range,
          notes: suggestion(for: name, in: flow.state.members.map(\.key))))
    }
    for node in flow.nodes {
      if let loop = node.loop { check(loop.variable, at: loop.range) }
    }
    for entry in flow.conditions {
      for label in entry.labels {
        label.condition.expression.forEachPath { root, accessors, range in
          if root == .state, case .field(let name) = accessors.first { check(name, at: range) }
        }
      }
    }
    return diagnostics
  }
}

extension Diagnostic.Message {
  fileprivate static func undefined(_ name: String) -> Self {
    "undefined variable \(quoted(name)); expected an initial value for it in \"state\""
  }
}
