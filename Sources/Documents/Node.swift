public import Diagnostics

/// A value read from YAML, JSON or Markdown, with its place in the text.
///
/// It is the only form in which the rest of the program sees a user's file:
/// the JSON data model (RFC 8259) with exact numbers, ordered objects without
/// duplicate keys, and a range for each value and key.
public struct Node: Sendable {
  public enum Value: Sendable {
    case null
    case boolean(Bool)
    case number(Number)
    case string(String)
    case array([Node])
    case object(Object)
  }

  public var value: Value
  public var range: TextRange

  public init(_ value: Value, range: TextRange = TextRange(at: .start)) {
    self.value = value
    self.range = range
  }
}

extension Node {
  public var string: String? { if case .string(let value) = value { value } else { nil } }
  public var boolean: Bool? { if case .boolean(let value) = value { value } else { nil } }
  public var number: Number? { if case .number(let value) = value { value } else { nil } }
  public var array: [Node]? { if case .array(let value) = value { value } else { nil } }
  public var object: Object? { if case .object(let value) = value { value } else { nil } }
  public var isNull: Bool { if case .null = value { true } else { false } }
  /// The value as a machine integer, if it is one.
  public var integer: Int? { number?.integer }

  /// The member of an object; nil if this is none or has no such key.
  public subscript(key: String) -> Node? { object?[key] }

  /// What the value is called in JSON Schema: `null`, `boolean`, `number`,
  /// `string`, `array` or `object`.
  public var typeName: String {
    switch value {
    case .null: "null"
    case .boolean: "boolean"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}

extension Node {
  public static var null: Node { Node(.null) }
  public static func string(_ value: String) -> Node { Node(.string(value)) }
  public static func integer(_ value: Int) -> Node { Node(.number(Number(value))) }
  public static func boolean(_ value: Bool) -> Node { Node(.boolean(value)) }
  public static func array(_ values: [Node]) -> Node { Node(.array(values)) }

  /// An object with these members; of equal keys the last one stays. Members
  /// whose value is nil are left out.
  public static func object(_ members: KeyValuePairs<String, Node?>) -> Node {
    var object = Object()
    for (key, value) in members { if let value { object.set(key, value) } }
    return Node(.object(object))
  }
}

extension Node: Equatable {
  /// Equality of the JSON data model (JSON Schema Core §4.2.2): places and
  /// the order of members don't count, `1` and `1.0` are equal.
  public static func == (left: Node, right: Node) -> Bool {
    switch (left.value, right.value) {
    case (.null, .null): true
    case (.boolean(let a), .boolean(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.string(let a), .string(let b)): a.hasSameScalars(as: b)
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)):
      a == b
    default: false
    }
  }
}
