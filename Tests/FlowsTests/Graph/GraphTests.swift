import Diagnostics
import Documents
import Testing

@testable import Flows

@Suite struct GraphTests {
  struct Case: CustomTestStringConvertible {
    let chains: String
    /// In order, back edges with `~>`, labels behind `?`, implied ones in
    /// parentheses.
    let edges: String
    var testDescription: String { chains }
  }

  @Test(
    "Edges stand in text order, and the depth-first walk finds the back edges",
    arguments: [
      Case(chains: "START >> a >> END", edges: "START>a a>END"),
      Case(chains: "[a, b] >> [c, d]", edges: "a>c a>d b>c b>d (START>a) (START>b)"),
      Case(chains: "START >> a ?x >> [b, c]", edges: "START>a a>b?x a>c?x"),
      Case(chains: "START >> [a ?x, b] >> c", edges: "START>a START>b a>c?x b>c"),
      Case(chains: "START >> a ?again >> a\na >> END", edges: "START>a a~>a?again a>END"),
      Case(chains: "START >> a >> b >> c ?x >> a\nc ?y >> b\nc >> END", edges: "START>a a>b b>c c~>a?x c~>b?y c>END"),
      // b is reached through a first, so that the edge back to a is a back edge.
      Case(chains: "START >> [a, b]\na >> b\nb >> a", edges: "START>a START>b a>b b~>a"),
      Case(chains: "START >> [b, a]\na >> b\nb >> a", edges: "START>b START>a a~>b b>a"),
      Case(chains: "START >> a >> END\nx >> y >> x", edges: "START>a a>END x>y y~>x"),
      Case(chains: "START >> a >> END\na >> END\na ?l >> END", edges: "START>a a>END a>END?l"),
    ])
  func edges(_ test: Case) throws {
    let flow = try flow(test.chains)
    let edges = flow.edges.map { edge in
      let text = edge.from + (edge.isBack ? "~>" : ">") + edge.to + (edge.label.map { "?" + $0 } ?? "")
      return edge.isImplied ? "(\(text))" : text
    }
    #expect(edges.joined(separator: " ") == test.edges)
  }

  @Test("Edges are found by node")
  func questions() throws {
    let flow = try flow("START >> a >> b ?again >> a\nb ?on >> [c, d] >> e >> END\nb >> END")
    #expect(flow.edges(from: "b").map(\.to) == ["a", "c", "d", "END"])
    #expect(flow.edges(into: "a").map(\.from) == ["START", "b"])
    #expect(flow.forwardEdges(into: "a").map(\.from) == ["START"])
    #expect(flow.backEdges(into: "a").map(\.from) == ["b"])
    #expect(flow.backEdges(from: "b").map(\.to) == ["a"])
    #expect(flow.node("START") == nil)
    #expect(flow.node("c")?.name == "c")
    #expect(flow.hasLabels("b") && !flow.hasLabels("a"))
  }

  @Test("Labels are tried in the order of the conditions, those without an entry last")
  func labels() throws {
    let flow = try flow(
      "START >> a ?x >> END\na ?y >> END\na ?z >> END",
      conditions: .object(["a": .object(["z": .string("failed"), "x": .string("true")])]))
    #expect(flow.labels(of: "a").map(\.label) == ["z", "x", "y"])
    #expect(flow.labels(of: "a").map(\.condition.text) == ["failed", "true", "output.status == 'y'"])
    #expect(flow.labels(of: "a").map(\.condition.mentionsFailed) == [true, false, false])
  }

  @Test("A loop belongs to its node wherever it is written")
  func loops() throws {
    let flow = try flow("START >> a >> b\na * $items[3] >> END\nb >> END", state: .object(["items": .array([.null])]))
    #expect(flow.node("a")?.loop?.variable == "items")
    #expect(flow.node("a")?.loop?.degree == 3)
    #expect(flow.node("b")?.loop == nil)
  }

  @Test(
    "A flow of ten thousand nodes is read, checked and shown",
    arguments: ["line", "lines", "group", "ladder", "broken"])
  func large(_ shape: String) throws {
    let names = (0..<10_000).map { "n\($0)" }
    let chains: String =
      switch shape {
      case "line": "START >> " + names.joined(separator: " >> ") + " >> END"
      case "lines": "START >> " + names.joined(separator: "\n>> ") + " >> END\nn9999 ?again >> n0"
      case "group": "START >> [" + names.joined(separator: ", ") + "] >> END"
      case "broken": names.map { "! \($0)" }.joined(separator: "\n>> ")
      default:
        "START >> n0\n" + zip(names, names.dropFirst()).map { "\($0) >> [\($1), END]" }.joined(separator: "\n")
          + "\nn9999 >> END"
      }
    let reading = FlowReader(file: "").decode(.object(["name": .string("large"), "flow": .string(chains)]))
    let flow = try #require(reading.value)
    #expect(reading.diagnostics.hasErrors == (shape == "broken"))
    #expect(flow.nodes.count == (shape == "broken" ? 0 : 10_000))
    #expect(TextView(flow: flow).render().utf8.count > 100)
    #expect(MermaidView(flow: flow).render().utf8.count > 10)
  }

  private func flow(_ chains: String, state: Node? = nil, conditions: Node? = nil) throws -> Flow {
    let node = Node.object([
      "name": .string("test"), "flow": .string(chains), "state": state, "conditions": conditions,
    ])
    return try #require(FlowReader(file: "flow.yaml").decode(node).value)
  }
}
