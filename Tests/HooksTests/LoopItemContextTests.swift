import Documents
import Testing

/// Which files of a loop a later node is given: its accepted documents alone.
@Suite("The hooks in a run: what is read of a loop")
struct LoopItemContextTests {
  private func bench(reads entry: String = "b-*.md", target: String = "b-{item}.md") throws -> HookBench {
    let bench = try HookBench(
      flow: "START >> b * $items >> c >> END", more: "state: {items: [x, y]}\n",
      agents: [
        AgentSketch("b", target: "$WORKDIR/.context/" + target, retries: 0, onExhausted: "skip"),
        AgentSketch("c", context: [#""$WORKDIR/.context/\#(entry)""#]),
      ])
    return bench
  }

  private func hand(_ bench: HookBench, _ number: Int, accepted: Bool, _ more: String = "") {
    bench.gate("b", "b-t\(number)")
    bench.begin("b", "b\(number)")
    bench.end("b", "b\(number)", message: accepted ? bench.document("b", body: "Take \(number).", more) : "junk")
    bench.post("b", "b-t\(number)", agent: "b\(number)")
  }

  @Test(arguments: [("b-{item}.md", "b-x.md", "b-y.md"), ("b.md", "b-0.md", "b-1.md")])
  func `A file at the place of a skipped item is left out, whoever wrote it`(
    target: String, skipped: String, accepted: String
  ) throws {
    let bench = try bench(target: target)
    bench.start()
    try bench.write("I wrote this myself.\n", to: ".context/" + skipped)
    hand(bench, 1, accepted: false)
    hand(bench, 2, accepted: true)
    let prompt = bench.gate("c", "c-t").prompt
    #expect(prompt.contains("\n- \(bench.project)/.context/\(accepted)"))
    #expect(!prompt.contains("\n- \(bench.project)/.context/\(skipped)"))
    #expect(
      prompt.contains("/.context/\(skipped)\" is left out: it is the place of a document of b, and none was accepted"))
    #expect(prompt.contains("item 1 of b was skipped and has no document."))
  }

  @Test func `A file of no item is left out, too`() throws {
    let bench = try bench()
    try bench.write("From before the run.\n", to: ".context/b-zzz.md")
    bench.start()
    hand(bench, 1, accepted: true)
    hand(bench, 2, accepted: true)
    let prompt = bench.gate("c", "c-t").prompt
    for item in ["x", "y"] { #expect(prompt.contains("\n- \(bench.project)/.context/b-\(item).md")) }
    #expect(!prompt.contains("\n- \(bench.project)/.context/b-zzz.md"))
    #expect(prompt.contains("b-zzz.md\" is left out: it is the place of a document of b"))
    #expect(!prompt.contains("skipped"))
  }

  @Test func `An entry that names the file of a skipped item is left out, with the file and without`() throws {
    for isThere in [true, false] {
      let bench = try bench(reads: "b-x.md")
      bench.start()
      if isThere { try bench.write("I wrote this myself.\n", to: ".context/b-x.md") }
      hand(bench, 1, accepted: false)
      hand(bench, 2, accepted: true)
      let prompt = bench.gate("c", "c-t").prompt
      #expect(!prompt.contains("Read these files first"))
      #expect(
        prompt.contains("b-x.md\" is left out: it is the place of a document of b, and none was accepted for it."))
    }
  }

  @Test func `What --force sets aside of an unfinished loop goes to the archive`() throws {
    let bench = try bench()
    bench.start()
    hand(bench, 1, accepted: true)
    #expect(bench.text(".context/b-x.md")?.contains("Take 1.") == true)
    let contract = try #require(bench.text(".claude/workflows/wf/contracts/b-output.yaml"))
    try bench.write(
      contract.replacing("required: [agent, type]", with: "required: [agent, type, count]"),
      to: ".claude/workflows/wf/contracts/b-output.yaml")
    #expect(bench.start("--force", turn: "p2").context?.contains("Ready now: b (2 items left, one a call).") == true)
    #expect(!bench.exists(".context/b-x.md"))
    #expect(bench.files(below: ".context/.run/archive").contains { $0.hasSuffix("-b-x.md") })
    hand(bench, 2, accepted: false)
    hand(bench, 3, accepted: true, "count: 1\n")
    let prompt = bench.gate("c", "c-t").prompt
    #expect(prompt.contains("\n- \(bench.project)/.context/b-y.md"))
    #expect(!prompt.contains("b-x.md"))
  }
}
