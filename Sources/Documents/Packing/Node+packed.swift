package import Diagnostics

// MARK: - Values without their places in a text

extension Packer {
  package mutating func add(_ node: Node) {
    switch node.value {
    case .null: add(0)
    case .boolean(let flag): add(flag ? 2 : 1)
    case .number(let number):
      add(3)
      add(number.isNegative)
      add(number.digits)
      add(number.exponent)
    case .string(let text):
      add(4)
      add(text)
    case .array(let values):
      add(5)
      add(values.count)
      for value in values { add(value) }
    case .object(let object):
      add(6)
      add(object)
    }
  }

  package mutating func add(_ object: Object) {
    add(object.count)
    for member in object.members {
      add(member.key)
      add(member.value)
    }
  }

  package mutating func add(_ node: Node?) {
    add(node != nil)
    if let node { add(node) }
  }
}

extension Unpacker {
  package mutating func node() -> Node { nested { $0.node(ofKind: $0.integer()) } ?? .null }

  private mutating func node(ofKind kind: Int) -> Node {
    switch kind {
    case 0: return .null
    case 1: return .boolean(false)
    case 2: return .boolean(true)
    case 3:
      let (isNegative, digits, exponent) = (flag(), packed(), integer())
      guard digits.allSatisfy({ $0 < 10 }), exponent.magnitude <= Int32.max.magnitude else {
        fail()
        return .null
      }
      return Node(.number(Number(isNegative: isNegative, digits: digits, exponent: exponent)))
    case 4: return .string(text())
    case 5:
      let count = count()
      var values: [Node] = []
      values.reserveCapacity(Self.room(for: count))
      for _ in 0..<count { values.append(node()) }
      return .array(values)
    case 6: return Node(.object(object()))
    default:
      fail()
      return .null
    }
  }

  package mutating func object() -> Object {
    var object = Object()
    for _ in 0..<count() {
      let key = text()
      object.set(key, node())
    }
    return object
  }

  package mutating func optionalNode() -> Node? { flag() ? node() : nil }
}

// MARK: - Trees with the places of their values

extension Packer {
  package mutating func add(located node: Node) {
    add(node.range)
    switch node.value {
    case .array(let values):
      add(5)
      add(values.count)
      for value in values { add(located: value) }
    case .object(let object):
      add(6)
      add(object.count)
      for member in object.members {
        add(member.key)
        add(member.keyRange)
        add(located: member.value)
      }
    default: add(node)
    }
  }

  package mutating func add(_ range: TextRange) {
    add(range.start.line)
    add(range.start.column)
    add(range.end.line)
    add(range.end.column)
  }
}

extension Unpacker {
  package mutating func locatedNode() -> Node { nested { $0.oneLocatedNode() } ?? .null }

  private mutating func oneLocatedNode() -> Node {
    let range = range()
    let kind = integer()
    switch kind {
    case 5:
      let count = count()
      var values: [Node] = []
      values.reserveCapacity(Self.room(for: count))
      for _ in 0..<count { values.append(locatedNode()) }
      return Node(.array(values), range: range)
    case 6:
      var object = Object()
      for _ in 0..<count() {
        object.set(Object.Member(key: text(), keyRange: self.range(), value: locatedNode()))
      }
      return Node(.object(object), range: range)
    default: return Node(node(ofKind: kind).value, range: range)
    }
  }

  package mutating func range() -> TextRange {
    let start = Position(line: integer(), column: integer())
    return TextRange(start, Position(line: integer(), column: integer()))
  }
}
