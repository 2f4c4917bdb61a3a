import Documents
import Testing

/// The options of the command that change a run which is there.
@Suite("workflow-input: --pause, --abort, --redo, --force")
struct RunCommandTests {
  @Test func `A paused run admits nobody and lets the turn end, and the command goes on with it`() throws {
    let bench = try HookBench()
    bench.start()
    bench.accept("a")
    #expect(bench.start("--pause", turn: "p2").block?.contains("The run of /wf is paused") == true)
    #expect(bench.gate("b", "t2", turn: "p2").denial?.contains("The run is paused: no node may start.") == true)
    #expect(bench.stop(turn: "p2").isContinue)
    let told = bench.start(turn: "p3").context
    #expect(told?.contains("Ready now: b.") == true)
    #expect(told?.contains("run a [done]") == true)
    #expect(bench.gate("b", "t3", turn: "p3").isAdmitted)
  }

  @Test func `What an agent hands in during a pause counts`() throws {
    let bench = try HookBench()
    bench.start()
    bench.run("a", agent: "a1")
    #expect(bench.start("--pause", turn: "p2").block?.contains("At work still: a") == true)
    #expect(bench.end("a", "a1", message: bench.document("a")).isContinue)
    #expect(bench.outcomes == ["accepted"])
  }

  @Test func `An aborted run is over; --resume goes on with it after all`() throws {
    let bench = try HookBench()
    bench.start()
    bench.accept("a")
    #expect(bench.start("--abort", turn: "p2").block?.contains("The run of /wf is aborted.") == true)
    #expect(bench.report?["outcome"]?.string == "aborted")
    #expect(bench.start("--abort", turn: "p3").block?.contains("there is no unfinished run") == true)
    #expect(bench.start("--resume", turn: "p4").context?.contains("Ready now: b.") == true)
    #expect(bench.start("--abort", turn: "p5").block != nil)
    #expect(bench.start(turn: "p6").context?.contains("Ready now: a.") == true)
    #expect(bench.files(below: ".context/.run/archive").contains { $0.hasSuffix("-a.md") })
  }

  @Test(arguments: ["--pause", "--abort"])
  func `Of two copies of the hook both give the same answer`(option: String) throws {
    let bench = try HookBench()
    bench.start()
    bench.run("a", agent: "a1")
    let first = bench.start(option, turn: "p2")
    #expect(first.block?.contains(option == "--abort" ? "is aborted" : "is paused") == true)
    #expect(bench.start(option, turn: "p2") == first)
    #expect(bench.expand("/wf \(option)", turn: "p2") == first)
    #expect(bench.events("finished").count == 1)
    #expect(bench.events("finished")[0]["key"]?.string == "p2")
    let again = bench.start(option, turn: "p3").block
    #expect((again == first.block) == (option == "--pause"), "one that is given again is another command")
  }

  @Test(arguments: ["--pause", "--abort"])
  func `A run can be ended although its workflow is gone, and nothing else is the hook's then`(option: String) throws {
    let bench = try HookBench()
    bench.start("--workdir=out")
    try bench.remove(".claude/workflows/wf")
    #expect(bench.submit("/wf", turn: "p2").isContinue)
    #expect(bench.submit("/other \(option)", turn: "p3").isContinue)
    #expect(bench.submit("/wf \(option)", turn: "p4", session: "other-session").isContinue)
    let told = bench.submit("/wf \(option)", turn: "p5").block
    #expect(told?.contains(option == "--abort" ? "is aborted" : "is paused") == true)
    let kinds = bench.events(in: bench.path("out/.context/.run/journal.jsonl")).compactMap { $0["event"]?.string }
    #expect(kinds == ["run-started", "finished"])
  }

  @Test func `A run can be ended although its definition is broken, but not by another session`() throws {
    let bench = try HookBench()
    bench.start()
    try bench.write("name: [", to: ".claude/workflows/wf/flow.yaml")
    let foreign = bench.start("--abort --workdir=\(bench.project)", turn: "p2", session: "other")
    #expect(foreign.block?.contains("belongs to the session") == true)
    #expect(bench.start("--abort", turn: "p3").block?.contains("is aborted") == true)
  }

  @Test func `--redo resets a node with all that follows, in a complete run too`() throws {
    let bench = try HookBench(flow: "START >> a >> b >> c >> END", agents: ["a", "b", "c"].map { AgentSketch($0) })
    bench.start()
    for node in ["a", "b", "c"] { bench.accept(node) }
    #expect(bench.stop().isContinue)
    #expect(bench.start("--redo x", turn: "p2").block?.contains("no node has the name \"x\"") == true)
    #expect(bench.start("--redo b", turn: "p3").context?.contains("Ready now: b.") == true)
    #expect(bench.exists(".context/a.md"))
    #expect(!bench.exists(".context/b.md"))
    #expect(!bench.exists(".context/c.md"))
    #expect(bench.gate("c", "t7", turn: "p3").denial?.contains("it waits for b") == true)
    bench.accept("b", call: "t8", agent: "b2")
    bench.accept("c", call: "t9", agent: "c2")
    #expect(bench.stop(turn: "p3").isContinue)
    #expect(bench.events("admitted").compactMap { $0["visit"]?.integer } == [1, 1, 1, 2, 2])
  }

