import Diagnostics
import Documents
import Flows
import Testing

@testable import Contracts

/// Loops over lists that no document and no input could set.
struct UnsetLoopVariableTests {
  /// The header of finder's contract, nil for none; that of the input's; the
  /// initial value; and whether the loop is told.
  @Test(arguments: [
    ("properties: {other: {}}", nil, "[]", true), ("properties: {birds: {}}", nil, "[]", false),
    ("required: [birds]", nil, "null", false), ("properties: {other: {}}", nil, "[owl]", false),
    ("properties: {other: {}}", "properties: {birds: {}}", "[]", false),
    ("properties: {other: {}}", "properties: {trees: {}}", "[]", true), (nil, nil, "[]", false),
    ("additionalProperties: {type: array}", nil, "[]", false), ("patternProperties: {'^b': {}}", nil, "[]", false),
    ("{}", nil, "[]", true),
  ])
  func `A loop needs a list that something sets`(
    _ header: String?, _ input: String?, _ initial: String, isTold: Bool
  ) throws {
    let found = try check("START >> finder >> collector * $birds >> END", header, input, initial)
    #expect(found.map { "\($0.code) \($0.severity)" } == (isTold ? ["flow/loop-before-list warning"] : []))
  }

  @Test func `The nearest key is named, and the loop is the place`() throws {
    let found = try check("START >> finder >> collector * $birds >> END", "properties: {brids: {}}", nil, "[]")
    #expect(found.first?.message.text.contains("did you mean \"brids\"?") == true)
    #expect(found.first?.range?.description.hasPrefix("flow.yaml:3:32") == true)
  }

  @Test func `A node behind it may set the list for the next visit`() throws {
    let flow = "START >> finder >> collector * $birds >> writer ?more >> collector\n  writer >> END"
    #expect(try check(flow, "properties: {other: {}}", nil, "[]", others: "properties: {birds: {}}").isEmpty)
    #expect(try check(flow, "properties: {other: {}}", nil, "[]", others: "properties: {other: {}}").count == 1)
  }

  @Test func `What the input contract declares needs no node before the loop`() throws {
    let reading = try read("START >> collector * $birds >> END", "[]")
    let flow = try #require(reading.value)
    #expect(reading.diagnostics.map(\.code) == ["flow/loop-before-list"])
    let told = { (header: String) in
      UnsetLoopVariable.unanswered(reading.diagnostics, of: flow, input: try contract(header)).count
    }
    #expect(try told("properties: {birds: {}}") == 0)
    #expect(try told("properties: {trees: {}}") == 1)
    #expect(UnsetLoopVariable.check(flow, input: nil) { _ in nil }.isEmpty)
  }

  private func read(_ chains: String, _ initial: String) throws -> Reading<Flow> {
    FlowReader(file: "flow.yaml").read(
      Array("name: f\nflow: |\n  \(chains)\nstate: { birds: \(initial) }\n".utf8))
  }

  private func contract(_ header: String) throws -> Contract {
    let schema = "name: C\nschema: { properties: { header: { \(header == "{}" ? "" : header) } } }\n"
    return try #require(Contract.read(Array(schema.utf8), file: "c.yaml", path: "/\(header).yaml").value)
  }

  private func check(
    _ chains: String, _ header: String?, _ input: String?, _ initial: String, others: String = "properties: {x: {}}"
  ) throws -> [Diagnostic] {
    let flow = try #require(try read(chains, initial).value)
    let own = try header.map(contract), other = try contract(others)
    return UnsetLoopVariable.check(flow, input: try input.map(contract)) { $0.name == "finder" ? own : other }
  }
}
