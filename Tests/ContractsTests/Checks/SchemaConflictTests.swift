import Diagnostics
import Documents
import Testing

@testable import Contracts

/// What one schema promises against what another one demands. Silence where
/// nothing can be proven is as important as the finding.
struct SchemaConflictTests {
  /// Promise, demand, and the place and words of the conflict; nil for none.
  @Test(arguments: [
    ("const: a", "const: b", " it is \"a\", expected \"b\""),
    ("const: a", "enum: [a, b]", nil),
    ("enum: [a, b]", "enum: [c, d]", " it is \"a\" or \"b\", expected \"c\" or \"d\""),
    ("enum: [a, b]", "enum: [b, c]", nil),
    ("const: a", "type: integer", " it is \"a\", expected an integer"),
    ("type: string", "const: 1", " it is a string, expected the number 1"),
    ("type: integer", "const: 1.0", nil),
    ("type: string", "type: [integer, 'null']", " it is a string, expected an integer or a null"),
    ("type: integer", "type: number", nil), ("type: number", "type: integer", nil),
    ("type: string", "minLength: 3", nil), ("{}", "type: string", nil), ("true", "false", " nothing is allowed here"),
    ("{type: string, maxLength: 2}", "minLength: 3", " it has at most 2 characters, expected at least 3"),
    ("{type: integer, minimum: 5}", "maximum: 4", " it has at least 5, expected at most 4"),
    ("minimum: 5", "maximum: 4", nil),
    (
      "{type: object, properties: {a: {}}, additionalProperties: false}", "required: [b]",
      "/b it is never there, expected the key \"b\""
    ),
    ("{type: object, properties: {a: {}}}", "required: [b]", nil),
    ("{type: object, additionalProperties: false, patternProperties: {b: {}}}", "required: [b]", nil),
    (
      "{type: object, required: [b]}", "{properties: {a: {}}, additionalProperties: false}",
      "/b it is always there, expected no key \"b\""
    ),
    ("{type: object, properties: {a: {const: 1}}}", "properties: {a: {const: 2}}", nil),
    (
      "{type: object, required: [a], properties: {a: {const: 1}}}", "properties: {a: {const: 2}}",
      "/a it is the number 1, expected the number 2"
    ),
    (
      "{type: object, properties: {a: {const: 1}}}", "{required: [a], properties: {a: {const: 2}}}",
      "/a it is the number 1, expected the number 2"
    ),
    ("{type: array, items: {type: string}}", "items: {type: integer}", nil),
    (
      "{type: array, minItems: 1, items: {type: string}}", "items: {type: integer}",
      "/0 it is a string, expected an integer"
    ),
    ("anyOf: [{const: a}]", "const: b", nil), ("const: a", "anyOf: [{const: b}]", nil),
    (
      "allOf: [{const: a}]", "allOf: [{$ref: '#/$defs/b'}]\n$defs: {b: {const: b}}",
      " it is \"a\", expected \"b\""
    ),
    ("$ref: '#'", "const: b", nil),
  ])
  func `only what surely fails is a conflict`(_ promise: String, _ demand: String, _ expected: String?) throws {
    func side(_ text: String) throws -> (SchemaOutline, [Node]) {
      let node = try #require(YAMLReader(file: "s").read(Array(text.utf8)).accepted)
      return (SchemaOutline(node), [node])
    }
    let conflict = SchemaConflict.between(try side(promise), try side(demand))
    #expect(conflict.map { "\($0.pointer) \($0.message)" } == expected)
  }

  @Test func `a document and its header are objects, even if no schema says so`() throws {
    func side(_ header: String) throws -> (SchemaOutline, [Node]) {
      let text = "{required: [header], properties: {header: \(header), other: \(header)}}"
      let node = try #require(YAMLReader(file: "s").read(Array(text.utf8)).accepted)
      return (SchemaOutline(node), [node])
    }
    let notes = try side("{required: [type], properties: {type: {const: notes}}}")
    let summary = try side("{required: [type], properties: {type: {const: summary}}}")
    #expect(SchemaConflict.between(notes, summary) == nil)
    #expect(SchemaConflict.between(notes, notes, isDocument: true) == nil)
    #expect(SchemaConflict.between(notes, summary, isDocument: true)?.pointer.description == "/header/type")
    let deep = try side("{required: [a], properties: {a: {required: [b], properties: {b: {const: 1}}}}}")
    let other = try side("{required: [a], properties: {a: {required: [b], properties: {b: {const: 2}}}}}")
    #expect(SchemaConflict.between(deep, other, isDocument: true) == nil)
  }
}