  /// The loop behind it waits for a decision that nobody will ask for.
  @Test func `--redo leads out of a loop that has no list to go through`() throws {
    let bench = try HookBench(
      flow: "START >> list >> work * $parts >> END", more: "state: {parts: []}\n",
      agents: [AgentSketch("list"), AgentSketch("work", target: "$WORKDIR/.context/work-{item}.md")])
    bench.start()
    for (turn, parts) in [("p2", "none"), ("p3", "[]"), ("p4", "[x]")] {
      bench.run("list", call: "list-" + turn, agent: "list-" + turn)
      bench.end("list", "list-" + turn, message: bench.document("list", "parts: \(parts)\n"))
      bench.post("list", "list-" + turn, agent: "list-" + turn)
      guard parts != "[x]" else { break }
      #expect(bench.start("--redo list", turn: turn).context?.contains("Ready now: list.") == true)
    }
    #expect(bench.events("left").count <= 4)
    bench.accept("work", call: "work-1", agent: "work-1")
    #expect(bench.stop(turn: "p3").isContinue)
    #expect(bench.report?["outcome"]?.string == "complete")
  }

  @Test func `--force doesn't go on without the flow`() throws {
    let bench = try HookBench()
    bench.start()
    bench.accept("a")
    try bench.remove(".claude/workflows/wf/flow.yaml")
    let refused = bench.start("--force", turn: "p2").block
    #expect(refused?.contains("wf/flow.yaml is gone. Restore it") == true, "\(refused ?? "")")
    #expect(bench.kinds.contains("resumed") == false)
    #expect(bench.start("--fresh", turn: "p3").context?.contains("has started") == true)
  }

  @Test func `Several nodes aren't redone by one command`() throws {
    let bench = try HookBench()
    bench.start()
    for node in ["a", "b"] { bench.accept(node) }
    let refused = bench.start("--redo a --redo b", turn: "p2").block
    #expect(refused?.contains("--redo is given more than once") == true)
    #expect(bench.exists(".context/a.md") && bench.exists(".context/b.md"))
  }

  @Test(arguments: [
    ("--abort --fresh", "--abort and --fresh"), ("--fresh --abort", "--abort and --fresh"),
    ("--pause --abort", "--pause and --abort"), ("--pause --force", "--pause and --force"),
    ("--pause --resume", "--pause and --resume"), ("--abort --redo a", "--abort and --redo"),
  ])
  func `What goes on with a run doesn't stand beside what ends it`(arguments: String, told: String) throws {
    let bench = try HookBench()
    bench.start()
    #expect(
      bench.start(arguments, turn: "p2").block?.contains(told + " exclude each other; nothing was changed.") == true)
    #expect(bench.events("finished").isEmpty)
    #expect(bench.gate("a", "t1").isAdmitted)
  }

  @Test func `--redo goes on with an aborted run`() throws {
    let bench = try HookBench()
    bench.start()
    bench.accept("a")
    #expect(bench.start("--abort", turn: "p2").block?.contains("is aborted") == true)
    #expect(bench.start("--redo a", turn: "p3").context?.contains("Ready now: a.") == true)
  }

  @Test func `What hasn't run can't be redone`() throws {
    let bench = try HookBench()
    #expect(bench.start("--redo a").block?.contains("there is no run in") == true)
    bench.start(turn: "p2")
    #expect(bench.start("--redo b", turn: "p3").block?.contains("b has not come to an end") == true)
  }

  // MARK: --force

  @Test func `A changed definition is refused, and --force goes on by it`() throws {
    let bench = try HookBench()
    bench.start()
    bench.accept("a")
    try bench.write(
      "name: wf\nversion: \"2.0\"\nflow: START >> a >> c >> b >> END\n", to: ".claude/workflows/wf/flow.yaml")
    try bench.write(AgentSketch("c").text, to: ".claude/agents/c.md")
    try bench.write(AgentSketch("c").contractText ?? "", to: ".claude/workflows/wf/contracts/c-output.yaml")
    let refused = try #require(bench.start(turn: "p2").block)
    #expect(refused.contains(".claude/workflows/wf/flow.yaml"))
    #expect(refused.contains("--force"))
    #expect(bench.start("--force", turn: "p3").context?.contains("Ready now: c.") == true)
    #expect(bench.gate("b", "t5", turn: "p3").denial?.contains("it waits for c") == true)
    for node in ["c", "b"] { bench.accept(node) }
    #expect(bench.stop(turn: "p3").isContinue)
    #expect(bench.report?["outcome"]?.string == "complete")
    #expect(bench.events("admitted").count { $0["node"]?.string == "a" } == 1)
  }

  @Test func `A done node that no longer satisfies its contract runs again after --force`() throws {
    let bench = try HookBench(flow: "START >> a >> b >> c >> END", agents: ["a", "b", "c"].map { AgentSketch($0) })
    bench.start()
    bench.accept("a")
    bench.accept("b")
    let contract = try #require(bench.text(".claude/workflows/wf/contracts/a-output.yaml"))
    try bench.write(
      contract.replacing("required: [agent, type]", with: "required: [agent, type, count]"),
      to: ".claude/workflows/wf/contracts/a-output.yaml")
    #expect(bench.start("--force", turn: "p2").context?.contains("Ready now: a.") == true)
    #expect(bench.gate("b", "t5", turn: "p2").denial?.contains("it waits for a") == true)
    #expect(bench.gate("a", "t6", turn: "p2").isAdmitted)
    bench.begin("a", "a2")
    #expect(bench.end("a", "a2", message: bench.document("a")).block?.contains("count") == true)
    #expect(bench.end("a", "a2", message: bench.document("a", "count: 1\n"), again: true).isContinue)
    #expect(bench.gate("b", "t7", turn: "p2").isAdmitted)
  }

  @Test func `--force changes nothing while agents are at work in the background`() throws {
    let bench = try HookBench()
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.post("a", "t1", agent: "a1", status: "async_launched")
    #expect(bench.start("--force", turn: "p2").block?.contains("at work in the background (a)") == true)
    #expect(bench.end("a", "a1", message: bench.document("a")).isContinue)
    #expect(bench.outcomes == ["accepted"])
  }
}

