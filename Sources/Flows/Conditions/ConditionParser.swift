import Diagnostics
import Documents

/// Reads a condition into a tree, by recursive descent; it stops at the first
/// error.
struct ConditionParser {
  private let text: LocatedText
  private let tokens: [ConditionToken]
  private let file: String
  private var place = 0
  private var depth = 0
  private static let depthLimit = 64

  static func parse(_ text: LocatedText, file: String) -> Reading<Condition> {
    var parser = ConditionParser(text: text, tokens: ConditionLexer.tokens(of: text), file: file)
    do throws(SyntaxError) {
      let expression = try parser.parseOr()
      guard parser.current.kind == .end else { throw parser.unexpected("an operator or the end of the condition") }
      guard let type = expression.certainNonBoolean else { return Reading(Condition(expression)) }
      return Reading(
        nil,
        [Diagnostic("flow/condition-not-boolean", .notBoolean(expression, type), at: expression.range.in(file))])
    } catch {
      return Reading(nil, [error.diagnostic])
    }
  }

  /// `or = and { "or" and } ;`
  private mutating func parseOr() throws(SyntaxError) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else {
      throw SyntaxError(diagnostic: Diagnostic("flow/condition-too-deep", .tooDeep, at: current.range.in(file)))
    }
    let start = place
    var operands = [try parseAnd()]
    while skip(word: "or") { operands.append(try parseAnd()) }
    return operands.count == 1 ? operands[0] : expression(.or(operands), from: start)
  }

  /// `and = not { "and" not } ;`
  private mutating func parseAnd() throws(SyntaxError) -> Expression {
    let start = place
    var operands = [try parseNot()]
    while skip(word: "and") { operands.append(try parseNot()) }
    return operands.count == 1 ? operands[0] : expression(.and(operands), from: start)
  }

  /// `not = { "not" } comparison ;`
  private mutating func parseNot() throws(SyntaxError) -> Expression {
    let start = place
    while skip(word: "not") {}
    let count = place - start
    let operand = try parseComparison()
    // Two of them cancel out, but each still demands a boolean.
    guard count > 0 else { return operand }
    let inverted = expression(.not(operand), from: start + count - 1)
    return count.isMultiple(of: 2) ? expression(.not(inverted), from: start) : inverted
  }

  /// `comparison = operand [ operator operand ] ;`
  private mutating func parseComparison() throws(SyntaxError) -> Expression {
    let start = place
    let left = try parsePostfix()
    guard let comparison = parseOperator() else { return left }
    let right = try parsePostfix()
    let behind = place
    guard parseOperator() == nil else {
      place = behind
      throw SyntaxError(diagnostic: Diagnostic("flow/condition-syntax", .chained, at: current.range.in(file)))
    }
    return expression(.comparison(left, comparison, right), from: start)
  }

  /// `operator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not" "in" ;`
  private mutating func parseOperator() -> Expression.Comparison? {
    switch current.kind {
    case .sign(let sign):
      guard let comparison = Expression.Comparison(rawValue: sign) else { return nil }
      advance()
      return comparison
    case .word("in"):
      advance()
      return .isIn
    case .word("not") where place + 1 < tokens.count && tokens[place + 1].kind == .word("in"):
      advance()
      advance()
      return .isNotIn
    default: return nil
    }
  }

  /// `postfix = literal | list | "(" or ")" | "len" "(" or ")"
  ///   | name { "." field | "[" ( int | string ) "]" } ;`
  private mutating func parsePostfix() throws(SyntaxError) -> Expression {
    let start = place
    switch current.kind {
    case .string(let value): return literal(.string(value))
    case .number(let value): return literal(Node(.number(value)))
    case .word("true"): return literal(.boolean(true))
    case .word("false"): return literal(.boolean(false))
    case .word("null"): return literal(.null)
    case .sign("["): return try parseList()
    case .sign("("):
      advance()
      let inner = try parseOr()
      try expect(")")
      return expression(inner.kind, from: start)
    case .word("len"):
      advance()
      try expect("(")
      let operand = try parseOr()
      try expect(")")
      return expression(.length(operand), from: start)
    case .word(let word) where !Self.keywords.contains(word):
      guard let root = Expression.Root(rawValue: word) else { throw unknownName(word) }
      advance()
      let accessors = try parseAccessors()
      return expression(.path(root, accessors), from: start)
    default: throw unexpected("a value")
    }
  }

  private static let keywords = ["and", "or", "not", "in"]

  /// `list = "[" [ or { "," or } ] "]" ;`
  private mutating func parseList() throws(SyntaxError) -> Expression {
    let start = place
    advance()
    var items: [Expression] = []
    if current.kind != .sign("]") {
      items.append(try parseOr())
      while current.kind == .sign(",") {
        advance()
        items.append(try parseOr())
      }
    }
    try expect("]")
    return expression(.list(items), from: start)
  }

  private mutating func parseAccessors() throws(SyntaxError) -> [Expression.Accessor] {
    var accessors: [Expression.Accessor] = []
    while true {
      switch current.kind {
      case .sign("."):
        advance()
        guard case .word(let field) = current.kind else { throw unexpected("the name of a field") }
        advance()
        accessors.append(.field(field))
      case .sign("["):
        advance()
        switch current.kind {
        case .string(let key): accessors.append(.field(key))
        case .number(let number) where !number.isNegative && number.integer != nil:
          accessors.append(.index(number.integer ?? 0))
        default: throw unexpected("an index starting at 0 or a key in quotes")
        }
        advance()
        try expect("]")
      default: return accessors
      }
    }
  }
}

