import Diagnostics
import Documents

/// The tree of a condition.
///
/// Its depth is bounded: `and`, `or` and the accessors of one path are lists,
/// and the parser counts everything else.
struct Expression: Sendable {
  /// What a condition can ask about.
  enum Root: String, Sendable, CaseIterable {
    case output, state, attempts, visits, failed
  }

  enum Accessor: Hashable, Sendable {
    case field(String)
    case index(Int)
  }

  enum Comparison: String, Sendable {
    case equal = "==", unequal = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
    case isIn = "in", isNotIn = "not in"
  }

  indirect enum Kind: Sendable {
    case literal(Node)
    case list([Expression])
    case path(Root, [Accessor])
    case length(Expression)
    case not(Expression)
    case and([Expression])
    case or([Expression])
    case comparison(Expression, Comparison, Expression)
  }

  var kind: Kind
  /// As it was written.
  var text: String
  var range: TextRange
}

extension Expression {
  /// Calls `body` with each path in it, in text order.
  func forEachPath(_ body: (Root, [Accessor], TextRange) -> Void) {
    switch kind {
    case .literal: break
    case .path(let root, let accessors): body(root, accessors, range)
    case .length(let operand), .not(let operand): operand.forEachPath(body)
    case .list(let operands), .and(let operands), .or(let operands):
      for operand in operands { operand.forEachPath(body) }
    case .comparison(let left, _, let right):
      left.forEachPath(body)
      right.forEachPath(body)
    }
  }

  /// The type that the value has whatever the data is, if that is no
  /// boolean.
  var certainNonBoolean: String? {
    switch kind {
    case .literal(let node): node.boolean == nil ? node.typeName : nil
    case .list: "array"
    case .length: "number"
    case .path(.output, let accessors) where accessors.isEmpty: "object"
    case .path(.state, let accessors) where accessors.isEmpty: "object"
    case .path(.attempts, _), .path(.visits, _): "number"
    default: nil
    }
  }

  /// The same tree fully parenthesised, for tests.
  var dump: String {
    switch kind {
    case .literal(let node): JSONWriter().write(node)
    case .list(let items): "[" + items.map(\.dump).joined(separator: ", ") + "]"
    case .path(let root, let accessors): root.rawValue + accessors.map(\.text).joined()
    case .length(let operand): "len(\(operand.dump))"
    case .not(let operand): "(not \(operand.dump))"
    case .and(let operands): "(" + operands.map(\.dump).joined(separator: " and ") + ")"
    case .or(let operands): "(" + operands.map(\.dump).joined(separator: " or ") + ")"
    case .comparison(let left, let comparison, let right): "(\(left.dump) \(comparison.rawValue) \(right.dump))"
    }
  }
}

extension Expression.Accessor {
  var text: String {
    switch self {
    case .field(let name): name.utf8.allSatisfy(isWordByte) ? "." + name : "[" + quoted(name) + "]"
    case .index(let index): "[\(index)]"
    }
  }
}

/// Whether a byte can stand in a field's name behind a dot.
func isWordByte(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") }