/// What comes for a run that is over, and what is kept when it goes on.
@Suite("The hooks behind the end of a run")
struct ClosedRunTests {
  @Test func `An agent that is revived after the end is never sent back and overwrites nothing`() throws {
    let bench = try HookBench(flow: "START >> a >> END", agents: [AgentSketch("a")])
    bench.start()
    bench.accept("a", call: "t1", agent: "a1")
    #expect(bench.stop().isContinue)
    bench.begin("a", "a1")
    #expect(bench.end("a", "a1", message: "bad").isContinue)
    #expect(bench.end("a", "a1", message: bench.document("a", body: "Another.")).isContinue)
    #expect(bench.text(".context/a.md") == bench.document("a"))
    #expect(bench.outcomes == ["accepted", "late", "late"])
    #expect(bench.report?["attempts_outside_the_run"]?.array?.count == 2)
  }

  @Test func `What an agent at work hands in after --abort counts, should the run go on`() throws {
    let bench = try HookBench()
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.post("a", "t1", agent: "a1", status: "async_launched")
    #expect(bench.start("--abort", turn: "p2").block != nil)
    #expect(bench.end("a", "a1", message: bench.document("a")).isContinue)
    #expect(bench.start("--resume", turn: "p3").context?.contains("Ready now: b.") == true)
  }

  @Test func `A call outside of a failed run doesn't replace its accepted document`() throws {
    let bench = try HookBench(agents: [AgentSketch("a"), AgentSketch("b", retries: 0)])
    bench.start()
    bench.accept("a", call: "t1", agent: "a1")
    bench.run("b", call: "t2", agent: "b1")
    bench.end("b", "b1", message: "bad")
    bench.post("b", "t2", agent: "b1")
    #expect(bench.stop().message?.contains("is failed: b") == true)
    bench.run("a", call: "t3", agent: "a2")
    let reply = bench.end("a", "a2", message: bench.document("a", body: "Another."))
    #expect(reply.message?.contains("is the accepted document of a in a run that can go on") == true)
    #expect(bench.text(".context/a.md") == bench.document("a"))
  }

