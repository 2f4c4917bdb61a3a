import Diagnostics

/// Entries of `conditions` that no edge uses: mostly misspelt ones, whose
/// labels would then mean something else.
enum UnusedCondition {
  static func check(_ flow: Flow) -> [Diagnostic] {
    flow.conditions.flatMap { entry -> [Diagnostic] in
      guard flow.node(entry.node) != nil else {
        return [
          flow.diagnostic(
            "flow/unused-condition", .unknownNode(entry.node), entry.range,
            notes: suggestion(for: entry.node, in: flow.nodes.map(\.name)))
        ]
      }
      let used = Set(flow.edges(from: entry.node).compactMap(\.label))
      return entry.labels.filter { !used.contains($0.label) }.map { label in
        flow.diagnostic(
          "flow/unused-condition", .unusedLabel(label.label, entry.node, used.sorted()), label.range,
          notes: suggestion(for: label.label, in: used.sorted()))
      }
    }
  }
}

extension Diagnostic.Message {
  fileprivate static func unknownNode(_ name: String) -> Self {
    "conditions for \(quoted(name)), which is no node of the flow"
  }

  fileprivate static func unusedLabel(_ label: String, _ node: String, _ used: [String]) -> Self {
    let others = used.isEmpty ? "a chain \"\(node) ?label >> …\"" : "one of its labels: " + used.joined(separator: ", ")
    return "no edge of \(quoted(node)) uses the label \(quoted(label)), expected \(others)"
  }
}
