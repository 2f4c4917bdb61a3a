import Diagnostics
import Documents
import TestSupport
import Testing

@testable import JSONSchema

/// The compiler checks schemas itself, to tell every mistake with its place.
/// It finds mistakes in those schemas in which the draft's own meta-schema
/// does, and in no others.
struct MetaSchemaTests {
  /// A schema with every keyword of every draft.
  private static let everyKeyword = #"""
    {"title": "t", "description": "d", "default": 1, "examples": [1], "readOnly": true, "writeOnly": true,
     "deprecated": true, "$comment": "c", "$id": "x.json", "id": "y.json", "$anchor": "a", "$dynamicAnchor": "b",
     "$vocabulary": {"https://example.com/v": true}, "$recursiveAnchor": true,
     "$defs": {"a": {"type": "string"}}, "definitions": {"b": {"type": "string"}},
     "allOf": [{"type": "string"}], "anyOf": [{"type": "string"}], "oneOf": [{"type": "string"}],
     "not": {"type": "null"}, "if": {"type": "string"}, "then": {"minLength": 1}, "else": {"minimum": 1},
     "properties": {"a": {"type": "string"}}, "patternProperties": {"^a": {"type": "string"}},
     "additionalProperties": {"type": "string"}, "propertyNames": {"pattern": "a"},
     "dependencies": {"a": ["b"], "b": {"type": "object"}}, "dependentRequired": {"a": ["b"]},
     "dependentSchemas": {"a": {"type": "object"}}, "prefixItems": [{"type": "string"}], "items": {"type": "string"},
     "additionalItems": {"type": "string"}, "contains": {"type": "string"}, "minContains": 1, "maxContains": 2,
     "unevaluatedItems": {"type": "string"}, "unevaluatedProperties": {"type": "string"},
     "type": ["string", "null"], "enum": ["a"], "const": "a", "multipleOf": 2, "minimum": 1, "maximum": 2,
     "exclusiveMinimum": 1, "exclusiveMaximum": 2, "minLength": 1, "maxLength": 2, "pattern": "a", "minItems": 1,
     "maxItems": 2, "uniqueItems": true, "minProperties": 1, "maxProperties": 2, "required": ["a"],
     "format": "date", "contentEncoding": "base64", "contentMediaType": "application/json",
     "contentSchema": {"type": "string"}}
    """#

  /// What the values of keywords are replaced by.
  private static let others = [
    "null", "true", "false", "-1", "0", "0.5", "1.0", "3", "1e400", #""""#, #""string""#, #""a b""#, "[]", "[1]",
    #"["a"]"#, #"["a", "a"]"#, #"["string", "string"]"#, "[1, 1.0]", "[true]", "[{}]", "[[]]", "{}", #"{"a": 1}"#,
    #"{"a": true}"#, #"{"a": {}}"#, #"{"a": []}"#, #"{"a": ["b"]}"#, #"{"a": ["b", "b"]}"#, #"{"a": [1]}"#,
    #"{"type": 1}"#, #"{"minLength": -1}"#, ##"{"$ref": 1}"##,
  ]

  @Test(arguments: Draft.allCases)
  func `a schema with one wrong value is refused by both or by none`(_ draft: Draft) throws {
    // Its meta-schema describes two keywords that 2020-12 has taken out. Here
    // they are warned about: they have no effect.
    let removed = draft == .draft2020 ? ["$recursiveAnchor", "$recursiveRef"] : []
    let every = try #require(try json(Self.everyKeyword).object)
    let whole = Node.object(every.members.filter { !removed.contains($0.key) }.map { ($0.key, $0.value) })
    let values = try Self.others.map { try json($0) }
    let names = try #require(whole.object).keys
    // Beside `$ref` earlier drafts look at nothing.
    for name in ["$ref", "$dynamicRef", "$recursiveRef", "$schema"] where !removed.contains(name) {
      for value in values { expectAgreement(.object([(name, value)]), draft) }
    }
    for name in names {
      for value in values {
        expectAgreement(.object([(name, value)]), draft)
        expectAgreement(.object(["properties": .object(["p": .object([(name, value)])])]), draft)
      }
      // Among all others.
      for value in ["null", "-1", #""a b""#, "[]", "{}"] {
        expectAgreement(Self.replacing([name], in: whole, by: try json(value)), draft)
      }
    }
  }

  @Test(arguments: Draft.allCases)
  func `a draft's own meta-schemas are right, and with one wrong value they are not`(_ draft: Draft) throws {
    let node = try #require(MetaSchemas.node(at: draft.metaSchema))
    expectAgreement(node, draft)
    var seen: Set<String> = []
    #expect(try expectAgreement(onMutantsOf: node, draft, &seen) > 100)
  }

  @Test(
    .enabled(if: ConformanceData.isPresent, "\(ConformanceData.reason)"),
    arguments: [
      ("draft2020-12", Draft.draft2020), ("draft2020-12", .draft2019), ("draft7", .draft7), ("draft7", .draft6),
      ("draft7", .draft4),
    ])
  func `the schemas of the suites, as they are and mutated, are refused by both or by none`(
    _ folder: String, _ draft: Draft
  ) throws {
    var seen: Set<String> = []
    var count = 0
    for file in ConformanceData.names(in: "json-schema/" + folder) where file.hasSuffix(".json") {
      let bytes = try ConformanceData.bytes("json-schema/\(folder)/\(file)")
      let groups = try #require(JSONReader(file: file, duplicateKeys: .lastWins).read(bytes).value?.array)
      for group in groups {
        guard var schema = group["schema"] else { continue }
        // The draft is the one of the argument.
        if let object = schema.object {
          schema = .object(object.members.filter { $0.key != "$schema" }.map { ($0.key, $0.value) })
        }
        expectAgreement(schema, draft)
        count += try expectAgreement(onMutantsOf: schema, draft, &seen)
      }
    }
    #expect(count > 1000)
  }

  /// Codes for what a meta-schema says, too. References that lead nowhere and
  /// the like are beyond it.
  private static let codes: Set<Diagnostic.Code> = ["schema/malformed-keyword", "schema/malformed-schema"]

  private func expectAgreement(_ node: Node, _ draft: Draft) {
    guard let metaSchema = Self.metaSchemas[draft] else {
      Issue.record("\(draft) has no meta-schema")
      return
    }
    let compiled = Schema.compile(node, file: "s", options: .init(defaultDraft: draft))
    let found = compiled.diagnostics.filter { $0.severity == .error && Self.codes.contains($0.code) }
    if found.isEmpty == metaSchema.isValid(node) { return }
    // What stands beside `$ref` is ignored up to draft 7 (Core draft 7 §8.3),
    // which no meta-schema can say.
    if draft <= .draft7, Self.hasReferenceWithSiblings(node) { return }
    let violations = metaSchema.validate(node).flattened
    // Stricter, since both are followed: `$defs` was customary before it was
    // defined, and draft 4 describes `$ref` in a document of its own.
    let keywords = found.compactMap { $0.pointer?.tokens.last }
    if draft <= .draft7, found.contains(where: { $0.pointer?.tokens.contains(.key("$defs")) == true }) { return }
    if draft == .draft4, !keywords.isEmpty, keywords.allSatisfy({ $0 == .key("$ref") }) { return }
    let words =
      (found.map { "compiler: \($0.message)" } + violations.map { "meta-schema: \($0.instance) \($0.message)" })
    Issue.record("\(draft): \(JSONWriter().write(node)) \(words.joined(separator: "; "))")
  }

  private static let metaSchemas = Dictionary(
    uniqueKeysWithValues: Draft.allCases.compactMap { draft in MetaSchemas.schema(of: draft).map { (draft, $0) } })

  // MARK: Mutants

  /// Checks the schema with each value in it replaced by each of the others,
  /// and says how many schemas that were. The same replacement beside the same
  /// keywords shows nothing new.
  private func expectAgreement(onMutantsOf schema: Node, _ draft: Draft, _ seen: inout Set<String>) throws -> Int {
    var count = 0
    for (path, siblings) in Self.members(of: schema) {
      // One of each sort, for the suites have many schemas.
      for other in ["null", "-1", "0.5", #""a b""#, "[]", #"["a", "a"]"#, "{}"]
      where seen.insert("\(path.last ?? "") \(other) \(siblings)").inserted {
        expectAgreement(Self.replacing(path, in: schema, by: try json(other)), draft)
        count += 1
      }
    }
    return count
  }

  private static func replacing(_ path: [String], in node: Node, by value: Node) -> Node {
    guard let first = path.first else { return value }
    let rest = Array(path.dropFirst())
    switch node.value {
    case .object(let object):
      return .object(
        object.members.map { ($0.key, $0.key == first ? replacing(rest, in: $0.value, by: value) : $0.value) })
    case .array(let items):
      return .array(items.enumerated().map { String($0) == first ? replacing(rest, in: $1, by: value) : $1 })
    default: return node
    }
  }

  private static func hasReferenceWithSiblings(_ node: Node) -> Bool {
    switch node.value {
    case .object(let object):
      object.count > 1 && object.keys.contains("$ref") || object.members.contains { hasReferenceWithSiblings($0.value) }
    case .array(let items): items.contains { hasReferenceWithSiblings($0) }
    default: false
    }
  }

  /// The paths of all members of all objects, each with its siblings' names.
  private static func members(of node: Node, _ path: [String] = []) -> [(path: [String], siblings: String)] {
    switch node.value {
    case .object(let object):
      let siblings = object.keys.sorted().joined(separator: ",")
      return object.members.flatMap { member in
        [(path + [member.key], siblings)] + members(of: member.value, path + [member.key])
      }
    case .array(let items): return items.enumerated().flatMap { members(of: $1, path + [String($0)]) }
    default: return []
    }
  }
}

extension Node {
  fileprivate static func object(_ members: [(String, Node)]) -> Node {
    var object = Object()
    for (key, value) in members { object.set(key, value) }
    return Node(.object(object))
  }
}
