package import Documents

/// What one field would have to be for a condition to come out as wished.
package struct FieldDemand: Sendable {
  package enum Root: Sendable { case output, state }

  package enum Step: Sendable, Hashable {
    case field(String)
    case index(Int)
  }

  package enum Wanted: Sendable {
    case equal(Node)
    case unlike([Node])
    /// A string or an array of this length.
    case length(Int)
    /// A string that has this part, an array that has this element, or an
    /// object that has this key.
    case containing(Node)
    case lacking(Node)
  }

  package var root: Root
  /// Not empty.
  package var path: [Step]
  package var wanted: Wanted
}

extension Condition {
  /// Ways to make the condition hold, or not hold: in each, all the demands
  /// are to be met together.
  ///
  /// They are proposals, to be tried by evaluating the condition: what
  /// compares two fields, or asks about `attempts`, `visits` or `failed`, is
  /// passed over.
  package func demands(holding wish: Bool) -> [[FieldDemand]] { expression.demands(holding: wish) }
}

extension Expression {
  /// A product of alternatives may be large, and the first ones do.
  private static let limit = 64

  fileprivate func demands(holding wish: Bool) -> [[FieldDemand]] {
    switch kind {
    case .literal, .list, .length: [[]]
    case .path: field.map { [[$0.wanting(.equal(.boolean(wish)))]] } ?? [[]]
    case .not(let operand): operand.demands(holding: !wish)
    case .and(let operands): wish ? Self.all(operands, wish) : Self.any(operands, wish)
    case .or(let operands): wish ? Self.any(operands, wish) : Self.all(operands, wish)
    case .comparison(let left, let comparison, let right): Self.demands(left, comparison, right, wish)
    }
  }

  private static func any(_ operands: [Expression], _ wish: Bool) -> [[FieldDemand]] {
    Array(operands.flatMap { $0.demands(holding: wish) }.prefix(limit))
  }

  private static func all(_ operands: [Expression], _ wish: Bool) -> [[FieldDemand]] {
    operands.reduce([[]]) { ways, operand in
      let next = operand.demands(holding: wish)
      return Array(ways.lazy.flatMap { way in next.map { way + $0 } }.prefix(limit))
    }
  }

  private static func demands(
    _ left: Expression, _ comparison: Comparison, _ right: Expression, _ wish: Bool
  ) -> [[FieldDemand]] {
    switch comparison {
    case .equal: equality(left, right, wish)
    case .unequal: equality(left, right, !wish)
    case .isIn: membership(left, right, wish)
    case .isNotIn: membership(left, right, !wish)
    case .less: order(left, right, least: nil, most: -1, wish)
    case .lessOrEqual: order(left, right, least: nil, most: 0, wish)
    case .greater: order(left, right, least: 1, most: nil, wish)
    case .greaterOrEqual: order(left, right, least: 0, most: nil, wish)
    }
  }

  private static func equality(_ left: Expression, _ right: Expression, _ wish: Bool) -> [[FieldDemand]] {
    for (subject, other) in [(left, right), (right, left)] {
      guard let value = other.constant else { continue }
      if let field = subject.field {
        return [[field.wanting(wish ? .equal(value) : .unlike([value]))]]
      }
      if let field = subject.measuredField, let length = value.integer {
        return wish
          ? [[field.wanting(.length(length))]]
          : [[field.wanting(.length(length + 1))], [field.wanting(.length(max(0, length - 1)))]]
      }
    }
    return [[]]
  }

  private static func membership(_ left: Expression, _ right: Expression, _ wish: Bool) -> [[FieldDemand]] {
    if let field = left.field, let values = right.constant?.array {
      return wish ? values.map { [field.wanting(.equal($0))] } : [[field.wanting(.unlike(values))]]
    }
    if let field = right.field, let value = left.constant {
      return [[field.wanting(wish ? .containing(value) : .lacking(value))]]
    }
    return [[]]
  }

  /// `left` is to be at least or at most so many steps above `right`.
  private static func order(
    _ left: Expression, _ right: Expression, least: Int?, most: Int?, _ wish: Bool
  ) -> [[FieldDemand]] {
    // The contrary of "at least one above" is "at most none above".
    let step = wish ? least ?? most ?? 0 : least.map { $0 - 1 } ?? most.map { $0 + 1 } ?? 0
    for (subject, other, step) in [(left, right, step), (right, left, -step)] {
      guard let value = other.constant else { continue }
      if let field = subject.measuredField, let bound = value.integer, bound + step >= 0 {
        return [[field.wanting(.length(bound + step))]]
      }
      if let field = subject.field, let wanted = Self.shifted(value, by: step) {
        return [[field.wanting(.equal(wanted))]]
      }
    }
    return [[]]
  }

  /// The next number of the same precision, or the next string; nil if there
  /// is none.
  private static func shifted(_ value: Node, by step: Int) -> Node? {
    if step == 0 { return value.number == nil && value.string == nil ? nil : value }
    if let integer = value.integer { return .integer(integer + step) }
    if let number = value.number {
      guard let digits = Int(number.digits.map(String.init).joined()), number.digits.count < 18 else { return nil }
      let sum = (number.isNegative ? -digits : digits) + step
      let shifted = Number(
        isNegative: sum < 0, digits: String(sum.magnitude).utf8.map { $0 - 48 }, exponent: number.exponent)
      return Node(.number(shifted))
    }
    guard let text = value.string else { return nil }
    if step > 0 { return .string(text + "~") }
    return text.isEmpty ? nil : .string("")
  }

  /// The value, if it is the same whatever the data is.
  private var constant: Node? {
    switch kind {
    case .literal(let node): return node
    case .list(let items):
      let values = items.compactMap(\.constant)
      return values.count == items.count ? .array(values) : nil
    default: return nil
    }
  }

  /// The field that a path names, if a document can set it.
  private var field: FieldDemand? {
    guard case .path(let root, let accessors) = kind, !accessors.isEmpty, root == .output || root == .state else {
      return nil
    }
    let path = accessors.map { accessor -> FieldDemand.Step in
      switch accessor {
      case .field(let name): .field(name)
      case .index(let index): .index(index)
      }
    }
    return FieldDemand(root: root == .output ? .output : .state, path: path, wanted: .equal(.null))
  }

  /// The field whose length it is.
  private var measuredField: FieldDemand? {
    if case .length(let operand) = kind { operand.field } else { nil }
  }
}

extension FieldDemand {
  fileprivate func wanting(_ wanted: Wanted) -> FieldDemand {
    FieldDemand(root: root, path: path, wanted: wanted)
  }
}
