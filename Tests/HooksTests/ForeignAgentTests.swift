import Documents
import Hooks
import Testing

/// An agent belongs to the run that called it, whoever owns that now and
/// whatever run its session has by then.
@Suite("subagent-output: agents of a run that its session no longer has")
struct ForeignAgentTests {
  /// A session's agent is at work in the background for a run in `out`, with
  /// which another session goes on.
  private func takenOver(_ bench: HookBench, node: String = "a") throws {
    bench.start("--workdir=out")
    bench.run(node, call: "t1", agent: "a1")
    bench.post(node, "t1", agent: "a1", status: "async_launched")
    #expect(bench.start("--takeover --workdir=out", turn: "q1", session: "other-session").context != nil)
  }

  /// What stands below any `.context`.
  private func files(_ bench: HookBench) -> [String] {
    bench.allFiles().keys.filter { $0.contains("/.context/") && !$0.hasSuffix("/.run") }.sorted()
  }

  @Test(arguments: [true, false])
  func `Its document is written nowhere when another session has the run`(hasFlow: Bool) throws {
    let bench = try HookBench(flow: hasFlow ? "START >> a >> b >> END" : nil)
    try takenOver(bench)
    let before = files(bench)
    let reply = bench.end("a", "a1", message: bench.document("a"))
    #expect(reply.block == nil)
    #expect(reply.message?.contains("\"\(bench.project)/out\", which another session has taken over") == true)
    #expect(reply.message?.contains("agent-a1.jsonl") == true)
    #expect(!bench.exists(".context/a.md") && !bench.exists("out/.context/a.md"))
    #expect(files(bench) == before)
  }

  @Test func `It is never sent back`() throws {
    let bench = try HookBench()
    try takenOver(bench)
    #expect(bench.end("a", "a1", message: "nothing").block == nil)
    #expect(!bench.exists(".claude/workflows/.runs/\(bench.session).attempts.jsonl"))
  }

  @Test func `Of several that began at once the host's note tells whose they are`() throws {
    let bench = try HookBench(flow: "START >> a * $items[2] >> END", more: "state: {items: [x, y]}\n")
    bench.start("--workdir=out")
    for number in 1...2 { bench.gate("a", "t\(number)") }
    for number in 1...2 { bench.begin("a", "a\(number)") }
    bench.start("--takeover --workdir=out", turn: "q1", session: "other-session")
    let before = files(bench)
    for number in 1...2 {
      let path = try bench.transcript(agent: "a\(number)", texts: [], call: "t\(number)")
      let reply = bench.end("a", "a\(number)", message: bench.document("a"), transcript: path)
      #expect(reply.message?.contains("which another session has taken over") == true)
    }
    #expect(files(bench) == before)
  }

  @Test func `One that came to the run by itself writes nothing either`() throws {
    let bench = try HookBench()
    bench.start("--workdir=out")
    bench.begin("a", "fork")
    bench.start("--takeover --workdir=out", turn: "q1", session: "other-session")
    #expect(bench.end("a", "fork", message: bench.document("a")).message?.contains("taken over") == true)
    #expect(!bench.exists(".context/a.md") && !bench.exists("out/.context/a.md"))
  }

  @Test func `One without an output contract is let go without a word`() throws {
    let bench = try HookBench(
      flow: nil, agents: [AgentSketch("a", contract: .some(nil), target: .some(nil), context: ["x.md"])])
    try bench.write("", to: "x.md")
    try takenOver(bench)
    #expect(bench.end("a", "a1", message: "done").isContinue)
  }

  @Test func `An agent that its session called afterwards is none of the run's`() throws {
    let bench = try HookBench(flow: "START >> a >> END")
    try takenOver(bench)
    bench.run("b", call: "t2", agent: "b1")
    #expect(bench.end("b", "b1", message: bench.document("b")).isContinue)
    #expect(bench.text(".context/b.md") == bench.document("b"))
  }

