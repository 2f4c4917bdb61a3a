import Documents
import Testing

/// Documents of which nobody can tell at first which of several items they
/// belong to.
@Suite("The hooks in a run: documents that may be any item's")
struct UnassignedDocumentTests {
  /// Two items at work, and a document of one of them that nothing joins to
  /// its call.
  private func bench(
    _ document: String = "count: 1\n", begins: [String] = ["x", "y"],
    flow: String = "START >> a * $items[2] >> b >> END", more: String = ""
  ) throws -> HookBench {
    let bench = try HookBench(flow: flow, more: "state: {items: [p, q]}\n" + more)
    bench.start()
    bench.gate("a", "t1")
    bench.gate("a", "t2")
    for agent in begins { bench.begin("a", agent) }
    bench.end("a", "y", message: bench.document("a", body: "Mine.", document))
    #expect(bench.outcomes == ["unassigned"])
    #expect(bench.gate("b", "t9").denial?.contains("a is held") == true)
    return bench
  }

  @Test func `The end of its call tells whose it is, and it is taken without running the agent again`() throws {
    let bench = try bench()
    let news = try #require(bench.post("a", "t2", agent: "y").context)
    #expect(
      news.contains("The document of item 2 of a was accepted. Its document is in \(bench.project)/.context/a-1.md."))
    #expect(bench.outcomes == ["unassigned", "accepted"])
    #expect(bench.kinds.contains("lost") == false)
    #expect(bench.text(".context/a-1.md")?.contains("Mine.") == true)
    bench.end("a", "x", message: bench.document("a"))
    bench.post("a", "t1", agent: "x")
    #expect(bench.gate("b", "t3").isAdmitted)
  }

  @Test func `One that finds its place when the definition was changed waits for the command`() throws {
    let bench = try bench()
    let path = ".claude/workflows/wf/contracts/a-output.yaml"
    let text = try #require(bench.text(path))
    try bench.write(text + "description: changed\n", to: path)
    #expect(bench.post("a", "t2", agent: "y").context?.contains("a is held: the workflow's definition") == true)
    #expect(bench.outcomes == ["unassigned", "unchecked"])
    #expect(!bench.exists(".context/a-1.md"))
    #expect(bench.start(turn: "p2").block?.contains("- " + path) == true)
    try bench.write(text, to: path)
    #expect(bench.start(turn: "p3").context?.contains("Ready now: a (1 item left") == true)
    #expect(bench.outcomes == ["unassigned", "unchecked", "accepted"])
    #expect(bench.text(".context/a-1.md")?.contains("Mine.") == true)
  }

  @Test func `It is one attempt to the conditions of its node`() throws {
    let bench = try bench(
      flow: "START >> a * $items[2] ?two >> b >> END\na >> END", more: "conditions: {a: {two: attempts == 2}}\n")
    bench.post("a", "t2", agent: "y")
    bench.end("a", "x", message: bench.document("a"))
    #expect(bench.outcomes == ["unassigned", "accepted", "accepted"])
    #expect(bench.post("a", "t1", agent: "x").context?.contains("Ready now: b.") == true)
  }

  @Test func `When one finds its place, the one that is left does, too, and both are told`() throws {
    let bench = try bench()
    bench.end("a", "x", message: bench.document("a", body: "The other."))
    #expect(bench.outcomes == ["unassigned", "unassigned"])
    let news = try #require(bench.post("a", "t2", agent: "y").context)
    #expect(news.contains("The document of item 2 of a was accepted."))
    #expect(news.contains("The document of item 1 of a was accepted."))
    #expect(news.contains("Ready now: b."))
    #expect(bench.outcomes == ["unassigned", "unassigned", "accepted", "accepted"])
    #expect(bench.text(".context/a-0.md")?.contains("The other.") == true)
    #expect(bench.gate("b", "t3").isAdmitted)
  }

  @Test func `What was accepted is told though another item holds the node`() throws {
    let bench = try HookBench(flow: "START >> a * $items[3] >> b >> END", more: "state: {items: [p, q, r]}\n")
    bench.start()
    for call in ["t1", "t2", "t3"] { bench.gate("a", call) }
    for agent in ["x", "y", "z"] { bench.begin("a", agent) }
    for agent in ["x", "y"] { bench.end("a", agent, message: bench.document("a", body: agent)) }
    let news = try #require(bench.post("a", "t2", agent: "y").context)
    #expect(news.contains("The document of item 2 of a was accepted."))
    #expect(news.contains("Held: a: several calls of it wait"))
    #expect(bench.outcomes == ["unassigned", "unassigned", "accepted"])
  }

  @Test func `If it doesn't satisfy the contract its item is to be handed out again`() throws {
    let bench = try bench("count: none\n")
    let news = try #require(bench.post("a", "t2", agent: "y").context)
    #expect(
      news.contains(
        "The document of item 2 of a does not satisfy its contract and is not passed on; item 2 of a is ready again."),
      "\(news)")
    #expect(bench.outcomes == ["unassigned", "rejected"])
    #expect(bench.gate("a", "t3").prompt.contains("Your item, 2 of 2"))
  }

  @Test func `One that is wrong is the last one if its retries are used up`() throws {
    let bench = try bench("count: none\n", more: "execution: {retries: 0}\n")
    let news = try #require(bench.post("a", "t2", agent: "y").context)
    #expect(news.contains("item 2 of a was rejected, and its attempts are exhausted"), "\(news)")
    #expect(bench.outcomes == ["unassigned", "exhausted"])
    #expect(bench.attempts.last?["item"]?.integer == 1)
    #expect(bench.gate("a", "t3").isAdmitted == false)
  }

  @Test func `If it can't be passed on it waits as the document of its item, and no agent runs again`() throws {
    let bench = try bench()
    try bench.makeFolder(".context/a-1.md/inside")
    let news = try #require(bench.post("a", "t2", agent: "y").context)
    #expect(news.contains("a is held: ") && news.contains(".context/a-1.md"), "\(news)")
    #expect(bench.outcomes == ["unassigned", "unchecked"])
    #expect(bench.attempts.last?["item"]?.integer == 1)
    #expect(bench.attempts.last?["hold"]?.string == "broken")
    bench.end("a", "x", message: bench.document("a"))
    bench.post("a", "t1", agent: "x")
    // The turn may end, and says what is to be mended.
    #expect(bench.stop().message?.contains(".context/a-1.md") == true)
    try bench.remove(".context/a-1.md")
    #expect(bench.start(turn: "p2").context?.contains("Ready now: b.") == true)
    #expect(bench.outcomes == ["unassigned", "unchecked", "accepted", "accepted"])
    #expect(bench.attempts.last?["hold"] == nil)
    #expect(bench.text(".context/a-1.md")?.contains("Mine.") == true)
  }

  @Test func `When every other call has its agent, the command takes it for the one that is left`() throws {
    let bench = try bench()
    let path = try bench.transcript(agent: "x", texts: [bench.document("a")], call: "t1")
    bench.end("a", "x", message: bench.document("a"), transcript: path)
    #expect(bench.outcomes == ["unassigned", "accepted"])
    let context = try #require(bench.start(turn: "p2").context)
    #expect(context.contains("Ready now: b."))
    #expect(bench.outcomes == ["unassigned", "accepted", "accepted"])
    #expect(bench.attempts.compactMap { $0["item"]?.integer } == [0, 1])
    #expect(bench.text(".context/a-1.md")?.contains("Mine.") == true)
  }

  @Test func `While another agent of that name may have written it, nothing is guessed`() throws {
    let bench = try bench(begins: ["x", "y", "z"])
    let path = try bench.transcript(agent: "x", texts: [bench.document("a")], call: "t1")
    bench.end("a", "x", message: bench.document("a"), transcript: path)
    let told = try #require(bench.stop().message)
    #expect(told.contains("unless it is clear by then whose document it is, the item of a runs again"))
    #expect(told.contains("\(bench.project)/.context/.run/attempts/a/visit-1-attempt-1.md"))
    let context = try #require(bench.start(turn: "p2").context)
    #expect(context.contains("Ready now: a (1 item left, one a call)."))
    #expect(bench.exists(".context/.run/attempts/a/visit-1-attempt-1.md"))
  }

  @Test func `Both items open, nothing is guessed either`() throws {
    let bench = try bench()
    #expect(bench.start(turn: "p2").context?.contains("Ready now: a (2 items left, one a call).") == true)
  }
}
