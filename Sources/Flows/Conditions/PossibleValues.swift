package import Documents

/// What a part of a condition can come to, as far as it is known before any
/// run.
package struct PossibleValues: Sendable {
  /// Names of JSON types, as ``Documents/Node/typeName`` has them.
  package var types: Set<String>
  /// The only values that there are; nil if that isn't known.
  package var values: [Node]?

  package init(_ types: Set<String>, values: [Node]? = nil) {
    self.types = types
    self.values = values
  }

  init(_ value: Node) { self.init([value.typeName], values: [value]) }

  package static let anything = PossibleValues(["null", "boolean", "number", "string", "array", "object"])
  static let boolean = PossibleValues(["boolean"])
  static let number = PossibleValues(["number"])

  /// The same, or null.
  package var orNull: PossibleValues {
    PossibleValues(types.union(["null"]), values: values.map { $0.contains(.null) ? $0 : $0 + [.null] })
  }

  func isDisjoint(with other: PossibleValues) -> Bool {
    if let own = values, let its = other.values { return !own.contains(where: its.contains) }
    return types.isDisjoint(with: other.types)
  }

  /// The one value that it always is.
  var constant: Node? { values?.count == 1 ? values?.first : nil }

  /// `"a"`, `1 or 2`, `a number or null`.
  var words: String {
    if let values, !values.isEmpty, values.count <= 5 { return values.map(Self.text).joined(separator: " or ") }
    let names = types.sorted { ($0 == "null" ? 1 : 0, $0) < ($1 == "null" ? 1 : 0, $1) }
    return names.map { $0 == "null" ? $0 : ("aeiou".contains($0.first ?? "x") ? "an " : "a ") + $0 }
      .joined(separator: " or ")
  }

  private static func text(_ value: Node) -> String {
    let text = JSONWriter().write(value)
    return text.count > 60 ? text.prefix(60) + "…" : text
  }
}
