import Diagnostics
import Documents
import JSONSchema
import Testing

/// What is wrong with schemas: `line:column severity pointer: message [code]`.
struct SchemaMistakeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let schema: String
    let problems: [String]

    init(_ schema: String, _ problems: String...) { (self.schema, self.problems) = (schema, problems) }

    var testDescription: String { schema }
  }

  @Test(arguments: cases)
  func `each mistake is told with its place`(test: Case) throws {
    let reading = Schema.compile(try json(test.schema), file: "schema.json")
    let problems = reading.diagnostics.map { diagnostic in
      let place = diagnostic.range.map { "\($0.start)" } ?? "-"
      return
        "\(place) \(diagnostic.severity) \(diagnostic.pointer.map(\.description) ?? "-"): \(diagnostic.message) [\(diagnostic.code)]"
    }
    #expect(problems == test.problems)
    #expect((reading.accepted == nil) == problems.contains { $0.contains(" error ") })
  }

  static let cases = [
    Case(
      "3",
      "1:1 error : found 3 (number), expected a schema: an object, true or false [schema/malformed-schema]"),
    Case(
      #"{"type": "strin"}"#,
      #"1:10 error /type: found "strin" (string) in "type", expected one of null, boolean, number, integer, string, array, object (did you mean "string"?) [schema/malformed-keyword]"#
    ),
    Case(
      #"{"type": []}"#,
      #"1:10 error /type: found an array of 0 items in "type", expected a type or a non-empty array of types [schema/malformed-keyword]"#
    ),
    Case(
      #"{"minLength": "3"}"#,
      #"1:15 error /minLength: found "3" (string) in "minLength", expected a non-negative integer [schema/malformed-keyword]"#
    ),
    Case(
      #"{"minItems": -1}"#,
      #"1:14 error /minItems: found -1 (number) in "minItems", expected a non-negative integer [schema/malformed-keyword]"#
    ),
    Case(
      #"{"multipleOf": 0}"#,
      #"1:16 error /multipleOf: found 0 (number) in "multipleOf", expected a number above 0 [schema/malformed-keyword]"#
    ),
    Case(
      #"{"required": "status"}"#,
      #"1:14 error /required: found "status" (string) in "required", expected an array of strings [schema/malformed-keyword]"#
    ),
    Case(
      #"{"required": ["a", 1, "a"]}"#,
      #"1:20 error /required: found 1 (number) in "required", expected a string [schema/malformed-keyword]"#,
      #"1:23 error /required: "a" stands twice in "required" [schema/malformed-keyword]"#),
    Case(
      #"{"properties": []}"#,
      #"1:16 error /properties: found an array of 0 items in "properties", expected an object whose values are schemas [schema/malformed-keyword]"#
    ),
    Case(
      #"{"properties": {"a": 1}}"#,
      "1:22 error /properties/a: found 1 (number), expected a schema: an object, true or false [schema/malformed-schema]"
    ),
    Case(
      #"{"anyOf": []}"#,
      #"1:11 error /anyOf: found an array of 0 items in "anyOf", expected a non-empty array of schemas [schema/malformed-keyword]"#
    ),
    Case(
      #"{"pattern": "^(a"}"#,
      #"1:13 error /pattern: "^(a" is no regular expression of ECMA-262: missing ")" (at character 3) [schema/malformed-pattern]"#
    ),
    Case(
      #"{"pattern": "^a\\-b$"}"#,
      #"1:13 error /pattern: "^a\\-b$" is no regular expression of ECMA-262: "\-" is no escape (at character 4) [schema/malformed-pattern]"#
    ),
    Case(
      #"{"patternProperties": {"[": true}}"#,
      #"1:24 error /patternProperties: "[" is no regular expression of ECMA-262: missing "]" (at character 1) [schema/malformed-pattern]"#
    ),
    Case(
      #"{"requierd": ["a"], "minimun": 1}"#,
      #"1:2 warning /requierd: unknown keyword "requierd" has no effect (did you mean "required"?) [schema/unknown-keyword]"#,
      #"1:21 warning /minimun: unknown keyword "minimun" has no effect (did you mean "minimum"?) [schema/unknown-keyword]"#
    ),
    Case(
      #"{"format": "datetime"}"#,
      #"1:12 warning /format: unknown format "datetime" has no effect (did you mean "date-time"?) [schema/unknown-format]"#
    ),
    Case(
      ##"{"$ref": "#/$defs/itme", "$defs": {"item": true}}"##,
      ##"1:10 error /$ref: reference "#/$defs/itme" leads nowhere: there is no "itme" (did you mean "item"?) [schema/unknown-reference]"##
    ),
    Case(
      ##"{"$ref": "#nme", "$defs": {"a": {"$anchor": "name"}}}"##,
      ##"1:10 error /$ref: reference "#nme" leads nowhere: there is no such anchor (did you mean "name"?) [schema/unknown-reference]"##
    ),
    Case(
      #"{"$ref": "https://example.com/types.json"}"#,
      #"1:10 error /$ref: reference "https://example.com/types.json" needs the network, which is never used; expected a relative path, or a schema with that "$id" in this file [schema/network-reference]"#
    ),
    Case(
      #"{"$id": "https://example.com/a.json", "$ref": "b.json"}"#,
      #"1:47 error /$ref: reference "b.json" needs the network ("https://example.com/b.json"), which is never used; expected a relative path, or a schema with that "$id" in this file [schema/network-reference]"#
    ),
    Case(
      #"{"$ref": "types.json"}"#,
      #"1:10 error /$ref: reference "types.json" leads nowhere: there is no such document [schema/unknown-reference]"#),
    Case(
      #"{"$schema": "https://json-schema.org/draft/2021-12/schema"}"#,
      #"1:13 error -: unknown "$schema" "https://json-schema.org/draft/2021-12/schema", expected one of "https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2019-09/schema", "http://json-schema.org/draft-07/schema", "http://json-schema.org/draft-06/schema", "http://json-schema.org/draft-04/schema" (did you mean "https://json-schema.org/draft/2020-12/schema"?) [schema/unknown-draft]"#
    ),
    Case(
      #"{"additionalItems": false}"#,
      #"1:2 warning /additionalItems: keyword "additionalItems" has no effect in draft 2020-12, expected "items" [schema/unknown-keyword]"#
    ),
    Case(
      ##"{"$ref": "#"}"##,
      "1:1 error : this schema refers to itself without a step into the value [schema/infinite-recursion]"),
    Case(
      ##"{"$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [true, {"$ref": "#/$defs/a"}]}}}"##,
      "1:38 error /$defs/a: this schema refers to itself without a step into the value [schema/infinite-recursion]"),
    Case(
      #"{"$defs": {"a": {"$id": "x.json"}, "b": {"$id": "x.json"}}}"#,
      #"1:49 error -: identifier "x.json" is used twice [schema/duplicate-id]"#),
    Case(
      #"{"$anchor": "1a"}"#,
      #"1:13 error /$anchor: found "1a" (string) in "$anchor", expected a letter or "_", then letters, digits, "-", "_" or "." [schema/malformed-keyword]"#
    ),
    Case(
      "{\n  \"type\": 1,\n  \"pattern\": \"(\",\n  \"$ref\": \"#/nowhere\"\n}",
      #"2:11 error /type: found 1 (number) in "type", expected one of null, boolean, number, integer, string, array, object [schema/malformed-keyword]"#,
      #"3:14 error /pattern: "(" is no regular expression of ECMA-262: missing ")" (at character 1) [schema/malformed-pattern]"#,
      ##"4:11 error /$ref: reference "#/nowhere" leads nowhere: there is no "nowhere" [schema/unknown-reference]"##),
    Case(
      #"{"enum": []}"#,
      #"1:10 warning /enum: an empty "enum" allows no value [schema/malformed-keyword]"#),
    Case(#"{"x-anything": 1, "$comment": "fine", "title": "fine"}"#),
  ]

  @Test func `a reference reaches another file by its path`() throws {
    let root = try json(#"{"properties": {"a": {"$ref": "../types.json#/$defs/name"}}}"#)
    let reading = Schema.compile(root, file: "contracts/deep/a.json") { path in
      guard path == "contracts/types.json" else { return nil }
      return JSONReader(file: path).read(Array(#"{"$defs": {"name": {"minLength": 1}}}"#.utf8))
    }
    #expect(reading.diagnostics == [])
    let violations = try #require(reading.value).validate(try json(#"{"a": ""}"#))
    #expect(violations.map(\.schemaRange.description) == ["contracts/types.json:1:21"])
    #expect(violations.map(\.schema.description) == ["/$defs/name/minLength"])
  }

  @Test func `mistakes in a file that is referred to name that file`() throws {
    let reading = Schema.compile(try json(#"{"$ref": "b.json"}"#), file: "a.json") { path in
      JSONReader(file: path).read(Array(#"{"type": 3}"#.utf8))
    }
    #expect(reading.diagnostics.map { $0.range?.description } == ["b.json:1:10"])
  }

  @Test func `a custom meta-schema switches vocabularies`() throws {
    let meta = """
      {"$schema": "https://json-schema.org/draft/2020-12/schema", "$vocabulary": {
        "https://json-schema.org/draft/2020-12/vocab/core": true,
        "https://example.com/mine": true}}
      """
    let reading = Schema.compile(
      try json(#"{"$schema": "https://example.com/meta", "type": "string"}"#), file: "a.json"
    ) {
      JSONReader(file: $0).read(Array(meta.utf8))
    }
    #expect(reading.diagnostics.map(\.code) == ["schema/unknown-vocabulary"])
    #expect(reading.value?.isValid(.integer(1)) == true)
  }
}