  @Test func `A complete run has its documents, and what was changed is told`() throws {
    let bench = try HookBench()
    bench.start()
    bench.accept("a")
    bench.accept("b")
    try bench.remove(".context/a.md")
    try bench.write("garbage", to: ".context/b.md")
    #expect(bench.stop().isContinue)
    #expect(bench.text(".context/a.md") == bench.document("a"))
    #expect(
      bench.report?["shortfalls"]?.array?.compactMap(\.string)
        == ["\(bench.project)/.context/b.md was changed or removed after it was accepted"])
    #expect(bench.text(".context/report.md")?.hasPrefix("# wf: complete, with shortfalls\n") == true)
  }

  // MARK: --force

  private func changeContract(of agent: String, _ bench: HookBench) throws {
    let path = ".claude/workflows/wf/contracts/\(agent)-output.yaml"
    try bench.write((bench.text(path) ?? "") + "description: changed\n", to: path)
  }

  @Test func `--force keeps the items of a loop that isn't done`() throws {
    let bench = try HookBench(
      flow: "START >> a * $items >> b >> END", more: "state: {items: [x, y, z]}\n")
    bench.start()
    for number in 1...2 {
      bench.run("a", call: "t\(number)", agent: "a\(number)")
      bench.end("a", "a\(number)", message: bench.document("a", body: "Part \(number)."))
      bench.post("a", "t\(number)", agent: "a\(number)")
    }
    try changeContract(of: "b", bench)
    #expect(bench.start("--force", turn: "p2").context?.contains("Ready now: a (1 item left, one a call).") == true)
    #expect(bench.gate("a", "t3", turn: "p2").prompt.contains("Your item, 3 of 3"))
    bench.begin("a", "a3")
    bench.end("a", "a3", message: bench.document("a"))
    #expect(bench.gate("b", "t4", turn: "p2").isAdmitted)
  }

  @Test func `The report lists nodes that the new flow no longer has, and counts what they took`() throws {
    let bench = try HookBench(flow: "START >> a >> b >> END")
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    #expect(bench.end("a", "a1", message: "bad").block != nil)
    bench.end("a", "a1", message: bench.document("a"), again: true)
    bench.post("a", "t1", agent: "a1")
    try bench.write("name: wf\nflow: START >> b >> END\n", to: ".claude/workflows/wf/flow.yaml")
    #expect(bench.start("--force", turn: "p2").context?.contains("Ready now: b.") == true)
    bench.accept("b")
    #expect(bench.stop(turn: "p2").isContinue)
    let report = try #require(bench.report)
    let former = try #require(report["no_longer_in_the_flow"]?.array)
    #expect(former.compactMap { $0["node"]?.string } == ["a"])
    #expect(former[0]["attempts"]?.array?.compactMap { $0["outcome"]?.string } == ["rejected", "accepted"])
    #expect(former[0]["attempts"]?.array?.first?["problems"]?.array?.isEmpty == false)
    #expect(former[0]["tokens"]?.integer == 110)
    #expect(report["totals"]?["attempts"]?.integer == 3)
    #expect(report["totals"]?["tokens"]?.integer == 220)
    let text = try #require(bench.text(".context/report.md"))
    #expect(text.contains("| `a` | no longer in the flow | 2 |  | 110 |  |\n"))
    #expect(text.contains("## `a`, no longer in the flow\n\n- attempt 1: rejected\n"))
    #expect(text.contains("| **total** | | 3 | | 220 | |\n"))
  }

  @Test func `A condition that is asked again by --force counts lost starts as it did before`() throws {
    let bench = try HookBench(
      flow: "START >> a ?second >> b >> END\na >> c >> END", more: "conditions: {a: {second: attempts == 2}}\n",
      agents: [AgentSketch("a"), AgentSketch("b"), AgentSketch("c")])
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.fail("a", "t1")
    bench.run("a", call: "t2", agent: "a2")
    #expect(bench.end("a", "a2", message: bench.document("a")).isContinue)
    try changeContract(of: "c", bench)
    #expect(bench.start("--force", turn: "p2").context?.contains("Ready now: b.") == true)
  }

  @Test func `--force keeps what came behind a handled failure or a skip`() throws {
    let bench = try HookBench(
      flow: "START >> a >> c >> END\na ?broken >> b >> c", more: "conditions: {a: {broken: failed}}\n",
      agents: [AgentSketch("a", retries: 0), AgentSketch("b"), AgentSketch("c")])
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.end("a", "a1", message: "bad")
    bench.post("a", "t1", agent: "a1")
    bench.accept("b")
    try changeContract(of: "c", bench)
    #expect(bench.start("--force", turn: "p2").context?.contains("Ready now: c.") == true)
    #expect(bench.exists(".context/b.md"))
  }
}

@Suite("The gate of a session whose run was taken over")
struct TakenOverTests {
  @Test func `The old session's calls of nodes are refused, and it is told how to take the run back`() throws {
    let bench = try HookBench()
    bench.start()
    #expect(bench.start("--takeover --workdir=\(bench.project)", turn: "p2", session: "other").context != nil)
    #expect(bench.gate("a").denial?.contains("another session goes on with the run of /wf") == true)
    #expect(bench.gate("a", "t2", turn: "p2", session: "other").isAdmitted)
    #expect(bench.start("--takeover", turn: "p3").context != nil)
    #expect(bench.gate("a", "t3", turn: "p3").denial?.contains("another session") != true)
  }
}