// MARK: - Tokens

extension ConditionParser {
  private var current: ConditionToken { tokens[place] }

  private mutating func advance() { if place + 1 < tokens.count { place += 1 } }

  private mutating func skip(word: String) -> Bool {
    guard current.kind == .word(word) else { return false }
    advance()
    return true
  }

  private mutating func expect(_ sign: String) throws(SyntaxError) {
    guard current.kind == .sign(sign) else { throw unexpected("\"\(sign)\"") }
    advance()
  }

  private mutating func literal(_ value: Node) -> Expression {
    let start = place
    advance()
    return expression(.literal(value), from: start)
  }

  /// An expression of the tokens from `start` up to the current one.
  private func expression(_ kind: Expression.Kind, from start: Int) -> Expression {
    let (first, last) = (tokens[start], tokens[max(start, place - 1)])
    return Expression(
      kind: kind,
      text: String(decoding: text.bytes[first.bytes.lowerBound..<last.bytes.upperBound], as: UTF8.self),
      range: TextRange(first.range.start, last.range.end))
  }

  private func unexpected(_ expected: String) -> SyntaxError {
    var notes: [Diagnostic.Note] = []
    if case .invalid(let hint) = current.kind, !hint.isEmpty { notes.append(.init(.init(hint))) }
    let found =
      current.kind == .end
      ? "the end of the condition" : quoted(String(decoding: text.bytes[current.bytes], as: UTF8.self), limit: 40)
    return SyntaxError(
      diagnostic: Diagnostic(
        "flow/condition-syntax", "found \(found), expected \(expected)", at: current.range.in(file), notes: notes))
  }

  private func unknownName(_ word: String) -> SyntaxError {
    let names = Expression.Root.allCases.map(\.rawValue)
    return SyntaxError(
      diagnostic: Diagnostic(
        "flow/condition-unknown-name", .unknownName(word, names), at: current.range.in(file),
        notes: suggestion(for: word, in: names + ["len", "true", "false", "null"])))
  }
}

/// An error that ends the condition.
private struct SyntaxError: Error {
  var diagnostic: Diagnostic
}

extension Diagnostic.Message {
  fileprivate static var tooDeep: Self { "the condition is nested too deeply; expected at most 64 levels" }
  fileprivate static var chained: Self { "comparisons cannot be chained; join them with \"and\"" }

  fileprivate static func notBoolean(_ expression: Expression, _ type: String) -> Self {
    "\(quoted(expression.text, limit: 60)) is always of type \(type), expected a condition that is true or false"
  }

  fileprivate static func unknownName(_ word: String, _ names: [String]) -> Self {
    "unknown name \(quoted(word)), expected one of \(names.joined(separator: ", ")); a string stands in quotes"
  }
}