  @Test func `A run that another session has set aside has no use for it`() throws {
    let bench = try HookBench()
    bench.start("--workdir=out")
    bench.run("a", call: "t1", agent: "a1")
    bench.start("--takeover --fresh --workdir=out", turn: "q1", session: "other-session")
    let before = files(bench)
    let told = try #require(bench.end("a", "a1", message: bench.document("a")).message)
    #expect(told.contains("the run of /wf in \"\(bench.project)/out\", which was set aside since"))
    #expect(files(bench) == before)
  }

  // MARK: Another run of the session

  private static let other = [
    ".claude/workflows/other/flow.yaml": "name: other\nversion: \"1\"\nflow: |\n  START >> b >> END\n"
  ]

  @Test(arguments: ["/wf", "/other"])
  func `It isn't taken for an agent of the session's next run`(command: String) throws {
    let bench = try HookBench(files: Self.other)
    try takenOver(bench)
    #expect(bench.submit("\(command) --workdir=next", turn: "p3").context?.contains("has started") == true)
    // One of that run's own waits for its agent.
    bench.gate(command == "/wf" ? "a" : "b", "t9", turn: "p3")
    let before = files(bench)
    let path = try bench.transcript(agent: "a1", texts: [])
    let reply = bench.end("a", "a1", message: bench.document("a"), transcript: path)
    #expect(reply.message?.contains("\(bench.project)/out\", which another session has taken over") == true)
    #expect(files(bench) == before)
    // The next run's agent is.
    let own = command == "/wf" ? "a" : "b"
    bench.begin(own, "own1")
    #expect(bench.end(own, "own1", message: bench.document(own)).isContinue)
    #expect(bench.exists("next/.context/\(own).md"))
  }

  @Test func `What an agent of an aborted run hands in is kept for that, whatever its session does by then`() throws {
    let bench = try HookBench(files: Self.other)
    bench.start("--workdir=out")
    bench.run("a", call: "t1", agent: "a1")
    bench.post("a", "t1", agent: "a1", status: "async_launched")
    #expect(bench.start("--abort", turn: "p2").block?.contains("is aborted") == true)
    for (turn, folder) in [("p3", "next"), ("p4", "last")] {
      #expect(bench.submit("/other --workdir=\(folder)", turn: turn).context?.contains("has started") == true)
    }
    #expect(bench.end("a", "a1", message: bench.document("a")).isContinue)
    #expect(bench.text("out/.context/a.md") == bench.document("a"))
    #expect(!bench.exists("next/.context/a.md") && !bench.exists("last/.context/a.md"))
    #expect(bench.start("--resume --workdir=out", turn: "p5").context?.contains("Ready now: b.") == true)
  }

  /// The host's note beside a transcript may be missing.
  @Test(arguments: [true, false])
  func `It isn't taken for an agent of the run that took the place of its own`(isNoted: Bool) throws {
    let bench = try HookBench()
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.post("a", "t1", agent: "a1", status: "async_launched")
    let path = isNoted ? try bench.transcript(agent: "a1", texts: [], call: "t1") : nil
    #expect(bench.start("--fresh", turn: "p2").context?.contains("has started") == true)
    // The command given again remembers it all the same.
    #expect(bench.start(turn: "p3").context?.contains("goes on") == true)
    bench.gate("a", "t2", turn: "p3")
    let before = files(bench)
    let told = try #require(bench.end("a", "a1", message: "No document.", transcript: path).message)
    #expect(told.contains("the run of /wf in \"\(bench.project)\", which was set aside since"))
    #expect(files(bench) == before && bench.outcomes.isEmpty)
    bench.begin("a", "a2", turn: "p3")
    #expect(bench.end("a", "a2", message: bench.document("a")).isContinue)
    #expect(bench.outcomes == ["accepted"])
    #expect(bench.text(".context/a.md") == bench.document("a"))
  }

