import Documents

extension Packer {
  mutating func add(_ expression: Expression) {
    add(expression.text)
    add(expression.range)
    switch expression.kind {
    case .literal(let node):
      add(0)
      add(node)
    case .list(let operands): add(1, operands)
    case .path(let root, let accessors):
      add(2)
      add(root.rawValue)
      add(accessors.count)
      for accessor in accessors { add(accessor) }
    case .length(let operand): add(3, [operand])
    case .not(let operand): add(4, [operand])
    case .and(let operands): add(5, operands)
    case .or(let operands): add(6, operands)
    case .comparison(let left, let comparison, let right):
      add(7, [left, right])
      add(comparison.rawValue)
    }
  }

  private mutating func add(_ kind: Int, _ operands: [Expression]) {
    add(kind)
    add(operands.count)
    for operand in operands { add(operand) }
  }

  private mutating func add(_ accessor: Expression.Accessor) {
    switch accessor {
    case .field(let name):
      add(true)
      add(name)
    case .index(let index):
      add(false)
      add(index)
    }
  }
}

extension Unpacker {
  mutating func expression() -> Expression {
    let text = text()
    let range = range()
    let kind = nested { $0.expressionKind() }
    return Expression(kind: kind ?? .literal(.null), text: text, range: range)
  }

  private mutating func expressionKind() -> Expression.Kind {
    switch integer() {
    case 0: return .literal(node())
    case 1: return .list(operands())
    case 2:
      guard let root = Expression.Root(rawValue: text()) else { return broken() }
      var accessors: [Expression.Accessor] = []
      for _ in 0..<count() { accessors.append(flag() ? .field(text()) : .index(integer())) }
      return .path(root, accessors)
    case 3: return operands().first.map { .length($0) } ?? broken()
    case 4: return operands().first.map { .not($0) } ?? broken()
    case 5: return .and(operands())
    case 6: return .or(operands())
    case 7:
      let operands = operands()
      guard operands.count == 2, let comparison = Expression.Comparison(rawValue: text()) else { return broken() }
      return .comparison(operands[0], comparison, operands[1])
    default: return broken()
    }
  }

  private mutating func operands() -> [Expression] {
    var operands: [Expression] = []
    for _ in 0..<count() { operands.append(expression()) }
    return operands
  }

  private mutating func broken() -> Expression.Kind {
    fail()
    return .literal(.null)
  }
}
