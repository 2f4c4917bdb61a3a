import Flows

/// A node behind which the way to END was lost.
public struct DeadEnd: Sendable, Hashable {
  public let name: String
  /// Why it was skipped.
  public let reason: String
  /// What leads on from there, with the conditions: `?good (output.count == 0)`.
  public let labels: [String]
}

extension RunState {
  /// The nodes that were skipped for their attempts and have no edge without
  /// a label: nothing leads on from them, and no condition was asked.
  public var deadEnds: [DeadEnd] {
    guard let flow else { return [] }
    return nodes.values.compactMap { node in
      guard case .skipped(let reason)? = node.outcome, reason != Self.unreached else { return nil }
      let leaving = flow.edges(from: node.name)
      guard !leaving.isEmpty, leaving.allSatisfy({ $0.label != nil }) else { return nil }
      return DeadEnd(
        name: node.name, reason: reason,
        labels: flow.labels(of: node.name).map { "?\($0.label) (\($0.condition.text))" })
    }
  }
}