  /// A document was moved, and the journal wasn't: the next command archives
  /// the run once more.
  @Test func `Nor if an archiving of its own run was cut off before`() throws {
    let bench = try HookBench()
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.post("a", "t1", agent: "a1", status: "async_launched")
    let run = try #require(bench.events().first?["run"]?.string)
    let archive = ".context/.run/archive/"
    for place in [run, run + "-2"] { try bench.write(place, to: archive + place + "/targets/0-a.md") }
    #expect(bench.start("--fresh", turn: "p2").context?.contains("has started") == true)
    bench.gate("a", "t2", turn: "p2")
    let told = try #require(bench.end("a", "a1", message: bench.document("a")).message)
    #expect(told.contains("the run of /wf in \"\(bench.project)\", which was set aside since"))
    #expect(!bench.exists(".context/a.md") && bench.outcomes.isEmpty)
    #expect(bench.exists(archive + run + "/journal.jsonl"))
    // Nothing is deleted.
    #expect(bench.text(archive + run + "-3/targets/0-a.md") == run)
    #expect(bench.text(archive + run + "-2/targets/0-a.md") == run + "-2")
  }

  /// Two agents of a loop that began at once, so that nothing tells their calls.
  private func begunTogether() throws -> HookBench {
    let bench = try HookBench(
      flow: "START >> a * $items[2] >> b >> END", more: "state: {items: [x, y]}\n", files: Self.other)
    bench.start("--workdir=out")
    for number in 1...2 { bench.gate("a", "t\(number)") }
    for number in 1...2 { bench.begin("a", "a\(number)") }
    return bench
  }

  @Test(arguments: [nil, "/other --workdir=next"])
  func `What agents that began at once hand in behind --abort is kept for that run, too`(next: String?) throws {
    let bench = try begunTogether()
    #expect(bench.start("--abort", turn: "p2").block?.contains("is aborted") == true)
    if let next { #expect(bench.submit(next, turn: "p3").context?.contains("has started") == true) }
    for number in 1...2 {
      #expect(bench.end("a", "a\(number)", message: bench.document("a", body: "\(number)")).isContinue)
    }
    let journal = bench.events(in: bench.path("out/.context/.run/journal.jsonl"))
    #expect(
      journal.filter { $0["event"]?.string == "attempt" }.map { $0["outcome"]?.string } == ["unassigned", "unassigned"])
    let written = files(bench).filter { $0.hasSuffix("/a.md") }
    #expect(written.isEmpty, "\(written)")
  }

  @Test func `Nor is it taken by the run that took the place of theirs`() throws {
    let bench = try begunTogether()
    #expect(bench.start("--fresh --workdir=out", turn: "p2").context?.contains("has started") == true)
    bench.gate("a", "t9", turn: "p2")
    for number in 1...2 {
      let told = bench.end("a", "a\(number)", message: bench.document("a")).message
      #expect(told?.contains("which was set aside since") == true)
    }
    #expect(!bench.exists("out/.context/a-0.md"))
  }

  @Test func `One that is revived when its run is complete overwrites nothing of the next`() throws {
    let bench = try HookBench(flow: "START >> a >> END", agents: [AgentSketch("a")])
    bench.start("--workdir=out")
    bench.accept("a", call: "t1", agent: "a1")
    #expect(bench.stop().isContinue)
    #expect(bench.start("--workdir=next", turn: "p2").context?.contains("has started") == true)
    #expect(bench.end("a", "a1", message: bench.document("a", body: "Another.")).isContinue)
    #expect(bench.text("out/.context/a.md") == bench.document("a"))
    #expect(!bench.exists("next/.context/a.md"))
    let journal = bench.events(in: bench.path("out/.context/.run/journal.jsonl"))
    #expect(journal.compactMap { $0["outcome"]?.string } == ["accepted", "complete", "late"])
    #expect(bench.events(in: bench.path("next/.context/.run/journal.jsonl")).count == 1)
  }

