import Diagnostics
import Documents

extension Condition {
  /// Whether the condition holds.
  ///
  /// A missing field is null, and null has no fields but null. Equality
  /// compares anything; the rest is strict, so that nothing is false in
  /// silence: ordering demands two numbers or two strings (in the order of
  /// their code points), `and`, `or`, `not` and the whole condition demand
  /// booleans, `in` an array, an object (has the key) or a string (contains
  /// the string). `and` and `or` stop at the first operand that decides.
  ///
  /// - Throws: what has no answer, and where.
  public func evaluate(in context: ConditionContext) throws(ConditionError) -> Bool {
    try Evaluator(context: context).truth(of: expression)
  }
}

/// Computes the values of expressions in one context.
struct Evaluator {
  let context: ConditionContext

  func truth(of expression: Expression) throws(ConditionError) -> Bool {
    let value = try value(of: expression)
    guard let truth = value.boolean else {
      throw ConditionError(message: .notBoolean(expression, value), range: expression.range)
    }
    return truth
  }

  func value(of expression: Expression) throws(ConditionError) -> Node {
    switch expression.kind {
    case .literal(let node): return node
    case .list(let items):
      var values: [Node] = []
      for item in items { values.append(try value(of: item)) }
      return .array(values)
    case .path(let root, let accessors): return try value(at: accessors, of: root, in: expression)
    case .length(let operand): return try length(of: operand)
    case .not(let operand): return .boolean(!(try truth(of: operand)))
    case .and(let operands):
      for operand in operands where !(try truth(of: operand)) { return .boolean(false) }
      return .boolean(true)
    case .or(let operands):
      for operand in operands where try truth(of: operand) { return .boolean(true) }
      return .boolean(false)
    case .comparison(let left, let comparison, let right):
      return .boolean(try holds(comparison, left, right, in: expression))
    }
  }

  private func value(
    at accessors: [Expression.Accessor], of root: Expression.Root, in expression: Expression
  ) throws(ConditionError) -> Node {
    var value: Node =
      switch root {
      case .output: context.output
      case .state: Node(.object(context.state))
      case .attempts: .integer(context.attempts)
      case .visits: .integer(context.visits)
      case .failed: .boolean(context.failed)
      }
    var path = root.rawValue
    for accessor in accessors {
      switch (accessor, value.value) {
      case (_, .null): value = .null
      case (.field(let name), .object(let object)): value = object[name] ?? .null
      case (.index(let index), .array(let items)): value = index < items.count ? items[index] : .null
      default:
        throw ConditionError(message: .noSuchAccess(accessor, of: path, value), range: expression.range)
      }
      path += accessor.text
    }
    return value
  }

  private func length(of operand: Expression) throws(ConditionError) -> Node {
    let value = try value(of: operand)
    switch value.value {
    case .string(let text): return .integer(text.unicodeScalars.count)
    case .array(let items): return .integer(items.count)
    case .object(let object): return .integer(object.count)
    default: throw ConditionError(message: .noLength(operand, value), range: operand.range)
    }
  }

  private func holds(
    _ comparison: Expression.Comparison, _ left: Expression, _ right: Expression, in expression: Expression
  ) throws(ConditionError) -> Bool {
    let (first, second) = (try value(of: left), try value(of: right))
    switch comparison {
    case .equal: return first == second
    case .unequal: return first != second
    case .isIn: return try contains(second, first, right, left)
    case .isNotIn: return !(try contains(second, first, right, left))
    case .less: return try order(first, second, in: expression, left, right) < 0
    case .lessOrEqual: return try order(first, second, in: expression, left, right) <= 0
    case .greater: return try order(first, second, in: expression, left, right) > 0
    case .greaterOrEqual: return try order(first, second, in: expression, left, right) >= 0
    }
  }

  /// Negative, zero or positive, as `first` is less than, equal to or greater
  /// than `second`.
  private func order(
    _ first: Node, _ second: Node, in expression: Expression, _ left: Expression, _ right: Expression
  ) throws(ConditionError) -> Int {
    switch (first.value, second.value) {
    case (.number(let a), .number(let b)): return order(a, b)
    case (.string(let a), .string(let b)): return order(a, b)
    default:
      throw ConditionError(message: .unlike(left, first, right, second), range: expression.range)
    }
  }

