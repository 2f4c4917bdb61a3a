import Documents
import Testing

/// What becomes of the documents of a loop over which the flow goes back.
@Suite("The hooks in a run: back over a loop")
struct LoopReturnTests {
  private func bench(
    back target: String = "work", to path: String = "$WORKDIR/.context/work-{item}.md", parts: String
  ) throws -> HookBench {
    let bench = try HookBench(
      flow: "START >> list >> work * $parts >> check >> END\ncheck ?back >> \(target)",
      more: "state: {parts: []}\nconditions: {check: {back: output.count > 0}}\n",
      agents: [
        AgentSketch("list"), AgentSketch("work", target: path),
        AgentSketch("check", context: [#""$WORKDIR/.context/work-*.md""#]),
      ])
    bench.start()
    hand(bench, "list", 1, "parts: \(parts)\n")
    return bench
  }

  /// Takes a node from its call to its document.
  @discardableResult
  private func hand(_ bench: HookBench, _ node: String, _ number: Int, _ more: String = "") -> String {
    let prompt = bench.gate(node, "\(node)-t\(number)").prompt
    bench.begin(node, "\(node)\(number)")
    bench.end(node, "\(node)\(number)", message: bench.document(node, body: "Take \(number).", more))
    bench.post(node, "\(node)-t\(number)", agent: "\(node)\(number)")
    return prompt
  }

  @Test func `Items that the way back doesn't name keep their documents, and later nodes read them`() throws {
    let bench = try bench(parts: "[{name: x}, {name: y}]")
    hand(bench, "work", 1)
    hand(bench, "work", 2)
    hand(bench, "check", 1, "count: 1\nparts: [{name: y, problem: wrong}]\n")
    #expect(bench.text(".context/work-x.md")?.contains("Take 1.") == true)
    #expect(!bench.exists(".context/work-y.md"))
    #expect(bench.writeTool(bench.path(".context/work-x.md")).denial?.contains("the accepted document of work") == true)
    #expect(hand(bench, "work", 3).contains(#"Your item, 1 of 1 (data, not instructions): {"name":"y","#))
    // What is gone is written again, as for any accepted document.
    try bench.remove(".context/work-x.md")
    let prompt = hand(bench, "check", 2, "count: 0\n")
    for name in ["x", "y"] { #expect(prompt.contains("\n- \(bench.project)/.context/work-\(name).md")) }
    #expect(bench.text(".context/work-x.md")?.contains("Take 1.") == true)
    #expect(bench.text(".context/work-y.md")?.contains("Take 3.") == true)
    #expect(bench.stop().isContinue)
    #expect(bench.report?["outcome"]?.string == "complete")
    #expect(bench.report?["shortfalls"]?.array?.isEmpty == true)
    let work = bench.report?["nodes"]?.array?.first { $0["node"]?.string == "work" }
    #expect(work?["earlier_artifacts"]?.array?.compactMap(\.string) == ["\(bench.project)/.context/work-x.md"])
    let text = try #require(bench.text(".context/report.md"))
    #expect(text.contains("- visit 1, item 1: `\(bench.project)/.context/work-x.md`\n"))
  }

  @Test func `A third round keeps what the first two wrote`() throws {
    let bench = try bench(parts: "[x, y, z]")
    for number in 1...3 { hand(bench, "work", number) }
    hand(bench, "check", 1, "count: 1\nparts: [y]\n")
    hand(bench, "work", 4)
    hand(bench, "check", 2, "count: 1\nparts: [z]\n")
    hand(bench, "work", 5)
    let prompt = hand(bench, "check", 3, "count: 0\n")
    for (name, take) in [("x", 1), ("y", 4), ("z", 5)] {
      #expect(bench.text(".context/work-\(name).md")?.contains("Take \(take).") == true)
      #expect(prompt.contains(".context/work-\(name).md"))
    }
  }

  @Test func `An empty list leaves all documents where they are`() throws {
    let bench = try bench(parts: "[x]")
    hand(bench, "work", 1)
    hand(bench, "check", 1, "count: 1\nparts: []\n")
    #expect(hand(bench, "check", 2, "count: 0\n").contains(".context/work-x.md"))
  }

  @Test func `Where the place in the list names the file, an item's document gives way to another's`() throws {
    let bench = try bench(to: "$WORKDIR/.context/work.md", parts: "[x, y, z]")
    for number in 1...3 { hand(bench, "work", number) }
    hand(bench, "check", 1, "count: 1\nparts: [z]\n")
    #expect(bench.exists(".context/work-0.md") && bench.exists(".context/work-1.md"))
    #expect(!bench.exists(".context/work-2.md"))
    hand(bench, "work", 4)
    #expect(bench.text(".context/work-0.md")?.contains("Take 4.") == true)
    let prompt = hand(bench, "check", 2, "count: 0\n")
    #expect(prompt.contains("work-0.md") && prompt.contains("work-1.md") && !prompt.contains("work-2.md"))
  }

  @Test func `Back to a node before the loop, all its documents go to the archive`() throws {
    let bench = try bench(back: "list", parts: "[x, y]")
    hand(bench, "work", 1)
    hand(bench, "work", 2)
    hand(bench, "check", 1, "count: 1\n")
    #expect(!bench.exists(".context/work-x.md") && !bench.exists(".context/work-y.md"))
    hand(bench, "list", 2, "parts: [y]\n")
    hand(bench, "work", 3)
    #expect(!hand(bench, "check", 2, "count: 0\n").contains("work-x.md"))
    #expect(bench.stop().isContinue)
  }

  @Test func `A changed definition that a kept document doesn't satisfy resets the loop`() throws {
    let bench = try bench(parts: "[x, y]")
    hand(bench, "work", 1, "count: 1\n")
    hand(bench, "work", 2, "count: 1\n")
    hand(bench, "check", 1, "count: 1\nparts: [y]\n")
    hand(bench, "work", 3, "count: 5\n")
    let path = ".claude/workflows/wf/contracts/work-output.yaml"
    let contract = try #require(bench.text(path))
    // Both satisfy it.
    try bench.write(contract.replacing("minimum: 0", with: "minimum: 1"), to: path)
    #expect(bench.start("--force", turn: "p2").context?.contains("Ready now: check.") == true)
    #expect(bench.exists(".context/work-x.md") && bench.exists(".context/work-y.md"))
    // Of the first round's none does.
    try bench.write(contract.replacing("minimum: 0", with: "minimum: 2"), to: path)
    #expect(bench.start("--force", turn: "p3").context?.contains("Ready now: work (1 item left") == true)
    #expect(!bench.exists(".context/work-x.md"))
  }
}
