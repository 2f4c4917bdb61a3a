package import Diagnostics

// MARK: - Values without their places in a text

extension Packer {
  /// What stands before a value.
  package enum Kind: Int {
    case null, no, yes, number, string, array, object
  }

  package mutating func add(_ node: Node) {
    switch node.value {
    case .null: add(Kind.null)
    case .boolean(let flag): add(flag ? .yes : .no)
    case .number(let number):
      add(.number)
      add(number.isNegative)
      add(number.digits)
      add(number.exponent)
    case .string(let text):
      add(.string)
      add(text)
    case .array(let values):
      add(.array)
      add(values.count)
      for value in values { add(value) }
    case .object(let object):
      add(.object)
      add(object)
    }
  }

  private mutating func add(_ kind: Kind) { add(kind.rawValue) }

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
  package mutating func node() -> Node { nested { $0.node(of: Packer.Kind(rawValue: $0.integer())) } ?? .null }

  /// The text of a node that is one; nil for any other.
  package mutating func textNode() -> String? {
    let kind = Packer.Kind(rawValue: integer())
    return kind == .string ? text() : node(of: kind).string
  }

  /// Where the text of a node that is one stands; nil for any other.
  package mutating func textNodePlace() -> Range<Int>? {
    let kind = Packer.Kind(rawValue: integer())
    if kind == .string { return textPlace() }
    _ = node(of: kind)
    return nil
  }

  private mutating func node(of kind: Packer.Kind?) -> Node {
    switch kind {
    case .null?: return .null
    case .no?: return .boolean(false)
    case .yes?: return .boolean(true)
    case .number?:
      let (isNegative, digits, exponent) = (flag(), packed().array, integer())
      guard digits.allSatisfy({ $0 < 10 }), exponent.magnitude <= Int32.max.magnitude else {
        fail()
        return .null
      }
      return Node(.number(Number(isNegative: isNegative, digits: digits, exponent: exponent)))
    case .string?: return .string(text())
    case .array?:
      let count = count()
      var values: [Node] = []
      values.reserveCapacity(Self.room(for: count))
      for _ in 0..<count { values.append(node()) }
      return .array(values)
    case .object?: return Node(.object(object()))
    case nil:
      fail()
      return .null
    }
  }

  package mutating func object() -> Object {
    let count = count()
    var members: [Object.Member] = []
    members.reserveCapacity(Self.room(for: count))
    for _ in 0..<count { members.append(Object.Member(key: text(), value: node())) }
    return Object(distinct: members)
  }

  package mutating func optionalNode() -> Node? { flag() ? node() : nil }
}

// MARK: - Trees with the places of their values

extension Packer {
  package mutating func add(located node: Node) {
    add(node.range)
    switch node.value {
    case .array(let values):
      add(.array)
      add(values.count)
      for value in values { add(located: value) }
    case .object(let object):
      add(.object)
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
    let kind = Packer.Kind(rawValue: integer())
    switch kind {
    case .array?:
      let count = count()
      var values: [Node] = []
      values.reserveCapacity(Self.room(for: count))
      for _ in 0..<count { values.append(locatedNode()) }
      return Node(.array(values), range: range)
    case .object?:
      let count = count()
      var members: [Object.Member] = []
      members.reserveCapacity(Self.room(for: count))
      for _ in 0..<count {
        members.append(Object.Member(key: text(), keyRange: self.range(), value: locatedNode()))
      }
      return Node(.object(Object(distinct: members)), range: range)
    default: return Node(node(of: kind).value, range: range)
    }
  }

  package mutating func range() -> TextRange {
    let start = Position(line: integer(), column: integer())
    return TextRange(start, Position(line: integer(), column: integer()))
  }
}
