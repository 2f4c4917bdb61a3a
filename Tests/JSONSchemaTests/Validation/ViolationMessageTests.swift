import Diagnostics
import Documents
import JSONSchema
import Testing

/// What a user reads: `line:column pointer: message [code]`.
struct ViolationMessageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let schema: String
    let instance: String
    let problems: [String]

    init(_ schema: String, _ instance: String, _ problems: String...) {
      (self.schema, self.instance, self.problems) = (schema, instance, problems)
    }

    var testDescription: String { "\(schema) ← \(instance)" }
  }

  @Test(arguments: cases)
  func `each problem is told with its place`(test: Case) throws {
    let schema = try schema(test.schema)
    let instance = try json(test.instance)
    let problems = schema.validate(instance).flattened.map {
      "\($0.instanceRange.start) \($0.instance): \($0.message) [\($0.code)]"
    }
    #expect(problems == test.problems)
    #expect(schema.isValid(instance) == test.problems.isEmpty)
  }

  static let cases = [
    Case(
      #"{"type": "string"}"#, "3",
      "1:1 : found 3 (number), expected a string [schema/type]"),
    Case(
      #"{"type": ["string", "null"]}"#, "[1]",
      "1:1 : found an array of 1 item, expected a string or null [schema/type]"),
    Case(
      #"{"type": "integer"}"#, "1.5",
      "1:1 : found 1.5 (number), expected an integer [schema/type]"),
    Case(#"{"type": "integer"}"#, "1.0"),
    Case(
      #"{"type": "object"}"#, #""text""#,
      #"1:1 : found "text" (string), expected an object [schema/type]"#),
    Case(
      #"{"enum": ["ok", "retry", "error"]}"#, #""fine""#,
      #"1:1 : found "fine", expected one of "ok", "retry", "error" [schema/enum]"#),
    Case(
      #"{"enum": ["ok", "retry"]}"#, #""ok2""#,
      #"1:1 : found "ok2", expected one of "ok", "retry" (did you mean "ok"?) [schema/enum]"#),
    Case(
      #"{"enum": [1, null, {"a": 1}]}"#, "true",
      #"1:1 : found true, expected one of 1, null, {"a":1} [schema/enum]"#),
    Case(
      #"{"const": "processor-output"}"#, #""procesor-output""#,
      #"1:1 : found "procesor-output", expected "processor-output" (did you mean "processor-output"?) [schema/const]"#),
    Case(
      #"{"const": {"a": [1]}}"#, #"{"a": [2]}"#,
      #"1:1 : found {"a":[2]}, expected {"a":[1]} [schema/const]"#),
    Case(
      #"{"multipleOf": 0.01}"#, "0.015",
      "1:1 : found 0.015, expected a multiple of 0.01 [schema/multiple-of]"),
    Case(
      #"{"minimum": 1}"#, "0",
      "1:1 : found 0, expected at least 1 [schema/minimum]"),
    Case(
      #"{"maximum": 1e400}"#, "1.1e400",
      "1:1 : found 1.1e400, expected at most 1e400 [schema/maximum]"),
    Case(
      #"{"exclusiveMinimum": 0}"#, "0",
      "1:1 : found 0, expected more than 0 [schema/exclusive-minimum]"),
    Case(
      #"{"exclusiveMaximum": 1}"#, "1",
      "1:1 : found 1, expected less than 1 [schema/exclusive-maximum]"),
    Case(
      #"{"minLength": 1}"#, #""""#,
      #"1:1 : found "", expected at least 1 character [schema/min-length]"#),
    Case(
      #"{"minLength": 2}"#, #""😀""#,
      #"1:1 : found "😀", expected at least 2 characters [schema/min-length]"#),
    Case(
      #"{"maxLength": 3}"#, #""a long text that goes on""#,
      #"1:1 : found "a long text that goes on" (24 characters), expected at most 3 characters [schema/max-length]"#),
    Case(
      #"{"pattern": "^[a-z]+$"}"#, #""Abc""#,
      #"1:1 : found "Abc", expected text that matches "^[a-z]+$" [schema/pattern]"#),
    Case(
      #"{"pattern": "^(a+)+$"}"#, #""aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!""#,
      #"1:1 : pattern "^(a+)+$" could not be decided within limits for "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!" [schema/undecided-pattern]"#
    ),
    Case(
      #"{"format": "date-time"}"#, #""yesterday""#,
      #"1:1 : found "yesterday", expected a date and time such as "2026-01-06T10:00:00Z" [schema/format]"#),
    Case(
      #"{"format": "email"}"#, #""<b>@""#,
      #"1:1 : found "\u003cb>@", expected an email address [schema/format]"#),
    Case(
      #"{"minItems": 1}"#, "[]",
      "1:1 : found 0 items, expected at least 1 item [schema/min-items]"),
    Case(
      #"{"maxItems": 1}"#, "[1, 2]",
      "1:1 : found 2 items, expected at most 1 item [schema/max-items]"),
    Case(
      #"{"prefixItems": [true], "items": false}"#, "[1, 2, 3]",
      "1:5 /1: item 2 is unexpected, expected at most 1 item [schema/unexpected-item]"),
    Case(
      #"{"items": {"type": "string"}}"#, #"["a", 1, null]"#,
      "1:7 /1: found 1 (number), expected a string [schema/type]",
      "1:10 /2: found null, expected a string [schema/type]"),
    Case(
      #"{"prefixItems": [true], "unevaluatedItems": false}"#, "[1, 2]",
      "1:5 /1: item 2 is unexpected, expected none that the schema doesn't describe [schema/unexpected-item]"),
    Case(
      #"{"uniqueItems": true}"#, #"[{"a": 1, "b": 2}, 3, {"b": 2, "a": 1.0}]"#,
      "1:1 : items 1 and 3 are equal (an object of 2 properties), expected no two items to be equal [schema/unique-items]"
    ),
    Case(
      #"{"contains": {"const": 1}}"#, "[2, 3]",
      "1:1 : found 0 items that match, expected at least 1 [schema/min-contains]"),
    Case(
      #"{"contains": {"const": 1}, "maxContains": 1}"#, "[1, 1]",
      "1:1 : found 2 items that match, expected at most 1 [schema/max-contains]"),
    Case(
      #"{"minProperties": 1}"#, "{}",
      "1:1 : found 0 properties, expected at least 1 property [schema/min-properties]"),
    Case(
      #"{"maxProperties": 1}"#, #"{"a": 1, "b": 2}"#,
      "1:1 : found 2 properties, expected at most 1 property [schema/max-properties]"),
    Case(
      #"{"required": ["status"]}"#, "{}",
      #"1:1 : required property "status" is missing [schema/required]"#),
    Case(
      #"{"required": ["status", "type"]}"#, #"{"staus": 1}"#,
      #"1:1 : required property "status" is missing (found "staus") [schema/required]"#,
      #"1:1 : required property "type" is missing [schema/required]"#),
    Case(
      #"{"properties": {"title": true}, "additionalProperties": false}"#, #"{"titel": 1, "other": 2}"#,
      #"1:2 /titel: unexpected property "titel" (did you mean "title"?) [schema/unexpected-property]"#,
      #"1:14 /other: unexpected property "other" [schema/unexpected-property]"#),
    Case(
      #"{"properties": {"a": true}, "unevaluatedProperties": false}"#, #"{"a": 1, "b": 2}"#,
      #"1:10 /b: unexpected property "b" [schema/unexpected-property]"#),
    Case(
      #"{"additionalProperties": {"type": "string"}}"#, #"{"a": 1}"#,
      "1:7 /a: found 1 (number), expected a string [schema/type]"),
    Case(
      #"{"patternProperties": {"^x-": {"type": "string"}}}"#, #"{"x-a": 1}"#,
      "1:9 /x-a: found 1 (number), expected a string [schema/type]"),
    Case(
      #"{"propertyNames": {"pattern": "^[a-z]+$"}}"#, #"{"Foo": 1}"#,
      #"1:2 /Foo: property name "Foo" is not allowed, expected text that matches "^[a-z]+$" [schema/property-name]"#),
    Case(
      #"{"dependentRequired": {"card": ["address"]}}"#, #"{"card": 1, "adress": 2}"#,
      #"1:1 : property "address" is missing, "card" requires it (found "adress") [schema/dependent-required]"#),
    Case(
      #"{"dependentSchemas": {"card": {"required": ["name"]}}}"#, #"{"card": 1}"#,
      #"1:1 : required property "name" is missing [schema/required]"#),
    Case(
      #"{"properties": {"a": false}}"#, #"{"a": 1}"#,
      "1:7 /a: found 1, expected nothing here [schema/false]"),
    Case(
      #"{"not": {"type": "string"}}"#, #""a""#,
      #"1:1 : found "a", which the schema excludes [schema/not]"#),
    Case(
      #"{"allOf": [{"minimum": 3}, {"multipleOf": 2}]}"#, "1",
      "1:1 : found 1, expected at least 3 [schema/minimum]",
      "1:1 : found 1, expected a multiple of 2 [schema/multiple-of]"),
    Case(
      #"{"anyOf": [{"type": "string"}, {"type": "null"}]}"#, "3",
      "1:1 : found 3 (number), expected a string or null [schema/any-of]"),
    Case(
      #"{"oneOf": [{"const": "a"}, {"const": "b"}]}"#, #""c""#,
      #"1:1 : found "c" (string), expected one of "a", "b" [schema/one-of]"#),
    Case(
      #"{"oneOf": [{"minimum": 1}, {"minimum": 2}]}"#, "3",
      "1:1 : found 3 (number) that matches alternatives 1 and 2, expected exactly one to match [schema/one-of]"),
    Case(
      #"{"anyOf": [{"type": "string"}, {"type": "object", "required": ["size"], "properties": {"size": {"type": "integer"}}}]}"#,
      #"{"size": "big"}"#,
      #"1:10 /size: found "big" (string), expected an integer (alternative 2 of 2 comes nearest; else expected a string) [schema/type]"#
    ),
    Case(
      """
      {"oneOf": [
        {"properties": {"kind": {"const": "circle"}, "radius": {"minimum": 0}}, "required": ["kind", "radius"]},
        {"properties": {"kind": {"const": "box"}, "width": {"minimum": 0}}, "required": ["kind", "width"]}
      ]}
      """, #"{"kind": "box", "width": -1}"#,
      #"1:26 /width: found -1, expected at least 0 (alternative 2 of 2 comes nearest; else expected "circle" at "/kind") [schema/minimum]"#
    ),
    Case(
      #"{"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}"#, #"{"a": 1}"#,
      #"1:1 : required property "b" is missing [schema/required]"#),
    Case(
      #"{"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}"#, "{}",
      #"1:1 : required property "c" is missing [schema/required]"#),
    Case(
      ##"{"$ref": "#/$defs/list", "$defs": {"list": {"items": {"$ref": "#/$defs/list"}, "type": "array"}}}"##,
      "[\n  [],\n  [3]\n]",
      "3:4 /1/0: found 3 (number), expected an array [schema/type]"),
    Case(
      #"{"properties": {"header": {"properties": {"n": {"minimum": 1}}, "required": ["type"]}}, "required": ["content"]}"#,
      "{\n  \"header\": {\n    \"n\": 0\n  }\n}",
      #"1:1 : required property "content" is missing [schema/required]"#,
      #"2:13 /header: required property "type" is missing [schema/required]"#,
      "3:10 /header/n: found 0, expected at least 1 [schema/minimum]"),
    Case(
      #"{"$schema": "http://json-schema.org/draft-07/schema#", "items": [{"type": "string"}], "additionalItems": false}"#,
      "[1, 2]",
      "1:2 /0: found 1 (number), expected a string [schema/type]",
      "1:5 /1: item 2 is unexpected, expected at most 1 item [schema/unexpected-item]"),
    Case(
      #"{"properties": {"a/b": {"type": "null"}}}"#, #"{"a/b": "\u001b[31m<x>"}"#,
      #"1:9 /a~1b: found "\u001b[31m\u003cx>" (string), expected null [schema/type]"#),
  ]
}
