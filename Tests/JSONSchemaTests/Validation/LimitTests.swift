import Diagnostics
import Documents
import Testing

@testable import JSONSchema

/// Nothing that is read can make validation hang or crash.
struct LimitTests {
  @Test func `a value at the readers' greatest depth is decided`() throws {
    let schema = try schema(
      ##"{"$dynamicAnchor": "n", "anyOf": [{"type": "number"}, {"items": {"allOf": [{"$dynamicRef": "#n"}]}, "type": "array"}]}"##
    )
    let deep = try json(String(repeating: "[", count: 500) + "1" + String(repeating: "]", count: 500))
    #expect(schema.isValid(deep))
    let wrong = try json(String(repeating: "[", count: 500) + "\"\"" + String(repeating: "]", count: 500))
    #expect(!schema.isValid(wrong))
    #expect(!schema.validate(wrong).isEmpty)
  }

  @Test func `a circle that only some values reach is a violation`() throws {
    let schema = try schema(
      ##"{"dependentSchemas": {"a": {"$ref": "#"}}}"##)
    #expect(schema.isValid(try json("{}")))
    let violations = schema.validate(try json(#"{"a": 1}"#))
    #expect(violations.map(\.code) == ["schema/infinite-recursion"])
    #expect(violations.first?.kind == .limit(.recursion))
  }

  @Test func `work that doubles with each level is given up`() throws {
    var schema = try schema(
      ##"{"oneOf": [{"type": "number"}, {"properties": {"x": {"$ref": "#"}}, "required": ["x", "y"]}, {"properties": {"x": {"$ref": "#"}}, "required": ["x", "z"]}]}"##
    )
    schema.stepLimit = 20_000
    let deep = try json(String(repeating: #"{"x": "#, count: 60) + "1" + String(repeating: "}", count: 60))
    #expect(!schema.isValid(deep))
    #expect(schema.validate(deep).contains { $0.kind == .limit(.steps) })
  }

  @Test func `a circle inside one document can't be found by its values either`() throws {
    let node = try json(##"{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}"##)
    let schema = try #require(Schema.compile(node, file: "a.json").value)
    #expect(schema.validate(.integer(1)).map(\.kind) == [.limit(.recursion)])
  }

  @Test(arguments: [
    #"{"not": {"pattern": "^(a+)+$"}}"#, #"{"if": {"pattern": "^(a+)+$"}, "then": false}"#,
    #"{"oneOf": [true, {"pattern": "^(a+)+$"}]}"#,
    #"{"if": {"patternProperties": {"^(a+)+$": true}}, "then": true, "else": true, "not": {"pattern": "^(a+)+$"}}"#,
    #"{"not": {"anyOf": [{"allOf": [{"pattern": "^(a+)+$"}]}]}}"#,
  ])
  func `a pattern that can't be decided is no rejection to build on`(_ text: String) throws {
    let schema = try schema(text)
    let hostile = Node.string(String(repeating: "a", count: 60) + "!")
    #expect(!schema.isValid(hostile))
    let violations = schema.validate(hostile)
    #expect(violations.map(\.code) == ["schema/undecided-pattern"])
    #expect(violations.map(\.isUndecided) == [true])
    #expect(
      violations.first?.message
        == #"pattern "^(a+)+$" could not be decided within limits, and the value depends on it"#)
  }

  @Test func `what doesn't hang on an undecided pattern is decided`() throws {
    let either = try schema(#"{"anyOf": [{"pattern": "^(a+)+$"}, {"maxLength": 100}]}"#)
    #expect(either.isValid(.string(String(repeating: "a", count: 60) + "!")))
    let list = try schema(#"{"contains": {"pattern": "^(a+)+$"}, "maxContains": 1}"#)
    #expect(!list.isValid(.array([.string("a"), .string(String(repeating: "a", count: 60) + "!")])))
  }

  @Test func `a schema or a value nested 100,000 deep is refused by its reader`() {
    let deep = String(repeating: #"{"items": "#, count: 100_000)
    #expect(JSONReader(file: "s").read(Array(deep.utf8)).diagnostics.map(\.code) == ["json/too-deep"])
    #expect(YAMLReader(file: "s").read(Array(deep.utf8)).diagnostics.map(\.code) == ["yaml/too-deep"])
  }

  @Test func `a chain of 100,000 references is given up`() throws {
    var links = Object()
    for place in 0..<100_000 {
      links.set("\(place)", .object(["$ref": .string("#/$defs/\(place + 1)")]))
    }
    links.set("100000", .object(["type": .string("string")]))
    let node = Node.object(["$ref": .string("#/$defs/0"), "$defs": Node(.object(links))])
    let chain = try #require(Schema.compile(node, file: "s").accepted)
    #expect(!chain.isValid(.string("a")))
    #expect(chain.validate(.integer(1)).map(\.isUndecided) == [true])
  }

  @Test func `absurd exponents are divided at once`() throws {
    let huge = Node(.number(Number(isNegative: false, digits: [1], exponent: 1_000_000_000)))
    let tiny = Node(.number(Number(isNegative: false, digits: [1], exponent: -1_000_000_000)))
    let object = Node.object(["multipleOf": tiny])
    let schema = try #require(Schema.compile(object, file: "a.json").accepted)
    #expect(schema.isValid(huge))
    let edge = Node(.number(Number(isNegative: false, digits: [1], exponent: Int.max - 1)))
    let least = Node(.number(Number(isNegative: true, digits: [7], exponent: Int.min + 1)))
    #expect(schema.isValid(edge))
    #expect(!schema.isValid(least))
  }

  @Test func `numbers are compared and divided exactly`() throws {
    let cases = [
      (#"{"multipleOf": 0.01}"#, "19.99", true), (#"{"multipleOf": 0.01}"#, "0.075", false),
      (#"{"maximum": 1180591620717411303424}"#, "1180591620717411303425", false),
      (#"{"maximum": 1180591620717411303424}"#, "1180591620717411303424.0", true),
      (#"{"multipleOf": 12345678901234567890123}"#, "37037036703703703670369", true),
      (#"{"multipleOf": 12345678901234567890123}"#, "37037036703703703670368", false),
      (#"{"multipleOf": 3}"#, "1e400", false), (#"{"multipleOf": 8}"#, "1e3", true),
      (#"{"exclusiveMinimum": -1e-5}"#, "-0.00002", false), (#"{"minimum": -2}"#, "-1.5", true),
      (#"{"minimum": 0}"#, "-0", true),
    ]
    for (text, instance, isValid) in cases {
      #expect(try schema(text).isValid(json(instance)) == isValid, "\(text) \(instance)")
    }
  }

  @Test func `many unique items are told apart without comparing all pairs`() throws {
    let items = (0..<100_000).map { Node.string("item \($0)") }
    let schema = try schema(#"{"uniqueItems": true}"#)
    #expect(schema.isValid(.array(items)))
    #expect(
      schema.validate(.array(items + [.string("item 7")])).map(\.kind) == [.uniqueItems(7, 100_000, .string("item 7"))])
  }
}