  @Test func `One that is revived while the next run waits for another isn't taken for that`() throws {
    let bench = try HookBench(flow: "START >> a >> END", agents: [AgentSketch("a")])
    bench.start("--workdir=out")
    bench.accept("a", call: "t1", agent: "a1")
    #expect(bench.stop().isContinue)
    bench.start("--workdir=next", turn: "p2")
    bench.gate("a", "t2", turn: "p2")
    bench.begin("a", "a1", turn: "p2")
    bench.begin("a", "a2", turn: "p2")
    let old = try bench.transcript(agent: "a1", texts: [], call: "t1")
    let own = try bench.transcript(agent: "a2", texts: [], call: "t2")
    #expect(bench.end("a", "a1", message: bench.document("a", body: "Another."), transcript: old).isContinue)
    #expect(!bench.exists("next/.context/a.md"))
    #expect(bench.end("a", "a2", message: bench.document("a", body: "Its own."), transcript: own).isContinue)
    #expect(bench.text("next/.context/a.md") == bench.document("a", body: "Its own."))
    #expect(bench.text("out/.context/a.md") == bench.document("a"))
    let journal = bench.events(in: bench.path("out/.context/.run/journal.jsonl"))
    #expect(journal.compactMap { $0["outcome"]?.string } == ["accepted", "complete", "late"])
  }

  // MARK: A run that can't be read

  /// An agent of a run in `out` is at work, and its session has begun another
  /// run in `next`; then the first one's journal is damaged. Returns what it
  /// was.
  private func damaged(_ bench: HookBench) throws -> String {
    bench.start("--workdir=out")
    bench.run("a", call: "t1", agent: "a1")
    bench.post("a", "t1", agent: "a1", status: "async_launched")
    #expect(bench.start("--abort", turn: "p2").block?.contains("is aborted") == true)
    #expect(bench.submit("/other --workdir=next", turn: "p3").context?.contains("has started") == true)
    let text = try #require(bench.text(Self.journal))
    try bench.write(
      text.replacing("\"description\":\"collect\"", with: "\"description\":\"Collect\""), to: Self.journal)
    return text
  }

  private static let journal = "out/.context/.run/journal.jsonl"

  @Test(arguments: [true, false])
  func `Its document is kept for a run whose journal can't be read, and the cause is told`(isNoted: Bool) throws {
    let bench = try HookBench(files: Self.other)
    let journal = try damaged(bench)
    let path = isNoted ? try bench.transcript(agent: "a1", texts: [], call: "t1") : nil
    let before = files(bench)
    let reply = bench.end("a", "a1", message: bench.document("a"), transcript: path)
    let told = try #require(reply.message)
    #expect(told.contains("\(Self.journal):3: the run's journal is damaged: the line before it was changed"))
    #expect(told.contains("its workflow's command with --workdir \"\(bench.project)/out\" checks the document"))
    #expect(reply.block == nil)
    let left = Set(files(bench)).subtracting(before).filter { $0.hasSuffix(".md") }
    #expect(left.count == 1 && left.allSatisfy { $0.contains("/out/.context/.run/unrecorded-") }, "\(left)")
    #expect(told.contains(try #require(left.first)))
    #expect(!bench.exists(".context/a.md") && !bench.exists("next/.context/a.md"))
    // When the file is restored nobody has to run again.
    try bench.write(journal, to: Self.journal)
    #expect(bench.start("--resume --workdir=out", turn: "p4").context?.contains("Ready now: b.") == true)
    #expect(bench.text("out/.context/a.md") == bench.document("a"))
    #expect(!files(bench).contains { $0.contains("unrecorded-") })
  }

