import Diagnostics
import Documents

/// Finds parts of conditions that fail whatever the data is, and comparisons
/// that always come to the same.
///
/// It follows ``Evaluator`` with the values that are possible instead of one;
/// what isn't known may be anything, and is never blamed.
struct ConditionTyping {
  struct Finding {
    var message: Diagnostic.Message
    var range: TextRange
    /// Whether evaluating it fails; else it is of no use.
    var fails: Bool
  }

  /// What is at a place of `output`.
  let output: ([FieldDemand.Step]) -> PossibleValues
  private(set) var findings: [Finding] = []

  init(output: @escaping ([FieldDemand.Step]) -> PossibleValues) { self.output = output }

  mutating func demandBoolean(_ expression: Expression) {
    let found = values(of: expression)
    if !found.types.contains("boolean") {
      fail(.always(expression, found, "true or false"), expression)
    }
  }

  /// After a finding it is taken for anything, so that one mistake isn't told
  /// twice.
  private mutating func values(of expression: Expression) -> PossibleValues {
    switch expression.kind {
    case .literal(let node): return PossibleValues(node)
    case .list(let items): return list(items)
    case .path(let root, let accessors): return path(root, accessors, expression)
    case .length(let operand): return length(operand)
    case .not(let operand):
      demandBoolean(operand)
      return .boolean
    case .and(let operands), .or(let operands):
      for operand in operands { demandBoolean(operand) }
      return .boolean
    case .comparison(let left, let comparison, let right): return compare(left, comparison, right, expression)
    }
  }

  private mutating func list(_ items: [Expression]) -> PossibleValues {
    let constants = items.map { values(of: $0).constant }
    let known = constants.compactMap { $0 }
    return PossibleValues(["array"], values: known.count == items.count ? [.array(known)] : nil)
  }

  private mutating func length(_ operand: Expression) -> PossibleValues {
    let found = values(of: operand)
    if found.types.isDisjoint(with: ["string", "array", "object"]) {
      fail(.always(operand, found, "a string, an array or an object, which have a length"), operand)
    }
    return .number
  }

  private mutating func path(
    _ root: Expression.Root, _ accessors: [Expression.Accessor], _ expression: Expression
  ) -> PossibleValues {
    var text = root.rawValue
    var steps: [FieldDemand.Step] = []
    for accessor in accessors {
      let whole = values(of: root, at: steps)
      let (step, expected): (FieldDemand.Step, String) =
        switch accessor {
        case .field(let name): (.field(name), "object")
        case .index(let index): (.index(index), "array")
        }
      guard !whole.types.isDisjoint(with: [expected, "null"]) else {
        findings.append(
          Finding(
            message: .noSuchAccess(accessor, of: text, whole, in: expression), range: expression.range, fails: true))
        return .anything
      }
      // Where it is anything but null it fails.
      guard whole.types.contains(expected) else { return PossibleValues(.null) }
      steps.append(step)
      text += accessor.text
    }
    return values(of: root, at: steps)
  }

  private func values(of root: Expression.Root, at steps: [FieldDemand.Step]) -> PossibleValues {
    switch root {
    case .output: output(steps)
    // A document or the workflow's input may set a variable to anything.
    case .state: steps.isEmpty ? PossibleValues(["object"]) : .anything
    case .attempts, .visits: steps.isEmpty ? .number : .anything
    case .failed: steps.isEmpty ? .boolean : .anything
    }
  }

  private mutating func compare(
    _ left: Expression, _ comparison: Expression.Comparison, _ right: Expression, _ whole: Expression
  ) -> PossibleValues {
    let (first, second) = (values(of: left), values(of: right))
    switch comparison {
    case .equal, .unequal:
      if first.isDisjoint(with: second) {
        warn(.decided(whole, comparison == .unequal, left, first, right, second), whole)
      } else if let value = first.constant, value == second.constant {
        warn(.decided(whole, comparison == .equal, left, first, right, second), whole)
      }
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      let both = first.types.intersection(second.types)
      if both.isDisjoint(with: ["number", "string"]) { fail(.unordered(whole, left, first, right, second), whole) }
    case .isIn, .isNotIn: search(left, first, right, second, comparison == .isNotIn, whole)
    }
    return .boolean
  }

  private mutating func search(
    _ part: Expression, _ needle: PossibleValues, _ container: Expression, _ hay: PossibleValues, _ isNegated: Bool,
    _ whole: Expression
  ) {
    if hay.types.isDisjoint(with: ["array", "object", "string"]) {
      return fail(.always(container, hay, "an array, an object or a string to look in"), container)
    }
    if !hay.types.contains("array"), !needle.types.contains("string") {
      return fail(.always(part, needle, "a string to look for in \(hay.words)"), part)
    }
    guard let items = hay.constant?.array else { return }
    if needle.isDisjoint(with: PossibleValues(Set(items.map(\.typeName)), values: items)) {
      warn(.decided(whole, isNegated, part, needle, container, hay), whole)
    }
  }

  private mutating func fail(_ message: Diagnostic.Message, _ expression: Expression) {
    findings.append(Finding(message: message, range: expression.range, fails: true))
  }

  private mutating func warn(_ message: Diagnostic.Message, _ expression: Expression) {
    findings.append(Finding(message: message, range: expression.range, fails: false))
  }
}

extension Diagnostic.Message {
  fileprivate static func always(_ expression: Expression, _ found: PossibleValues, _ expected: String) -> Self {
    "\(expression.text) is always \(found.words), expected \(expected)"
  }

  fileprivate static func noSuchAccess(
    _ accessor: Expression.Accessor, of path: String, _ found: PossibleValues, in expression: Expression
  ) -> Self {
    let expected: String =
      switch accessor {
      case .field(let name): "an object with the key \(quoted(name))"
      case .index: "an array"
      }
    return "\(expression.text): \(path) is always \(found.words), expected \(expected)"
  }

  fileprivate static func unordered(
    _ whole: Expression, _ left: Expression, _ first: PossibleValues, _ right: Expression, _ second: PossibleValues
  ) -> Self {
    let why = sides((left, first), (right, second))
    return "\(whole.text)\(why.isEmpty ? "" : ": " + why), expected two numbers or two strings"
  }

  fileprivate static func decided(
    _ whole: Expression, _ truth: Bool, _ left: Expression, _ first: PossibleValues, _ right: Expression,
    _ second: PossibleValues
  ) -> Self {
    let why = sides((left, first), (right, second))
    return "\(whole.text) is always \(truth ? "true" : "false")\(why.isEmpty ? "" : ": " + why)"
  }

  /// What the sides of a comparison are that don't say it themselves.
  private static func sides(_ sides: (Expression, PossibleValues)...) -> String {
    sides.compactMap { side, values in
      switch side.kind {
      case .literal, .list: nil
      default: "\(side.text) is always \(values.words)"
      }
    }.joined(separator: " and ")
  }
}
