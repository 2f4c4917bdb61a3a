import Diagnostics
import Documents
import Flows
import Testing

@testable import Contracts

/// What conditions may ask of a document, by the contract that it satisfies.
struct UnknownOutputFieldTests {
  /// The schema of the header, a condition, and what is said of it; nil if it
  /// may be asked.
  @Test(arguments: [
    ("properties: {ready: {}}", "output.ready", nil), ("properties: {ready: {}}", "output.content == 'x'", nil),
    ("properties: {ready: {}}", "output.raedy", "reads output.raedy"),
    ("properties: {ready: {}}", "state.x or visits > 1", nil), ("{}", "output.ready", "reads output.ready"),
    ("required: [ready]", "output.ready", nil), ("additionalProperties: {type: boolean}", "output.any", nil),
    ("patternProperties: {'^r': {}}", "output.ready", nil),
    ("{if: {properties: {a: {}}}, then: {properties: {ready: {}}}}", "output.ready", nil),
    ("anyOf: [{properties: {ready: {}}}, {properties: {other: {}}}]", "output.other", nil),
    ("allOf: [{$ref: '#/$defs/part'}]", "output.ready", nil),
    ("allOf: [{$ref: '#/$defs/part'}]", "output.redy", "did you mean \"ready\"?"),
    ("properties: {a: {properties: {b: {}}}}", "output.a.b", nil), ("properties: {a: {}}", "output.a.b.c", nil),
    ("properties: {a: {properties: {b: {}}}}", "output.a.c", "reads output.a.c"),
    ("properties: {a: {items: {properties: {b: {}}}}}", "output.a[0].c", nil),
    ("$dynamicRef: '#x'", "output.ready", nil),
  ])
  func `a condition may ask what the contract declares`(
    _ header: String, _ condition: String, _ expected: String?
  ) throws {
    let found = try check(header, "a", conditions: "conditions:\n  a:\n    go: \(condition)")
    #expect(found.count == (expected == nil ? 0 : 1), "\(found.map(\.message.text))")
    if let expected { #expect(found.first?.message.text.contains(expected) == true, "\(found)") }
  }

  @Test(arguments: [
    ("properties: {status: {}}", nil), ("properties: {status: {enum: [go, stop]}}", nil),
    ("properties: {status: {enum: [stop]}}", "flow/impossible-label"),
    ("properties: {status: {const: stop}}", "flow/impossible-label"),
    ("properties: {state: {}}", "flow/unknown-output-field"),
  ])
  func `a label without a condition asks for a status`(_ header: String, _ code: String?) throws {
    #expect(try check(header, "a", conditions: "").map { "\($0.code)" } == (code.map { [$0] } ?? []))
  }

  @Test func `a condition that can't be read asks for nothing`() throws {
    for condition in ["output.ready ==", "'len(output.ready)'", "3"] {
      #expect(try check("properties: {ready: {}}", "a", conditions: "conditions:\n  a:\n    go: \(condition)") == [])
    }
  }

  @Test func `of a loop the items are asked`() throws {
    let header = "properties: {ready: {}}"
    let state = "state: { xs: [1] }\nconditions:\n  a:\n    go: "
    #expect(try check(header, "a * $xs", conditions: state + "output[0].ready").isEmpty)
    #expect(try check(header, "a * $xs", conditions: state + "output[0].other").count == 1)
    #expect(try check(header, "a * $xs", conditions: state + "len(output) > 0").isEmpty)
    #expect(
      try check(header, "a * $xs", conditions: state + "output.ready").map(\.message.text) == [
        "the condition of \"go\" reads output.ready, but \"a\" goes through a list, and its output is the list of its headers; expected output[0].ready or len(output)"
      ])
    let implied = try check("properties: {status: {}}", "a * $xs", conditions: "state: { xs: [1] }")
    #expect(implied.map(\.code) == ["flow/unknown-output-field"])
    #expect(implied.first?.message.text.contains("its output is the list of its headers; give it") == true)
  }

  @Test func `one header has no elements`() throws {
    let found = try check("properties: {ready: {}}", "a", conditions: "conditions:\n  a:\n    go: output[0].ready")
    #expect(found.map(\.code) == ["flow/unknown-output-field"])
    #expect(found.first?.message.text.contains("reads an element of output") == true)
  }

  private func check(_ header: String, _ node: String, conditions: String) throws -> [Diagnostic] {
    let text = "name: f\nflow: |\n  START >> \(node) ?go >> b >> END\n  a >> END\n\(conditions)\n"
    let flow = try #require(FlowReader(file: "flow.yaml").read(Array(text.utf8)).value)
    let schema =
      "name: C\nschema:\n  properties: {header: {\(header.hasPrefix("{") ? String(header.dropFirst().dropLast()) : header)}}\n"
      + "  $defs: {part: {properties: {ready: {}}}, x: {$dynamicAnchor: x}}\n"
    let contract = try #require(Contract.read(Array(schema.utf8), file: "c.yaml", path: "/c.yaml").value)
    return UnknownOutputField.check(flow) { $0.name == "a" ? contract : nil }
  }
}
