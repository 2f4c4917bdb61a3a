public import Diagnostics
import Documents

/// A field of a node's output that one of its conditions reads.
public struct OutputUse: Sendable {
  /// Whether the output, one header or of a loop a list of them, can be asked
  /// in this way at all.
  public enum Shape: Sendable {
    case fitting, fieldOfList, elementOfHeader
  }

  public var node: String
  public var label: String
  /// The names behind `output`, up to the first index that isn't that of an
  /// item of a loop; `["content"]` is the text below the header.
  public var path: [String]
  /// Where it is written; the edge for a label without a condition.
  public var range: TextRange
  /// The value that a label without a condition demands of `output.status`.
  public var impliedValue: String?
  public var shape = Shape.fitting
}

extension Flow {
  /// What the conditions of a node's labels read of its output, in the order
  /// in which they are tried.
  public func outputUses(of node: FlowNode) -> [OutputUse] {
    let written = Set((conditions.first { $0.node == node.name }?.labels ?? []).map(\.label))
    return labels(of: node.name).flatMap { label -> [OutputUse] in
      guard written.contains(label.label) else {
        return [
          OutputUse(
            node: node.name, label: label.label, path: ["status"], range: label.range, impliedValue: label.label,
            shape: node.loop == nil ? .fitting : .fieldOfList)
        ]
      }
      var uses: [OutputUse] = []
      label.condition.expression.forEachPath { root, accessors, range in
        guard root == .output else { return }
        var rest = accessors[...]
        let shape = Self.shape(rest.first, isLoop: node.loop != nil)
        if case .index? = rest.first { rest.removeFirst() }
        let path = rest.prefix { if case .field = $0 { true } else { false } }
          .compactMap { if case .field(let name) = $0 { name } else { nil } }
        guard !path.isEmpty || shape != .fitting else { return }
        uses.append(OutputUse(node: node.name, label: label.label, path: path, range: range, shape: shape))
      }
      return uses
    }
  }

  private static func shape(_ first: Expression.Accessor?, isLoop: Bool) -> OutputUse.Shape {
    switch first {
    case .field?: isLoop ? .fieldOfList : .fitting
    case .index?: isLoop ? .fitting : .elementOfHeader
    case nil: .fitting
    }
  }
}
