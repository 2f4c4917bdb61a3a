public import Diagnostics
import Documents

/// An expression that decides whether the edges of a label are taken.
public struct Condition: Sendable {
  let expression: Expression

  init(_ expression: Expression) { self.expression = expression }

  /// The condition as it was written.
  public var text: String { expression.text }
  public var range: TextRange { expression.range }

  /// Whether it asks about `failed`: only such labels are tried on a node
  /// that failed.
  public var mentionsFailed: Bool {
    var result = false
    expression.forEachPath { root, _, _ in if root == .failed { result = true } }
    return result
  }

  /// Reads a condition and reports what is wrong with it.
  ///
  /// The result must be able to be a boolean: `output.issues` may be one,
  /// `len(output.issues)` never is.
  public static func parse(_ text: LocatedText, file: String) -> Reading<Condition> {
    ConditionParser.parse(text, file: file)
  }

  /// Stands for a condition that can't be read. It asks about nothing, so
  /// that no other check finds fault with what nobody wrote.
  static func broken(at range: TextRange) -> Condition {
    Condition(Expression(kind: .literal(.boolean(false)), text: "false", range: range))
  }

  /// What a label without an entry means: `output.status == '<label>'`.
  public static func status(is label: String) -> Condition {
    let range = TextRange(at: .start)
    let status = Expression(kind: .path(.output, [.field("status")]), text: "output.status", range: range)
    let value = Expression(kind: .literal(.string(label)), text: "'\(label)'", range: range)
    return Condition(
      Expression(
        kind: .comparison(status, .equal, value), text: "output.status == '\(label)'", range: range))
  }
}