  @Test func `So it is for the session's present run`() throws {
    let bench = try HookBench()
    bench.start("--workdir=out")
    bench.run("a", call: "t1", agent: "a1")
    let journal = try #require(bench.text(Self.journal))
    try bench.write("{" + journal, to: Self.journal)
    let told = try #require(bench.end("a", "a1", message: bench.document("a")).message)
    #expect(told.contains("\(Self.journal):1: the run's journal is damaged"))
    #expect(told.contains("/out/.context/.run/unrecorded-"))
    #expect(bench.end("b", "b1", message: bench.document("b")).message?.contains("unrecorded-") == false)
    try bench.write(journal, to: Self.journal)
    #expect(bench.start("--workdir=out", turn: "p2").context?.contains("Ready now: b.") == true)
    #expect(bench.text("out/.context/a.md") == bench.document("a"))
  }

  @Test func `It isn't sent back by a run that can't be read`() throws {
    let bench = try HookBench(files: Self.other)
    _ = try damaged(bench)
    #expect(bench.end("a", "a1", message: "No document.").block == nil)
    #expect(!bench.exists(".claude/workflows/.runs/\(bench.session).attempts.jsonl"))
  }

  @Test func `Agents that such a run doesn't mention are none of its`() throws {
    let bench = try HookBench(files: Self.other)
    _ = try damaged(bench)
    #expect(bench.gate("a", "t8", turn: "p3").isAdmitted)
    bench.begin("a", "a8", turn: "p3")
    let path = try bench.transcript(agent: "a8", texts: [], call: "t8")
    #expect(bench.end("a", "a8", message: bench.document("a"), transcript: path).isContinue)
    #expect(bench.exists("next/.context/a.md"))
    bench.gate("b", "t9", turn: "p3")
    bench.begin("b", "b9", turn: "p3")
    #expect(bench.end("b", "b9", message: bench.document("b")).isContinue)
    #expect(bench.exists("next/.context/b.md"))
  }

  @Test func `Of a run that was set aside and can't be read the cause is told`() throws {
    let bench = try HookBench()
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.post("a", "t1", agent: "a1", status: "async_launched")
    #expect(bench.start("--fresh", turn: "p2").context?.contains("has started") == true)
    let name = try #require(bench.files(below: ".context/.run/archive").first { $0.hasSuffix("journal.jsonl") })
    let archived = ".context/.run/archive/" + name
    try bench.write("{\n" + (try #require(bench.text(archived))), to: archived)
    let before = files(bench)
    let told = try #require(bench.end("a", "a1", message: bench.document("a")).message)
    #expect(told.contains("\(archived):1: the run's journal is damaged"))
    #expect(told.contains("It stands in \"") && told.contains("agent-a1.jsonl"))
    #expect(files(bench) == before && bench.outcomes.isEmpty)
  }

  @Test func `Nor is it taken by the run in place of one that could not be read when it was set aside`() throws {
    let bench = try HookBench()
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.post("a", "t1", agent: "a1", status: "async_launched")
    let run = try #require(bench.events().first?["run"]?.string)
    let journal = try #require(bench.text(".context/.run/journal.jsonl"))
    try bench.write(journal + "{}\n", to: ".context/.run/journal.jsonl")
    #expect(bench.start("--fresh", turn: "p2").context?.contains("has started") == true)
    bench.gate("a", "t2", turn: "p2")
    let before = files(bench)
    let told = try #require(bench.end("a", "a1", message: bench.document("a")).message)
    #expect(told.contains(".context/.run/archive/\(run)/journal.jsonl:"))
    #expect(told.contains("the run's journal is damaged"))
    #expect(files(bench) == before && bench.outcomes.isEmpty)
  }

  // MARK: The gate

  @Test func `Without a flow the old session can't call what the run has admitted`() throws {
    let bench = try HookBench(flow: nil)
    bench.start("--workdir=out")
    bench.accept("a")
    bench.start("--takeover --workdir=out", turn: "q1", session: "other-session")
    #expect(bench.gate("A", "t2").denial?.contains("another session goes on with the run of /wf") == true)
    #expect(bench.gate("b", "t3").isAdmitted, "nobody has called it for the run")
  }
}