  private func order(_ a: String, _ b: String) -> Int {
    // The order of UTF-8's bytes is that of the code points.
    if a.utf8.lexicographicallyPrecedes(b.utf8) { return -1 }
    return a.utf8.elementsEqual(b.utf8) ? 0 : 1
  }

  private func order(_ a: Number, _ b: Number) -> Int {
    if a == b { return 0 }
    let signs = (sign(a), sign(b))
    guard signs.0 == signs.1 else { return signs.0 < signs.1 ? -1 : 1 }
    let tops = (a.digits.count &+ a.exponent, b.digits.count &+ b.exponent)
    let isSmaller = tops.0 != tops.1 ? tops.0 < tops.1 : a.digits.lexicographicallyPrecedes(b.digits)
    return isSmaller == !a.isNegative ? -1 : 1
  }

  private func sign(_ number: Number) -> Int { number.digits.isEmpty ? 0 : number.isNegative ? -1 : 1 }

  private func contains(
    _ whole: Node, _ part: Node, _ wholeExpression: Expression, _ partExpression: Expression
  ) throws(ConditionError) -> Bool {
    switch (whole.value, part.value) {
    case (.array(let items), _): return items.contains(part)
    case (.object(let object), .string(let key)): return object[key] != nil
    case (.string(let text), .string(let needle)): return contains(Array(text.utf8), Array(needle.utf8))
    case (.object, _), (.string, _):
      throw ConditionError(message: .notString(partExpression, part, whole), range: partExpression.range)
    default:
      throw ConditionError(message: .noContents(wholeExpression, whole), range: wholeExpression.range)
    }
  }

  private func contains(_ text: [UInt8], _ needle: [UInt8]) -> Bool {
    guard let first = needle.first else { return true }
    guard needle.count <= text.count else { return false }
    for start in 0...(text.count - needle.count) where text[start] == first {
      if text[start..<(start + needle.count)].elementsEqual(needle) { return true }
    }
    return false
  }
}

extension Diagnostic.Message {
  fileprivate static func notBoolean(_ expression: Expression, _ value: Node) -> Self {
    "\(expression.text) is \(value.described), expected true or false"
  }

  fileprivate static func noSuchAccess(_ accessor: Expression.Accessor, of path: String, _ value: Node) -> Self {
    let expected: String =
      switch accessor {
      case .field(let name): "an object with the key \(quoted(name))"
      case .index: "an array"
      }
    return "\(path) is \(value.described), expected \(expected)"
  }

  fileprivate static func noLength(_ operand: Expression, _ value: Node) -> Self {
    "\(operand.text) is \(value.described) and has no length, expected a string, an array or an object"
  }

  fileprivate static func unlike(_ left: Expression, _ first: Node, _ right: Expression, _ second: Node) -> Self {
    "\(left.text) is \(first.described) and \(right.text) is \(second.described), expected two numbers or two strings"
  }

  fileprivate static func notString(_ part: Expression, _ value: Node, _ whole: Node) -> Self {
    "\(part.text) is \(value.described), expected a string to look for in \(whole.article)"
  }

  fileprivate static func noContents(_ whole: Expression, _ value: Node) -> Self {
    "\(whole.text) is \(value.described), expected an array, an object or a string to look in"
  }
}

extension Node {
  /// The value itself, or what kind of value it is if it may be long.
  var described: String {
    switch value {
    case .null: "null"
    case .boolean(let truth): truth ? "true" : "false"
    case .number(let number): "the number \(number)"
    case .string(let text): "the string \(quoted(text, limit: 40))"
    case .array, .object: article
    }
  }

  /// The name of its type with an article.
  var article: String {
    switch value {
    case .null: "null"
    case .array: "an array"
    case .object: "an object"
    default: "a \(typeName)"
    }
  }
}
