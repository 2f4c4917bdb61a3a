import Diagnostics
import Documents
import Flows
import Foundation
import Testing

@Suite struct FlowReaderTests {
  @Test("A wrong flow file gives the recorded diagnostics", arguments: Fixture.all(in: "err"))
  func wrong(_ fixture: Fixture) throws {
    let text = try fixture.text()
    let reading = try fixture.read()
    let source = SourceText(file: "flow.yaml", text: text)
    let rendered = TextRenderer { _ in source }.render(reading.diagnostics)
    #expect(!reading.diagnostics.isEmpty)
    #expect(try fixture.matches(rendered, suffix: "expected"), Comment(rawValue: rendered))
  }

  @Test("Every diagnostic has a place inside the file", arguments: Fixture.all(in: "err"))
  func places(_ fixture: Fixture) throws {
    let lines = try fixture.text().split(separator: "\n", omittingEmptySubsequences: false)
    for diagnostic in try fixture.read().diagnostics {
      let range = try #require(diagnostic.range)
      #expect(range.start <= range.end)
      try #require((1...lines.count).contains(range.start.line))
      #expect((1...lines[range.start.line - 1].unicodeScalars.count + 1).contains(range.start.column))
    }
  }

  @Test("A right flow file gives a flow and no diagnostics", arguments: Fixture.all(in: "ok"))
  func right(_ fixture: Fixture) throws {
    let reading = try fixture.read()
    #expect(reading.diagnostics == [])
    #expect(reading.value != nil)
  }

  @Test("There are fixtures of every kind")
  func counts() {
    #expect(Fixture.all(in: "err").count >= 40)
    #expect(Fixture.all(in: "ok").count >= 5)
    #expect(Fixture.all(in: "views").count >= 3)
  }

  @Test("A flow can be decoded from a tree without its text")
  func decode() throws {
    let node = Node.object(["name": .string("tree"), "flow": .string("START >> a ?x >> a\na >> END")])
    let flow = try #require(FlowReader(file: "flow.yaml").decode(node).accepted)
    #expect(flow.nodes.map(\.name) == ["a"])
    #expect(flow.edges.map(\.isBack) == [false, true, false])
  }

  @Test("Labels whose conditions can't be read ask nothing of an output", arguments: ["{a: good}", "good", "[a]"])
  func unreadableConditions(_ conditions: String) throws {
    let text =
      "name: x\nflow: |\n  START >> a ?ok >> END\n  a ?ok >> b >> END\n  a ?bad >> END\nconditions: \(conditions)\n"
    let reading = FlowReader(file: "flow.yaml").read(Array(text.utf8))
    #expect(reading.diagnostics.map(\.code.description) == ["flow/wrong-type"])
    let flow = try #require(reading.value)
    #expect(flow.outputUses(of: flow.nodes[0]).isEmpty)
    #expect(flow.labels(of: "a").map(\.label) == ["ok", "bad"])
  }

  @Test("What execution leaves out has its default")
  func defaults() throws {
    let flow = try #require(
      FlowReader(file: "flow.yaml").read(Array("name: a\nflow: START >> a >> END\n".utf8)).accepted)
    #expect(flow.execution == Execution())
    #expect(flow.execution.maxParallel == 3)
    #expect(flow.execution.retries == 2)
    #expect(flow.execution.maxVisits == 10)
    #expect(flow.execution.stopBlocks == 3)
    #expect(flow.execution.onExhausted == .fail)
    #expect(flow.execution.timeout == nil)
  }
}
