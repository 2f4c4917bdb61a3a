import Diagnostics
import Documents
import JSONSchema
import Testing

/// What differs between the drafts; the conformance suites have the rest.
struct DraftTests {
  struct Case: Sendable {
    let draft: Draft
    let schema: String
    let instance: String
    let isValid: Bool
  }

  @Test(arguments: [
    Case(draft: .draft4, schema: #"{"maximum": 3, "exclusiveMaximum": true}"#, instance: "3", isValid: false),
    Case(draft: .draft4, schema: #"{"maximum": 3}"#, instance: "3", isValid: true),
    Case(draft: .draft4, schema: #"{"additionalProperties": false}"#, instance: #"{"a": 1}"#, isValid: false),
    Case(draft: .draft4, schema: #"{"items": [{}], "additionalItems": false}"#, instance: "[1, 2]", isValid: false),
    Case(
      draft: .draft4,
      schema: ##"{"id": "http://a/b", "$ref": "#/definitions/n", "definitions": {"n": {"type": "null"}}}"##,
      instance: "1", isValid: false),
    Case(
      draft: .draft4, schema: #"{"$ref": "http://json-schema.org/draft-04/schema#"}"#, instance: #"{"type": "objekt"}"#,
      isValid: false),
    Case(draft: .draft6, schema: #"{"exclusiveMaximum": 3}"#, instance: "3", isValid: false),
    Case(draft: .draft6, schema: #"{"contains": {"const": 2}}"#, instance: "[1]", isValid: false),
    Case(draft: .draft6, schema: "false", instance: "1", isValid: false),
    Case(
      draft: .draft6, schema: #"{"$ref": "http://json-schema.org/draft-06/schema#"}"#, instance: #"{"minLength": -1}"#,
      isValid: false),
    Case(draft: .draft7, schema: #"{"if": {"const": 1}, "then": false}"#, instance: "1", isValid: false),
    Case(
      draft: .draft2019, schema: #"{"dependentRequired": {"a": ["b"]}}"#, instance: #"{"a": 1}"#, isValid: false),
    Case(
      draft: .draft2019, schema: #"{"properties": {"a": {}}, "unevaluatedProperties": false}"#,
      instance: #"{"b": 1}"#, isValid: false),
    Case(
      draft: .draft2019,
      schema: ##"{"$recursiveAnchor": true, "type": ["array", "null"], "items": {"$recursiveRef": "#"}}"##,
      instance: "[[null], [1]]", isValid: false),
    Case(
      draft: .draft2019, schema: #"{"$ref": "https://json-schema.org/draft/2019-09/schema"}"#,
      instance: #"{"maxItems": "x"}"#, isValid: false),
    Case(draft: .draft2020, schema: #"{"prefixItems": [{}], "items": false}"#, instance: "[1, 2]", isValid: false),
  ])
  func `each draft reads its own keywords`(_ test: Case) throws {
    let options = Schema.Options(defaultDraft: test.draft)
    let schema = try schema(test.schema, options: options)
    #expect(schema.isValid(try json(test.instance)) == test.isValid)
  }

  @Test(arguments: [
    (Draft.draft4, #"{"const": 1}"#), (.draft4, "true"), (.draft6, #"{"if": {}}"#), (.draft7, #"{"$anchor": "a"}"#),
    (.draft2020, ##"{"$recursiveRef": "#"}"##),
  ])
  func `what a draft doesn't know is told`(_ draft: Draft, _ text: String) throws {
    let reading = Schema.compile(
      try json(text), file: "s.json", options: Schema.Options(defaultDraft: draft))
    #expect(!reading.diagnostics.isEmpty)
  }

  @Test(arguments: Draft.allCases)
  func `the schema chooses the draft, and a file that is referred to its own`(_ draft: Draft) throws {
    let text = ##"{"$schema": "\##(draft.metaSchema)", "allOf": [{"$ref": "old.json"}]}"##
    let old = #"{"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 3, "exclusiveMinimum": true}"#
    let reading = Schema.compile(try json(text), file: "s.json") { address in
      address == "old.json" ? JSONReader(file: address).read(Array(old.utf8)) : nil
    }
    #expect(reading.diagnostics == [])
    let schema = try #require(reading.value)
    #expect(!schema.isValid(try json("3")))
    #expect(schema.isValid(try json("4")))
  }

  @Test(arguments: Draft.allCases)
  func `each draft's meta-schema is built in and accepts itself`(_ draft: Draft) throws {
    let schema = try schema(#"{"$ref": "\#(draft.metaSchema)#"}"#, options: .init(assertsFormat: false))
    for text in [#"{"type": "object"}"#, #"{"properties": {"a": {"enum": [1]}}}"#] {
      #expect(schema.isValid(try json(text)))
    }
    #expect(!schema.isValid(try json(#"{"type": 3}"#)))
  }
}
