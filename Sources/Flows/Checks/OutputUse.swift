public import Diagnostics
import Documents

/// A field of a node's output that one of its conditions reads.
public struct OutputUse: Sendable {
  public var node: String
  public var label: String
  /// The names behind `output`, up to the first index that isn't that of an
  /// item of a loop; `["content"]` is the text below the header.
  public var path: [String]
  /// Where it is written; the edge for a label without a condition.
  public var range: TextRange
  /// The value that a label without a condition demands of `output.status`.
  public var impliedValue: String?
}

extension Flow {
  /// What the conditions of a node's labels read of its output, in the order
  /// in which they are tried.
  public func outputUses(of node: FlowNode) -> [OutputUse] {
    let written = Set((conditions.first { $0.node == node.name }?.labels ?? []).map(\.label))
    return labels(of: node.name).flatMap { label -> [OutputUse] in
      guard written.contains(label.label) else {
        // A loop's output is a list, which has no status.
        return [
          OutputUse(
            node: node.name, label: label.label, path: ["status"], range: label.range, impliedValue: label.label)
        ]
      }
      var uses: [OutputUse] = []
      label.condition.expression.forEachPath { root, accessors, range in
        guard root == .output else { return }
        var rest = accessors[...]
        if node.loop != nil, case .index? = rest.first { rest.removeFirst() }
        let path = rest.prefix { if case .field = $0 { true } else { false } }
          .compactMap { if case .field(let name) = $0 { name } else { nil } }
        if !path.isEmpty { uses.append(OutputUse(node: node.name, label: label.label, path: path, range: range)) }
      }
      return uses
    }
  }
}
