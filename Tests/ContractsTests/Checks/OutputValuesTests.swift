import Diagnostics
import Documents
import Flows
import Testing

@testable import Contracts

/// Conditions that an output contract shows to fail, or to come to the same.
struct OutputValuesTests {
  private func findings(_ condition: String, node: String = "a", state: String = "") throws -> [String] {
    let text =
      "name: f\nflow: |\n  START >> \(node) ?go >> b >> END\n  a >> END\n\(state)conditions:\n  a:\n    go: \"\(condition)\"\n"
    let flow = try #require(FlowReader(file: "flow.yaml").read(Array(text.utf8)).value)
    let schema = """
      name: C
      schema:
        required: [header]
        properties:
          header:
            required: [v, s, items, type, level, sure, part]
            properties:
              v: {type: integer}
              s: {type: string}
              items: {type: array, items: {type: string}}
              type: {const: t-a}
              level: {enum: [low, high]}
              sure: {type: boolean}
              maybe: {type: number}
              either: {type: [string, "null"]}
              any: {}
              part: {$ref: '#/$defs/part'}
        $defs:
          part: {type: object, required: [n], properties: {n: {type: number}, free: {anyOf: [{type: string}]}}}

      """
    let contract = try #require(Contract.read(Array(schema.utf8), file: "c.yaml", path: "/c.yaml").value)
    return OutputValues.check(flow) { $0.name == "a" ? contract : nil }.map { "\($0.code): \($0.message.text)" }
  }

  @Test(arguments: [
    "output.v > 1", "output.s == 'x'", "output.sure", "not output.sure", "len(output.items) > 0",
    "output.items[0] == 'x'",
    "output.items[3] == null", "output.maybe == null", "output.maybe > 1", "output.either == null",
    "output.any.thing > 's'",
    "output.part.n >= 2", "output.part.free > 1", "output.level == 'low'", "output.level in ['low', 'none']",
    "'x' in output.items", "'x' in output.s", "output.content > 'a'", "output.unknown == 3",
    "output == null and failed",
    "output.part.other == 1", "output.items == []",
  ])
  func `What the contract allows is let pass`(_ condition: String) throws {
    #expect(try findings(condition) == [])
  }

  @Test(arguments: [
    ("output.v", "output.v is always a number, expected true or false"),
    ("not output.v", "output.v is always a number, expected true or false"),
    ("output.maybe", "output.maybe is always a number or null, expected true or false"),
    ("output.v > 's'", "output.v > 's': output.v is always a number, expected two numbers or two strings"),
    ("len(output.v) > 1", "output.v is always a number, expected a string, an array or an object, which have a length"),
    ("output.s.t == 3", "output.s.t: output.s is always a string, expected an object with the key \"t\""),
    ("output.items.k == 1", "output.items.k: output.items is always an array, expected an object with the key \"k\""),
    ("output.part[0] == 1", "output.part[0]: output.part is always an object, expected an array"),
    (
      "output.items[0] > 1",
      "output.items[0] > 1: output.items[0] is always a string or null, expected two numbers or two strings"
    ),
    ("output.part.n in output.s", "output.part.n is always a number, expected a string to look for in a string"),
  ])
  func `What surely fails is an error`(_ condition: String, _ expected: String) throws {
    #expect(try findings(condition) == ["flow/condition-type: the condition of \"go\": " + expected])
  }

  @Test(arguments: [
    ("output.v == 'x'", "output.v == 'x' is always false: output.v is always a number"),
    ("output.maybe.t == 3", "output.maybe.t == 3 is always false: output.maybe.t is always null"),
    ("output.type == 'zz'", "output.type == 'zz' is always false: output.type is always \"t-a\""),
    ("output.type == 't-a'", "output.type == 't-a' is always true: output.type is always \"t-a\""),
    ("output.level != 'mid'", "output.level != 'mid' is always true: output.level is always \"low\" or \"high\""),
    ("output.level in ['mid']", "output.level in ['mid'] is always false: output.level is always \"low\" or \"high\""),
    (
      "output.v == output.s",
      "output.v == output.s is always false: output.v is always a number and output.s is always a string"
    ),
  ])
  func `A comparison that the contract decides is a warning`(_ condition: String, _ expected: String) throws {
    #expect(try findings(condition) == ["flow/condition-constant: the condition of \"go\": " + expected])
  }

  @Test func `A label that asks for failed is tried without an output, too`() throws {
    #expect(try findings("failed and output.type != 't-a'") == [])
    #expect(try findings("failed and output.v > 's'").count == 1)
  }

  @Test func `Of a loop the items are headers, and there may be fewer`() throws {
    let state = "state: {xs: [1]}\n"
    #expect(try findings("output[0].v > 1", node: "a * $xs", state: state) == [])
    #expect(try findings("output[1].v == null", node: "a * $xs", state: state) == [])
    #expect(
      try findings("output[0].v == 'x'", node: "a * $xs", state: state) == [
        "flow/condition-constant: the condition of \"go\": output[0].v == 'x' is always false: output[0].v is always a number or null"
      ])
    #expect(try findings("output", node: "a * $xs", state: state).count == 0, "the flow alone shows it")
  }

  @Test func `What the flow alone shows isn't told again`() throws {
    #expect(try findings("failed > 1") == [])
  }
}
