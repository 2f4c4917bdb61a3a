import Diagnostics
import Documents
import JSONSchema
import TestSupport
import Testing

@testable import Commands
@testable import Contracts
@testable import Flows

/// The printed schemas and our own readers agree: what one refuses, the other
/// refuses as well, and neither refuses more.
@Suite("claude-workflow schema")
struct SchemaTests {
  @Test(arguments: ["agent", "contract", "flow"])
  func `it prints a schema of the 2020-12 dialect`(_ kind: String) throws {
    let folder = try ScratchFolder()
    let run = try CommandRun(["schema", kind], in: folder)
    #expect(run.status == 0 && run.error.isEmpty)
    let node = try #require(JSONReader(file: kind).read(Array(run.output.utf8)).accepted)
    #expect(node["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
    #expect(Schema.compile(node, file: kind).accepted != nil)
    // Editors show these.
    #expect(
      node["properties"]?.object?.members.allSatisfy { $0.value["description"] != nil || $0.key == "execution" } == true
    )
  }

  @Test func `an unknown kind is refused with the known ones`() throws {
    let run = try CommandRun(["schema", "skill"], in: try ScratchFolder())
    #expect(run.status == 2)
    #expect(run.error.contains("one of 'agent', 'contract' or 'flow'"))
  }

  /// A text and whether it is right.
  static let agents: [(String, Bool)] = [
    ("name: a\ndescription: b", true), ("description: b", false), ("name: a", false),
    ("name: ''\ndescription: b", false),
    ("name: 1\ndescription: b", false), ("name: a\ndescription: b\nmodel: inherit\ncolor: red", true),
    ("name: a\ndescription: b\ntimeout: 9", true), ("name: a\ndescription: b\ntimeout: 0", false),
    ("name: a\ndescription: b\ntimeout: soon", false), ("name: a\ndescription:", false),
    ("name: a\ndescription: b\ninput: {contract: C, context: x.md}", true),
    ("name: a\ndescription: b\ninput: {context: [x.md, {path: y.md, optional: true}]}", true),
    ("name: a\ndescription: b\ninput: {context: [{path: y.md, optional: maybe}]}", false),
    ("name: a\ndescription: b\ninput: {context: [{optional: true}]}", false),
    ("name: a\ndescription: b\ninput: {context: [3]}", false), ("name: a\ndescription: b\ninput: {context: {}}", false),
    ("name: a\ndescription: b\ninput: C", false), ("name: a\ndescription: b\ninput: {contracts: C}", false),
    ("name: a\ndescription: b\noutput: {contract: C, target: t.md, retries: 7, on_exhausted: skip}", true),
    ("name: a\ndescription: b\noutput: {contract: C, retries: 8}", false),
    ("name: a\ndescription: b\noutput: {contract: C, on_exhausted: stop}", false),
    ("name: a\ndescription: b\noutput: {contract: 3}", false), ("name: a\ndescription: b\ninput:\noutput:", true),
  ]

  @Test(arguments: agents)
  func `agents are judged alike`(_ text: String, _ isRight: Bool) throws {
    #expect(try accepts(.agent, text) == isRight)
    let reading = Agent.read(Array("---\n\(text)\n---\n".utf8), file: "a.md")
    #expect((reading.accepted?.isDescribed == true) == isRight, "\(reading.diagnostics.map(\.message.text))")
  }

  static let contracts: [(String, Bool)] = [
    ("name: A\nschema: {}", true), ("name: A\nschema: true", true), ("name: A", false), ("schema: {}", false),
    ("name: A\nschema: [1]", false), ("name: A\nschema: {type: objekt}", false),
    ("name: A\nschema: {minLength: x}", false), ("name: ''\nschema: {}", false), ("[]", false),
    ("name: A\nversion: 1.0\nschema: {}", true), ("name: A\nversion: true\nschema: {}", false),
    ("name: A\nschema: {}\nvalidator: v.py::f", true), ("name: A\nschema: {}\nvalidator: 3", false),
    ("name: A\nschema: {}\nexamples: [a.md, {path: b.md, valid: false}]", true),
    ("name: A\nschema: {}\nexamples: a.md", false), ("name: A\nschema: {}\nexamples: [{valid: true}]", false),
    ("name: A\nschema: {}\nexamples: [{path: a.md, valid: 1}]", false), ("name: A\nschema: {}\nexamples: ['']", false),
    ("name: A\nschema: {}\nexamples: [{path: a.md, is: 1}]", false), ("name: A\nschema: {}\nexamples:", true),
    ("name: A\nschema: {$schema: 'http://json-schema.org/draft-07/schema#', items: [true]}", true),
  ]

  @Test(arguments: contracts)
  func `contracts are judged alike`(_ text: String, _ isRight: Bool) throws {
    #expect(try accepts(.contract, text) == isRight)
    let reading = Contract.read(Array(text.utf8), file: "a.yaml", path: "/a.yaml")
    #expect((reading.accepted != nil) == isRight, "\(reading.diagnostics.map(\.message.text))")
  }

  static let flows: [(String, Bool)] = [
    ("name: f\nflow: START >> a >> END", true), ("flow: START >> a >> END", false), ("name: f", false),
    ("name: ''\nflow: START >> a >> END", false), ("name: f\nflow: [a]", false),
    ("name: f\nversion: '1'\ndescription: d\nflow: START >> a >> END", true),
    ("name: f\nversion: 1\nflow: START >> a >> END", false), ("name: f\nflows: x\nflow: START >> a >> END", false),
    ("name: f\nstate: {x: [1]}\nflow: START >> a * $x >> END", true),
    ("name: f\nstate: [x]\nflow: START >> a >> END", false),
    ("name: f\nflow: START >> a ?y >> END\nconditions: {a: {y: visits == 1}}", true),
    ("name: f\nflow: START >> a ?y >> END\nconditions: {a: {y: 3}}", false),
    ("name: f\nflow: START >> a ?y >> END\nconditions: {a: [y]}", false),
    ("name: f\nflow: START >> a >> END\nexecution: {max_parallel: 3, timeout: 60, retries: 0, max_visits: 1}", true),
    ("name: f\nflow: START >> a >> END\nexecution: {max_parallel: 0}", false),
    ("name: f\nflow: START >> a >> END\nexecution: {retries: 8}", false),
    ("name: f\nflow: START >> a >> END\nexecution: {stop_blocks: 8}", false),
    ("name: f\nflow: START >> a >> END\nexecution: {on_exhausted: stop}", false),
    ("name: f\nflow: START >> a >> END\nexecution: {on_error: allow, on_exhausted: skip}", true),
    ("name: f\nflow: START >> a >> END\nexecution: {parallel: 3}", false),
    ("name: f\nflow: START >> a >> END\nexecution:\nstate:\nconditions:", true),
  ]

  @Test(arguments: flows)
  func `flows are judged alike`(_ text: String, _ isRight: Bool) throws {
    #expect(try accepts(.flow, text) == isRight)
    let reading = FlowReader(file: "flow.yaml").read(Array(text.utf8))
    #expect((reading.accepted != nil) == isRight, "\(reading.diagnostics.map(\.message.text))")
  }

  private func accepts(_ kind: FileSchema, _ text: String) throws -> Bool {
    let node = try #require(JSONReader(file: "schema").read(Array(kind.text.utf8)).accepted)
    let schema = try #require(Schema.compile(node, file: "schema").accepted)
    return schema.isValid(try #require(YAMLReader(file: "text").read(Array(text.utf8)).accepted))
  }
}
