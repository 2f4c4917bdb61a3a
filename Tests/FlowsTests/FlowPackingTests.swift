import Diagnostics
import Documents
import Testing

@testable import Flows

@Suite("A packed flow")
struct FlowPackingTests {
  static let texts = [
    "name: a\nflow: |\n  START >> a >> END\n",
    """
    name: build
    version: "1.10"
    description: é
    state:
      parts: [a, {b: 1.50}]
      rounds: 0
    flow: |
      START >> plan >> work * $parts[3] >> [check ?again >> work, test] >> join
      join ?bad >> plan
      join ?good >> END
      late >> END
    conditions:
      check:
        again: not (output.verdict == 'ok') and visits < 3 or failed
        other: len(output.issues[0].list) >= 2 and state.rounds in [1, 2.5, null, 'x', true]
      join:
        bad: output['odd key'] != -1e3 and attempts not in [3]
    execution:
      max_parallel: 7
      timeout: 90
      retries: 0
      on_exhausted: terminate
      max_visits: 2
      stop_blocks: 5
      on_error: allow
    """,
    "name: b\nflow: |\n  [a, b] >> c\n  c >> [START]\n",
  ]

  @Test(arguments: texts) func `is the same flow in every view, with its places`(_ text: String) throws {
    let flow = try #require(FlowReader(file: "some/flow.yaml").read(Array(text.utf8)).value)
    var packer = Packer()
    packer.add(flow)
    var unpacker = Unpacker(packer.bytes)
    let back = unpacker.flow()
    #expect(unpacker.isComplete)
    #expect(JSONWriter().write(JSONView(flow: back).node()) == JSONWriter().write(JSONView(flow: flow).node()))
    #expect(MermaidView(flow: back).render() == MermaidView(flow: flow).render())
    #expect(TextView(flow: back).render() == TextView(flow: flow).render())
    #expect(back.file == flow.file)
    #expect(back.execution == flow.execution)
    #expect(back.edges == flow.edges)
    #expect(back.nodes.map(\.range) == flow.nodes.map(\.range))
    for (name, known) in zip(back.conditions, flow.conditions) {
      #expect(name.node == known.node)
      #expect(name.range == known.range)
      #expect(name.labels.map(\.range) == known.labels.map(\.range))
      #expect(name.labels.map(\.condition.expression.dump) == known.labels.map(\.condition.expression.dump))
      #expect(name.labels.map(\.condition.text) == known.labels.map(\.condition.text))
      #expect(name.labels.map(\.condition.range) == known.labels.map(\.condition.range))
    }
    #expect(flow.labels(of: "check").map(\.label) == back.labels(of: "check").map(\.label))
  }

  @Test func `bytes of another kind give no flow, and no crash`() throws {
    let flow = try #require(FlowReader(file: "flow.yaml").read(Array(Self.texts[1].utf8)).value)
    var packer = Packer()
    packer.add(flow)
    for length in 0..<packer.bytes.count {
      var unpacker = Unpacker(Array(packer.bytes[..<length]))
      _ = unpacker.flow()
      #expect(!unpacker.isComplete)
    }
  }
}
