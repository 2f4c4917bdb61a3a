package import Diagnostics
package import Documents

/// Reads the members of a definition file's object and collects what is wrong
/// with them.
///
/// A decoder never stops at a mistake: a member of a wrong type is reported
/// and read as if it were absent.
package struct Decoder {
  package let file: String
  package let prefix: String
  package private(set) var diagnostics: [Diagnostic] = []

  /// `prefix` is the first part of the codes: `agent` for `agent/wrong-type`.
  package init(file: String, prefix: String) {
    self.file = file
    self.prefix = prefix
  }

  package mutating func report(
    _ name: String, _ message: Diagnostic.Message, severity: Diagnostic.Severity = .error, at range: TextRange,
    pointer: JSONPointer? = nil
  ) {
    diagnostics.append(
      Diagnostic(.init(prefix + "/" + name), message, severity: severity, at: range.in(file), pointer: pointer))
  }

  package func located<T>(_ value: T, _ node: Node) -> Located<T> { Located(value, at: node.range.in(file)) }

  /// The member `key` as text; numbers are taken as they would be written,
  /// since `version: 1.0` is meant as text.
  package mutating func text(_ object: Node, _ key: String, required: Bool = false) -> Located<String>? {
    guard let member = present(object, key, required: required, "a string") else { return nil }
    switch member.value {
    case .string(let text) where !text.isEmpty: return located(text, member)
    case .string:
      report("empty", .empty(key), at: member.range)
      return nil
    default:
      report("wrong-type", .wrongType(key, member, expected: "a string"), at: member.range)
      return nil
    }
  }

  /// The member `key` as an integer within `range`.
  package mutating func integer(_ object: Node, _ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let member = present(object, key, required: false, "an integer") else { return nil }
    guard let value = member.integer, range.contains(value) else {
      report("out-of-range", .outOfRange(key, member, range), at: member.range)
      return nil
    }
    return value
  }

  /// The member `key` as an object.
  package mutating func object(_ object: Node, _ key: String) -> Node? {
    guard let member = present(object, key, required: false, "an object") else { return nil }
    guard member.object != nil else {
      report("wrong-type", .wrongType(key, member, expected: "an object"), at: member.range)
      return nil
    }
    return member
  }

  /// Reports every member whose key isn't one of `known`, with the nearest.
  package mutating func refuseUnknown(
    _ object: Node, known: [String], severity: Diagnostic.Severity = .error
  ) {
    for member in object.object?.members ?? [] where !known.contains(member.key) {
      report(
        "unknown-key", .unknownKey(member.key, nearest: nearestName(to: member.key, in: known)), severity: severity,
        at: member.keyRange)
    }
  }

  private mutating func present(_ object: Node, _ key: String, required: Bool, _ expected: String) -> Node? {
    guard let member = object[key], !member.isNull else {
      if required { report("missing-key", .missing(key, expected), at: TextRange(at: object.range.start)) }
      return nil
    }
    return member
  }
}

extension Diagnostic.Message {
  fileprivate static func empty(_ key: String) -> Self { "\"\(key)\" is empty, expected some text" }
  fileprivate static func missing(_ key: String, _ expected: String) -> Self {
    "the key \"\(key)\" is missing, expected \(expected)"
  }
  fileprivate static func wrongType(_ key: String, _ found: Node, expected: String) -> Self {
    "found \(found.summary) for \"\(key)\", expected \(expected)"
  }
  fileprivate static func outOfRange(_ key: String, _ found: Node, _ range: ClosedRange<Int>) -> Self {
    "found \(found.summary) for \"\(key)\", expected an integer from \(range.lowerBound)"
      + (range.upperBound == .max ? " up" : " to \(range.upperBound)")
  }
  fileprivate static func unknownKey(_ key: String, nearest: String?) -> Self {
    "unknown key \(quoted(key))" + (nearest.map { ", did you mean \"\($0)\"?" } ?? "")
  }
  fileprivate static func + (left: Self, right: String) -> Self { .init(left.text + right) }
}

extension Node {
  /// The value in a few words: its type, and its text where that is short.
  package var summary: String {
    switch value {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .number: "the number " + JSONWriter().write(self)
    case .string(let text): quoted(text, limit: 60)
    case .array(let items): items.isEmpty ? "an empty array" : "an array"
    case .object: "an object"
    }
  }
}
