import Documents
import Platform
import Testing

/// What a flow's conditions, ways back and loops mean to the agents of a run.
@Suite("The hooks in a run: conditions, ways back and loops")
struct FlowRunTests {
  private static let review = """
    START >> draft >> review
    review ?good >> publish >> END
    review ?bad >> draft
    """
  private static let conditions = """
    conditions:
      review:
        good: output.count == 0
        bad: output.count > 0

    """

  private func reviewBench(execution: String = "") throws -> HookBench {
    try HookBench(
      flow: Self.review, execution: execution, more: Self.conditions,
      agents: [
        AgentSketch("draft", context: [#"{path: "$WORKDIR/.context/review.md", optional: true}"#]),
        AgentSketch("review", context: [#""$WORKDIR/.context/draft.md""#]), AgentSketch("publish"),
      ])
  }

  private func accept(_ bench: HookBench, _ node: String, _ number: Int, count: Int) {
    bench.gate(node, "toolu_\(node)\(number)")
    bench.begin(node, "\(node)\(number)")
    bench.end(node, "\(node)\(number)", message: bench.document(node, body: "Take \(number).", "count: \(count)\n"))
    bench.post(node, "toolu_\(node)\(number)", agent: "\(node)\(number)")
  }

  @Test func `A condition takes one branch and skips the other`() throws {
    let bench = try HookBench(
      flow: "START >> a\na ?few >> b >> END\na ?many >> c >> END",
      more: "conditions:\n  a:\n    few: output.count < 5\n    many: output.count >= 5\n",
      agents: [AgentSketch("a"), AgentSketch("b"), AgentSketch("c")])
    bench.start()
    bench.gate("a", "t1")
    bench.begin("a", "a1")
    bench.end("a", "a1", message: bench.document("a", "count: 7\n"))
    #expect(bench.post("a", "t1", agent: "a1").context?.contains("The flow goes on by ?many: c.") == true)
    #expect(bench.gate("b", "t2").denial?.contains("b can't be called now: it is skipped. Ready now: c.") == true)
    bench.accept("c")
    #expect(bench.stop().isContinue)
    #expect(bench.report?["outcome"]?.string == "complete")
    let statuses = bench.report?["nodes"]?.array?.compactMap { $0["status"]?.string }
    #expect(statuses == ["done", "skipped", "done"])
  }

  @Test func `The flow goes back, and who is called again is told what was written before`() throws {
    let bench = try reviewBench()
    bench.start()
    accept(bench, "draft", 1, count: 0)
    bench.gate("review", "toolu_review1")
    bench.begin("review", "review1")
    bench.end("review", "review1", message: bench.document("review", body: "No.", "count: 3\n"))
    let news = bench.post("review", "toolu_review1", agent: "review1").context
    #expect(news?.contains("in \(bench.project)/.context/.run/attempts/review/visit-1-attempt-1.md.") == true)
    #expect(news?.contains("The flow goes on by ?bad: back to draft.\nReady now: draft.") == true)
    #expect(!bench.exists(".context/review.md"))
    let prompt = bench.gate("draft", "toolu_draft2").prompt
    #expect(
      prompt.contains(
        "The flow came back to you. Read what was written before that, and take it into account:\n- \(bench.project)/.context/.run/attempts/review/visit-1-attempt-1.md\n- \(bench.project)/.context/.run/attempts/draft/visit-1-attempt-1.md"
      ))
    bench.begin("draft", "draft2")
    bench.end("draft", "draft2", message: bench.document("draft", body: "Better."))
    accept(bench, "review", 2, count: 0)
    #expect(bench.events("admitted").compactMap { $0["visit"]?.integer } == [1, 1, 2, 2])
    bench.accept("publish")
    #expect(bench.stop().isContinue)
    #expect(bench.report?["outcome"]?.string == "complete")
    #expect(bench.text(".context/draft.md")?.contains("Better.") == true)
  }

  @Test func `Visits are bounded`() throws {
    let bench = try reviewBench(execution: "max_visits: 2")
    bench.start()
    for number in 1...2 {
      accept(bench, "draft", number, count: 0)
      accept(bench, "review", number, count: 1)
    }
    #expect(bench.gate("draft", "t9").denial?.contains("it would be visited more than 2 times (max_visits)") == true)
    #expect(bench.stop().message?.contains("is failed: draft") == true)
  }

  /// An event holds what a document says below members of its own.
  @Test(arguments: [509, 510, 511])
  func `A document as deep as documents may be leaves a journal that can be read`(depth: Int) throws {
    let bench = try HookBench(more: "state: {items: null}\n")
    bench.start()
    bench.run("a", agent: "a1")
    let items = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    bench.end("a", "a1", message: bench.document("a", "items: \(items)\n"))
    try? bench.remove(".context/.run/checkpoint")
    #expect(bench.gate("b").isAdmitted)
  }

  @Test func `A condition without an answer fails its node and says why`() throws {
    let bench = try HookBench(
      flow: "START >> a ?x >> b >> END\na >> END", more: "conditions: {a: {x: output.name > 3}}\n",
      agents: [AgentSketch("a"), AgentSketch("b")])
    bench.start()
    bench.gate("a", "t1")
    bench.begin("a", "a1")
    bench.end("a", "a1", message: bench.document("a", "name: x\n"))
    let news = bench.post("a", "t1", agent: "a1").context
    #expect(
      news?.contains(
        "But the node failed: the condition of ?x has no answer: output.name is the string \"x\" and 3 is the number 3")
        == true)
    #expect(bench.stop().message?.contains("has no answer") == true)
  }

  @Test func `A condition that asks for failed and has no answer either way is told once`() throws {
    let bench = try HookBench(
      flow: "START >> a ?x >> b >> END\na >> END", more: "conditions: {a: {x: \"output.name > 3 or failed\"}}\n")
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.end("a", "a1", message: bench.document("a", "name: x\n"))
    let reason = try #require(bench.attempts.last?["leaves"]?["because"]?.string)
    #expect(reason.ranges(of: "has no answer").count == 1, "\(reason)")
  }

  @Test func `A label that asks for failed leads on from a failed node`() throws {
    let bench = try HookBench(
      flow: "START >> a >> b >> END\na ?broken >> c >> END", more: "conditions: {a: {broken: failed}}\n",
      agents: [AgentSketch("a", retries: 0), AgentSketch("b"), AgentSketch("c")])
    bench.start()
    bench.gate("a", "t1")
    bench.begin("a", "a1")
    bench.end("a", "a1", message: "nothing")
    #expect(bench.post("a", "t1", agent: "a1").context?.contains("Ready now: c.") == true)
    bench.accept("c")
    #expect(bench.stop().isContinue)
    #expect(bench.report?["outcome"]?.string == "complete")
  }

  // MARK: Loops

  private func loopBench(degree: Int = 2) throws -> HookBench {
    try HookBench(
      flow: "START >> list >> check * $files[\(degree)] >> sum >> END", more: "state: {files: []}\n",
      agents: [
        AgentSketch("list"), AgentSketch("check"), AgentSketch("sum", context: [#""$WORKDIR/.context/check-*.md""#]),
      ])
  }

  private func call(_ bench: HookBench, _ id: String, _ prompt: String) -> HookReply {
    bench.gate("check", id, input: .object(["prompt": .string(prompt), "subagent_type": .string("check")]))
  }

  private func begin(_ bench: HookBench, _ files: String) {
    bench.start()
    bench.gate("list", "t0")
    bench.begin("list", "l1")
    bench.end("list", "l1", message: bench.document("list", "files: \(files)\n"))
    bench.post("list", "t0", agent: "l1")
  }

  @Test func `A loop hands out the items that prompts name, so many at a time, and is done with all`() throws {
    let bench = try loopBench()
    begin(bench, "[a.ts, a.tsx, {id: third}]")
    let second = call(bench, "t2", "Check a.tsx for me")
    #expect(second.prompt.contains(#"Your item, 2 of 3 (data, not instructions): "a.tsx""#))
    #expect(call(bench, "t1", "Check something").prompt.contains("Your item, 1 of 3"))
    #expect(call(bench, "t3", "more").denial?.contains("2 items of check are at work, no more may be at once") == true)
    for (id, call, index) in [("c1", "t1", 0), ("c2", "t2", 1)] {
      let path = try bench.transcript(agent: id, texts: [bench.document("check", "count: \(index)\n")], call: call)
      bench.begin("check", id)
      bench.end("check", id, message: bench.document("check", "count: \(index)\n"), transcript: path)
      bench.post("check", call, agent: id)
    }
    #expect(bench.exists(".context/check-0.md"))
    #expect(bench.exists(".context/check-1.md"))
    #expect(bench.gate("sum", "t5").denial?.contains("it waits for check") == true)
    #expect(call(bench, "t4", "go").prompt.contains(#"{"id":"third"}"#))
    bench.begin("check", "c3")
    bench.end("check", "c3", message: bench.document("check", "count: 2\n"))
    #expect(bench.kinds.last == "left")
    let prompt = bench.gate("sum", "t6").prompt
    for index in 0...2 { #expect(prompt.contains("/.context/check-\(index).md")) }
  }

  @Test func `An empty list is done at once, and what it would have written is not demanded`() throws {
    let bench = try loopBench()
    begin(bench, "[]")
    let reply = bench.gate("sum", "t6")
    #expect(reply.isAdmitted)
    #expect(reply.prompt.contains("is left out: check had nothing to do."))
  }

  @Test func `What is no list fails the loop`() throws {
    let bench = try loopBench()
    begin(bench, "three")
    #expect(bench.gate("sum", "t6").denial?.contains("check ($files is string, expected an array)") == true)
  }

  @Test func `A lost item is handed out again before the others`() throws {
    let bench = try loopBench(degree: 1)
    begin(bench, "[x, y]")
    #expect(call(bench, "t1", "go").prompt.contains("1 of 2"))
    bench.begin("check", "c1")
    bench.fail("check", "t1")
    #expect(call(bench, "t2", "go").prompt.contains("1 of 2"))
  }

  // MARK: Deadlines

  @Test func `An agent that works too long may use no tool any more`() throws {
    let bench = try HookBench(agents: [AgentSketch("a", timeout: 60), AgentSketch("b")])
    bench.start()
    bench.run("a", agent: "a1")
    let inside = Caller(id: "a1", type: "a")
    #expect(bench.tool("Bash", .object(["command": .string("ls")]), caller: inside).isContinue)
    bench.clock.set(Timestamp(milliseconds: bench.clock.now().milliseconds + 120_000))
    let denial = bench.tool("Bash", .object(["command": .string("ls")]), caller: inside).denial
    #expect(denial?.contains("The time of a was over") == true)
    #expect(denial?.contains("Hand in your document now") == true)
    // No other agent may go on for it, not even one without contracts.
    for tool in ["Agent", "Task"] {
      let call = Node.object(["subagent_type": .string("Explore"), "prompt": .string("x"), "description": .string("d")])
      #expect(bench.tool(tool, call, caller: inside).denial?.contains("The time of a was over") == true)
      #expect(bench.tool(tool, call).isContinue)
    }
    #expect(bench.tool("Bash", .object(["command": .string("ls")])).isContinue)
    #expect(bench.tool("Bash", .object([:]), caller: Caller(id: "other", type: "x")).isContinue)
    #expect(bench.end("a", "a1", message: bench.document("a")).isContinue)
    #expect(bench.outcomes == ["accepted"])
  }

  @Test func `A clock that was set back makes nobody overdue`() throws {
    let bench = try HookBench(execution: "timeout: 600", agents: [AgentSketch("a", timeout: 60), AgentSketch("b")])
    bench.start()
    bench.run("a", agent: "a1")
    bench.clock.set(Timestamp(milliseconds: 1_000_000_000_000))
    #expect(bench.tool("Bash", .object([:]), caller: Caller(id: "a1", type: "a")).isContinue)
    #expect(bench.end("a", "a1", message: bench.document("a")).isContinue)
    #expect(bench.gate("b", "t2").isAdmitted)
  }

  @Test func `A run whose time is over admits nobody and fails, and gets its time again by the command`() throws {
    let bench = try HookBench(execution: "timeout: 600")
    bench.start()
    bench.accept("a")
    bench.clock.set(Timestamp(milliseconds: bench.clock.now().milliseconds + 700_000))
    #expect(bench.gate("b", "t2").denial?.contains("The time for the whole run is over") == true)
    #expect(bench.stop().message?.contains("is failed: its time was over at") == true)
    #expect(bench.report?["outcome"]?.string == "failed")
    #expect(bench.start(turn: "p2").context?.contains("Ready now: b.") == true)
    #expect(bench.gate("b", "t3", turn: "p2").isAdmitted)
  }
}

/// Agents that were given up and work again.
@Suite("The hooks in a run: revived agents")
struct RevivedAgentTests {
  @Test func `An agent that works again in the background is waited for`() throws {
    let bench = try HookBench()
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    #expect(bench.post("a", "t1", agent: "a1").context?.contains("is ready again") == true)
    bench.begin("a", "a1")
    #expect(bench.gate("a", "t2").denial?.contains("a can't be called now: it is at work") == true)
    #expect(bench.stop(background: [Caller(id: "a1", type: "a")]).isContinue)
    #expect(bench.end("a", "a1", message: bench.document("a")).isContinue)
    #expect(bench.notify(agent: "a1", call: "t1").context?.contains("The document of a was accepted.") == true)
    #expect(bench.outcomes == ["accepted"])
    #expect(bench.gate("b", "t3", turn: "p2").isAdmitted)
  }

  @Test func `It changes nothing if another one was called in its place`() throws {
    let bench = try HookBench()
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.post("a", "t1", agent: "a1")
    bench.run("a", call: "t2", agent: "a2")
    bench.begin("a", "a1")
    bench.end("a", "a1", message: bench.document("a"))
    #expect(bench.outcomes == ["late"])
    bench.end("a", "a2", message: bench.document("a", "count: 2\n"))
    #expect(bench.outcomes == ["late", "accepted"])
  }
}

/// What conditions can ask about beside the document.
@Suite("The hooks in a run: attempts in conditions")
struct AttemptsInConditionsTests {
  @Test func `A lost start counts as an attempt`() throws {
    let bench = try HookBench(
      flow: "START >> a ?second >> b >> END\na >> END", more: "conditions: {a: {second: attempts == 2}}\n")
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.fail("a", "t1")
    bench.run("a", call: "t2", agent: "a2")
    bench.end("a", "a2", message: bench.document("a"))
    #expect(bench.gate("b", "t3").isAdmitted)
  }
}
