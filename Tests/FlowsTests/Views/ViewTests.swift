import Diagnostics
import Documents
import Flows
import Foundation
import Testing

@Suite struct ViewTests {
  @Test("A flow is shown as recorded", arguments: Fixture.all(in: "views"))
  func views(_ fixture: Fixture) throws {
    let flow = try #require(try fixture.read().accepted)
    let views = [
      ("text", TextView(flow: flow).render()), ("mermaid", MermaidView(flow: flow).render()),
      ("json", JSONView(flow: flow).render()),
    ]
    for (suffix, text) in views { #expect(try fixture.matches(text, suffix: suffix), Comment(rawValue: text)) }
  }

  @Test("The JSON view is one JSON object", arguments: Fixture.all(in: "views"))
  func json(_ fixture: Fixture) throws {
    let flow = try #require(try fixture.read().accepted)
    let node = try #require(JSONReader(file: "").read(Array(JSONView(flow: flow).render().utf8)).accepted)
    #expect(node["nodes"]?.array?.count == flow.nodes.count + 2)
    #expect(node["edges"]?.array?.count == flow.edges.count)
  }

  @Test("The JSON view read back gives the same flow", arguments: Fixture.all(in: "views") + Fixture.all(in: "ok"))
  func readBack(_ fixture: Fixture) throws {
    let flow = try #require(try fixture.read().accepted)
    let text = JSONView(flow: flow).render()
    let node = try #require(JSONReader(file: "").read(Array(text.utf8)).accepted)
    let again = try #require(JSONViewReader(file: "").read(node).accepted)
    #expect(JSONView(flow: again).render() == text)
    #expect(TextView(flow: again).render() == TextView(flow: flow).render())
    #expect(MermaidView(flow: again).render() == MermaidView(flow: flow).render())
  }

  @Test(
    "What is no JSON view is refused",
    arguments: [
      "[]", "{}", #"{"nodes": [], "edges": 3}"#, #"{"nodes": [{"id": "a b"}], "edges": []}"#,
      #"{"nodes": [{"id": "a"}, {"id": "a"}], "edges": []}"#,
      #"{"nodes": [{"id": "a"}], "edges": [{"from": "a", "to": "b"}]}"#,
      #"{"nodes": [{"id": "a"}], "edges": [{"from": "END", "to": "a"}]}"#,
    ])
  func noView(_ text: String) throws {
    let node = try #require(JSONReader(file: "view.json").read(Array(text.utf8)).accepted)
    let reading = JSONViewReader(file: "view.json").read(node)
    #expect(reading.value == nil)
    #expect(reading.diagnostics.map(\.code) == ["flow/not-a-view"])
  }

  @Test("Every view can show the state of a run")
  func states() throws {
    let flow = try #require(FlowReader(file: "").read(Array("name: a\nflow: START >> a >> END\n".utf8)).accepted)
    let states = ["a": "done \"1\""]
    #expect(TextView(flow: flow, states: states).render().contains("a [done \"1\"]"))
    #expect(MermaidView(flow: flow, states: states).render().contains("a<br/>done #quot;1#quot;"))
    #expect(JSONView(flow: flow, states: states).node()["nodes"]?.array?[1]["status"] == .string("done \"1\""))
  }
}
