internal import Diagnostics
internal import Documents

/// Reading keywords' values: each function gives nil after it has reported a
/// value of another form.
extension Compiler {
  mutating func string(_ source: KeywordSource) -> String? {
    if let value = source.value.string { return value }
    return malformed(source, expected: "a string")
  }

  mutating func number(_ source: KeywordSource) -> Number? {
    if let value = source.value.number { return value }
    return malformed(source, expected: "a number")
  }

  /// A non-negative integer; one too large for the machine is as good as the
  /// largest.
  mutating func count(_ source: KeywordSource) -> Int? {
    guard let value = source.value.number, value.isInteger, !value.isNegative else {
      return malformed(source, expected: "a non-negative integer")
    }
    return value.integer ?? Int.max
  }

  mutating func boolean(_ source: KeywordSource) -> Bool? {
    if let value = source.value.boolean { return value }
    return malformed(source, expected: "true or false")
  }

  mutating func array(_ source: KeywordSource) -> [Node]? {
    if let value = source.value.array { return value }
    return malformed(source, expected: "an array")
  }

  mutating func object(_ source: KeywordSource) -> Object? {
    if let value = source.value.object { return value }
    return malformed(source, expected: "an object")
  }

  /// A list of property names.
  mutating func names(_ source: KeywordSource) -> [String]? { names(source.value, source) }

  mutating func names(_ node: Node, _ source: KeywordSource) -> [String]? {
    guard let items = node.array else { return malformed(source, node, expected: "an array of strings") }
    // Validation draft 4 §5.4.3 and §5.4.5.
    if items.isEmpty, source.draft == .draft4 {
      return malformed(source, node, expected: "a non-empty array of strings")
    }
    var names: [String] = []
    for item in items {
      guard let name = item.string else {
        malformed(source, item, expected: "a string") as Void?
        continue
      }
      if names.contains(where: { $0.hasSameScalars(as: name) }) {
        report("schema/malformed-keyword", .repeated(source.name, name), item.range, source)
      } else {
        names.append(name)
      }
    }
    return names
  }

  /// One schema.
  mutating func schema(_ source: KeywordSource) -> Int { subschema(source.value, below: source) }

  /// A list of schemas, at least one.
  mutating func schemas(_ source: KeywordSource) -> [Int]? {
    guard let items = source.value.array, !items.isEmpty else {
      return malformed(source, expected: "a non-empty array of schemas")
    }
    return items.enumerated().map { subschema($1, below: source, .index($0)) }
  }

  /// Schemas by name.
  mutating func schemasByName(_ source: KeywordSource) -> [(name: String, value: Int)]? {
    guard let members = source.value.object?.members else {
      return malformed(source, expected: "an object whose values are schemas")
    }
    return members.map { ($0.key, subschema($0.value, below: source, .key($0.key))) }
  }

  /// Reports that the keyword's value, or `node` inside it, is not what was
  /// expected.
  mutating func malformed<Result>(_ source: KeywordSource, _ node: Node? = nil, expected: String) -> Result? {
    let node = node ?? source.value
    report("schema/malformed-keyword", .malformed(source.name, node, expected), node.range, source)
    return nil
  }

  /// Notes schemas that apply to the same value whenever this one does.
  mutating func applyInPlace(_ schemas: [Int], _ source: KeywordSource) { inPlace[source.subschema] += schemas }

  /// Warns of a keyword that no draft has if it looks like a misspelt one.
  mutating func reportUnknown(_ source: KeywordSource) {
    guard source.name.utf8.count >= 3 else { return }
    let known = KeywordTable.names(in: source.draft)
    guard let nearest = nearestName(to: source.name, in: known) else { return }
    report(
      "schema/unknown-keyword", .unknownKeyword(source.name, nearest), source.member.keyRange, source,
      severity: .warning)
  }

  /// Warns of a keyword that only other drafts have.
  mutating func reportOtherDraft(_ source: KeywordSource, _ entry: KeywordTable.Entry) {
    report(
      "schema/unknown-keyword", .otherDraft(source.name, source.draft, entry.instead), source.member.keyRange, source,
      severity: .warning)
  }
}

extension Diagnostic.Message {
  fileprivate static func malformed(_ keyword: String, _ node: Node, _ expected: String) -> Self {
    "found \(Violation.Value(node).described) in \(quoted(keyword)), expected \(expected)"
  }

  static func repeated(_ keyword: String, _ value: String) -> Self {
    "\(quoted(value)) stands twice in \(quoted(keyword))"
  }

  fileprivate static func unknownKeyword(_ name: String, _ nearest: String) -> Self {
    "unknown keyword \(quoted(name)) has no effect (did you mean \(quoted(nearest))?)"
  }

  fileprivate static func otherDraft(_ name: String, _ draft: Draft, _ instead: String?) -> Self {
    "keyword \(quoted(name)) has no effect in \(draft.name)\(instead.map { ", expected \(quoted($0))" } ?? "")"
  }
}
