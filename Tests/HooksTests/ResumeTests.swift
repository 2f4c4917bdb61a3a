import Diagnostics
import Documents
import Foundation
import Hooks
import Testing

@Suite("workflow-input: an existing run")
struct ResumeTests {
  @Test(arguments: ["--depth=3 some text", "", "--resume", "--resume --depth=3 some text"])
  func `The same input, or none, goes on with the run`(arguments: String) throws {
    let bench = try HookBench()
    bench.start("--depth=3 some text")
    bench.accept("a")
    let run = bench.events().first?["run"]?.string
    let reply = bench.start(arguments, turn: "p2")
    #expect(reply.context?.hasPrefix("The workflow \"wf\" goes on where it stopped.") == true)
    #expect(reply.context?.contains("Ready now: b.") == true)
    #expect(bench.events().first?["run"]?.string == run)
    #expect(bench.kinds.last == "resumed")
    #expect(bench.gate("a", "toolu_a2").denial?.contains("it is done") == true)
    #expect(bench.accept("b").isContinue)
    #expect(bench.outcomes == ["accepted", "accepted"])
  }

  @Test func `Another input is blocked, naming both and what to do`() throws {
    let bench = try HookBench()
    bench.start("--depth=3 some text")
    let before = bench.allFiles()
    let reason = try #require(bench.start("--depth=4 other <text>", turn: "p2").block)
    #expect(reason.contains(#""depth":"3""#) && reason.contains("some text"))
    #expect(reason.contains(#""depth":"4""#) && reason.contains("other \\u003ctext"))
    #expect(reason.contains("--resume") && reason.contains("--fresh"))
    #expect(bench.allFiles() == before)
  }

  @Test func `Another input goes on with the old one by --resume`() throws {
    let bench = try HookBench()
    bench.start("--depth=3 some text")
    #expect(bench.start("--resume other text", turn: "p2").context?.contains("goes on") == true)
    #expect(bench.events().first?["input"]?["content"]?.string == "some text")
  }

  @Test func `Another workflow's run is not touched`() throws {
    let bench = try HookBench(
      files: [".claude/workflows/other/flow.yaml": "name: other\nversion: \"1\"\nflow: |\n  START >> a >> END\n"])
    bench.start()
    let before = bench.allFiles()
    let reason = try #require(bench.submit("/other", turn: "p2").block)
    #expect(reason.contains("an unfinished run of /wf"))
    #expect(reason.contains("--fresh") && reason.contains("--workdir"))
    #expect(bench.allFiles() == before)
    #expect(bench.submit("/other --fresh", turn: "p3").context?.contains("\"other\" has started") == true)
  }

  @Test func `Another session needs --takeover, and owns the run then`() throws {
    let bench = try HookBench()
    bench.start("text")
    let before = bench.allFiles()
    let reason = try #require(bench.start("text", turn: "q1", session: "other-session").block)
    #expect(reason.contains(bench.session))
    #expect(reason.contains("--takeover"))
    #expect(bench.start("--fresh text", turn: "q2", session: "other-session").block?.contains("--takeover") == true)
    #expect(bench.allFiles() == before)
    #expect(bench.start("--takeover text", turn: "q3", session: "other-session").context?.contains("goes on") == true)
    #expect(bench.gate("a", session: "other-session").isAdmitted)
    #expect(bench.stop().isContinue)
    let journal = bench.journal
    bench.gate("a", "toolu_old")
    #expect(bench.journal == journal)
  }

  /// Leaves a run with agents at work to another session, whose host says
  /// nothing of them.
  private func takenOver(_ bench: HookBench, at work: [String] = ["a"], background: Bool = true) throws -> String {
    bench.start()
    for node in work {
      bench.run(node, call: "t-\(node)", agent: "\(node)1")
      if background { bench.post(node, "t-\(node)", agent: "\(node)1", status: "async_launched") }
    }
    return try #require(bench.start("--takeover", turn: "q1", session: "other-session").context)
  }

  @Test(arguments: [true, false])
  func `Agents that were at work when another session takes the run over are lost, and reported`(
    background: Bool
  ) throws {
    let bench = try HookBench()
    #expect(try takenOver(bench, background: background).contains("Ready now: a."))
    #expect(bench.events("lost").compactMap { $0["tool_use_id"]?.string } == ["t-a"])
    #expect(bench.start("--abort", turn: "q2", session: "other-session").block?.contains("is aborted") == true)
    let node = bench.report?["nodes"]?.array?.first { $0["node"]?.string == "a" }
    #expect(node?["lost"]?.array?.compactMap(\.string) == ["another session went on with the run"])
    #expect(bench.report?["totals"]?["lost"]?.integer == 1)
    #expect(bench.text(".context/report.md")?.contains("- lost: another session went on with the run") == true)
  }

  @Test func `A run without a flow isn't complete without shortfalls if they never came back`() throws {
    let bench = try HookBench(flow: nil)
    _ = try takenOver(bench)
    #expect(bench.stop(turn: "q1", session: "other-session").isContinue)
    #expect(bench.report?["outcome"]?.string == "complete")
    #expect(
      bench.report?["shortfalls"]?.array?.compactMap(\.string) == ["a: no document of its last visit was accepted"])
  }

  @Test func `An agent in the foreground that its session waits for no more is lost by the command, too`() throws {
    let bench = try HookBench()
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    #expect(bench.start(turn: "p2").context?.contains("Ready now: a.") == true)
    #expect(bench.events("lost").compactMap { $0["cause"]?.string } == ["the command went on with the run"])
    bench.run("a", call: "t2", agent: "a2")
    bench.post("a", "t2", agent: "a2", status: "async_launched")
    bench.start(turn: "p3")
    #expect(bench.events("lost").count == 1)
  }

  @Test func `A call that another session takes away before its agent began counts for nothing`() throws {
    let bench = try HookBench()
    bench.start()
    bench.gate("a", "t1")
    #expect(bench.start("--takeover", turn: "q1", session: "other-session").context?.contains("Ready now: a.") == true)
    #expect(bench.kinds.filter { $0 == "lost" || $0 == "released" } == ["released"])
  }

  @Test(arguments: ["fail", "skip", "terminate"])
  func `No command exhausts the attempts of what it takes away`(policy: String) throws {
    let bench = try HookBench(agents: [AgentSketch("a", retries: 0, onExhausted: policy), AgentSketch("b")])
    #expect(try takenOver(bench).contains("Ready now: a."))
    #expect(bench.gate("a", "t2", session: "other-session").isAdmitted)
  }

  @Test func `A document that another session's agent hands in later changes nothing`() throws {
    let bench = try HookBench()
    _ = try takenOver(bench)
    let journal = bench.journal
    bench.end("a", "a1", message: bench.document("a"))
    #expect(bench.journal == journal && !bench.exists(".context/a.md"))
  }

  @Test func `--fresh moves the run and its targets to the archive and loses nothing`() throws {
    let bench = try HookBench(files: ["own.md": "mine"])
    bench.start("first")
    bench.accept("a")
    let journal = bench.journal
    let artifact = try #require(bench.text(".context/a.md"))
    try bench.write("a user's note", to: ".context/notes.md")
    #expect(bench.start("--fresh second", turn: "p2").context?.contains("has started") == true)
    #expect(bench.kinds == ["run-started"])
    #expect(bench.events().first?["input"]?["content"]?.string == "second")
    #expect(!bench.exists(".context/a.md"))
    #expect(bench.text(".context/notes.md") == "a user's note")
    #expect(bench.text("own.md") == "mine")
    let archived = bench.files(below: ".context/.run/archive").map { ".context/.run/archive/" + $0 }
    #expect(
      archived.contains { $0.hasSuffix("/journal.jsonl") && bench.text($0) == String(decoding: journal, as: UTF8.self) }
    )
    #expect(archived.contains { $0.hasSuffix("-a.md") && bench.text($0) == artifact })
    #expect(archived.contains { $0.hasSuffix("/attempts/a/visit-1-attempt-1.md") })
    #expect(bench.gate("b", "toolu_b2").denial?.contains("a (ready, has not run)") == true)
  }

  @Test func `Every --fresh has an archive of its own`() throws {
    let bench = try HookBench()
    for turn in 0..<4 {
      bench.start("--fresh", turn: "p\(turn)")
      bench.accept("a", call: "toolu_\(turn)", agent: "agent\(turn)")
    }
    let journals = bench.files(below: ".context/.run/archive").filter { $0.hasSuffix("/journal.jsonl") }
    #expect(journals.count == 3)
  }

  @Test func `A complete run is archived by the next start`() throws {
    let bench = try HookBench()
    bench.start()
    bench.accept("a")
    bench.accept("b")
    #expect(bench.stop().isContinue)
    #expect(bench.kinds.last == "finished")
    #expect(bench.start(turn: "p2").context?.contains("has started") == true)
    #expect(bench.kinds == ["run-started"])
    #expect(!bench.exists(".context/a.md") && !bench.exists(".context/report.md"))
    let archived = bench.files(below: ".context/.run/archive")
    #expect(archived.contains { $0.hasSuffix("report.json") })
    #expect(archived.contains { $0.hasSuffix("-b.md") })
  }

  @Test(arguments: [
    ".claude/workflows/wf/flow.yaml", ".claude/workflows/wf/contracts/a-output.yaml",
  ])
  func `A changed definition is refused, naming the file`(file: String) throws {
    let bench = try HookBench()
    bench.start()
    let text = try #require(bench.text(file))
    try bench.write(text + "\n# changed\n", to: file)
    let journal = bench.journal
    let reason = try #require(bench.start(turn: "p2").block)
    #expect(reason.contains("- " + file))
    #expect(!reason.contains("b-output"))
    #expect(reason.contains("--fresh"))
    #expect(bench.journal == journal)
    try bench.write(text, to: file)
    #expect(bench.start(turn: "p3").context?.contains("goes on") == true)
  }

  @Test func `Without a flow an agent is no part of the definition before it is admitted`() throws {
    let own = ".claude/workflows/wf/contracts/workflow-output.yaml"
    let bench = try HookBench(flow: nil, files: [own: "name: out\nschema: {required: [header]}\n"])
    bench.start()
    let text = try #require(bench.text(own))
    try bench.write(text + "# changed\n", to: own)
    #expect(bench.gate("a", "t1").denial?.contains("- " + own) == true)
    #expect(bench.start(turn: "p2").block?.contains("- " + own) == true)
    try bench.write(text, to: own)
    let agents = ".claude/workflows/wf/contracts/a-output.yaml"
    try bench.write(try #require(bench.text(agents)) + "# changed\n", to: agents)
    #expect(bench.gate("a", "t2").isAdmitted)
  }

  @Test func `Of an agent only its contracts count`() throws {
    let bench = try HookBench()
    bench.start()
    let text = try #require(bench.text(".claude/agents/a.md"))
    try bench.write(text + "More prose.\n", to: ".claude/agents/a.md")
    #expect(bench.start(turn: "p2").context?.contains("goes on") == true)
    try bench.write(text.replacing("contract: a-output", with: "contract: b-output"), to: ".claude/agents/a.md")
    #expect(bench.start(turn: "p3").block?.contains("- .claude/agents/a.md") == true)
  }

  @Test func `A failed run is reopened with its failed nodes ready and their attempts at zero`() throws {
    let bench = try HookBench(agents: [AgentSketch("a", retries: 0), AgentSketch("b")])
    bench.start()
    bench.run("a")
    bench.end("a", "agent_a", message: "no document")
    #expect(bench.outcomes == ["exhausted"])
    #expect(bench.stop().message?.contains("failed") == true)
    #expect(bench.start(turn: "p2").context?.contains("Ready now: a.") == true)
    bench.run("a", call: "toolu_a2", agent: "agent_a2")
    #expect(bench.end("a", "agent_a2", message: bench.document("a")).isContinue)
    #expect(bench.outcomes.last == "accepted")
    #expect(bench.gate("b", turn: "p2").isAdmitted)
  }

  @Test func `A damaged journal is told with its line, and --fresh archives it`() throws {
    let bench = try HookBench()
    bench.start()
    bench.accept("a")
    let damaged = String(decoding: bench.journal, as: UTF8.self).replacing("\"admitted\"", with: "\"admitteD\"")
    try bench.write(damaged, to: bench.journalPath)
    let reason = try #require(bench.start(turn: "p2").block)
    #expect(reason.contains("\(bench.journalPath):3:"))
    #expect(reason.contains("damaged") && reason.contains("--fresh"))
    #expect(bench.text(bench.journalPath) == damaged)
    #expect(bench.start("--fresh", turn: "p3").context?.contains("has started") == true)
    #expect(bench.files(below: ".context/.run/archive").contains { $0.hasSuffix("/journal.jsonl") })
  }

  @Test func `A torn last line is ignored and cut off`() throws {
    let bench = try HookBench()
    bench.start()
    bench.accept("a")
    let whole = bench.journal
    try bench.write(String(decoding: whole, as: UTF8.self) + "{\"seq\":99,\"at\":\"20", to: bench.journalPath)
    #expect(bench.gate("b").isAdmitted)
    #expect(Array(bench.journal.prefix(whole.count)) == whole)
    #expect(bench.events().count == bench.events().compactMap { $0["seq"]?.integer }.count)
    #expect(bench.kinds.last == "admitted")
  }

  @Test(arguments: ["resume", "compact"])
  func `A resumed or compacted session is told where its run stands`(source: String) throws {
    let bench = try HookBench()
    #expect(bench.sessionStart(source).isContinue)
    bench.start()
    bench.accept("a")
    let journal = bench.journal
    let context = try #require(bench.sessionStart(source).context)
    #expect(context.hasPrefix("The workflow \"wf\" is under way. WORKDIR=\(bench.project)\n"))
    #expect(context.contains("Ready now: b."))
    #expect(context.contains("Rules:"))
    #expect(bench.journal == journal)
  }

  @Test(arguments: ["startup", "clear"])
  func `Another start of a session is told nothing`(source: String) throws {
    let bench = try HookBench()
    bench.start()
    #expect(bench.sessionStart(source).isContinue)
  }

  /// The validator that is mended changes another contract, once.
  @Test(arguments: ["", "--force"])
  func `What was checked while the definition was changed counts for nothing`(option: String) throws {
    let folder = ".claude/workflows/wf/", validator = folder + "validators/check.sh"
    let contract = folder + "contracts/a-output.yaml", other = folder + "contracts/b-output.yaml"
    let bench = try HookBench(
      files: [
        contract: (try #require(AgentSketch("a").contractText)) + "validator: validators/check.sh\n",
        validator: "#!/bin/sh\nexit 2\n",
      ])
    func mend(_ text: String) throws {
      try bench.write(text, to: validator)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: bench.path(validator))
    }
    try mend("#!/bin/sh\nexit 2\n")
    bench.start()
    bench.run("a")
    bench.end("a", "agent_a", message: bench.document("a"))
    #expect(bench.outcomes == ["unchecked"])
    let text = try #require(bench.text(other))
    try mend("#!/bin/sh\ngrep -q '^#' contracts/b-output.yaml || echo '# changed' >> contracts/b-output.yaml\nexit 0\n")
    let told = try #require(bench.start(option, turn: "p2").block)
    #expect(told.contains("was changed while the command checked documents by it: \(other)"), "\(told)")
    #expect(bench.outcomes == ["unchecked"] && !bench.kinds.contains("resumed"))
    // By now it is as any changed file.
    if option.isEmpty {
      #expect(bench.start(turn: "p3").block?.contains("- " + other) == true)
      try bench.write(text, to: other)
      try mend("#!/bin/sh\nexit 0\n")
    }
    #expect(bench.start(option, turn: "p4").context?.contains("Ready now: b.") == true)
    #expect(bench.outcomes == ["unchecked", "accepted"])
  }

  @Test func `A session whose run is over is told nothing`() throws {
    let bench = try HookBench(flow: "START >> a >> END", agents: [AgentSketch("a")])
    bench.start()
    bench.accept("a")
    bench.stop()
    #expect(bench.sessionStart("resume").isContinue)
  }

  @Test(arguments: [nil, "", "{\"workd"])
  func `A resumed session whose pointer is lost or torn finds its run again`(torn: String?) throws {
    let bench = try HookBench()
    bench.start()
    bench.accept("a")
    let pointer = ".claude/workflows/.runs/\(bench.session)"
    let whole = try #require(bench.text(pointer))
    try bench.remove(pointer)
    if let torn { try bench.write(torn, to: pointer) }
    #expect(bench.sessionStart("resume").context?.contains("Ready now: b.") == true)
    #expect(bench.text(pointer) == whole)
    #expect(bench.gate("a", "toolu_a2").denial?.contains("it is done") == true)
  }

  /// It may be that of a run in another working directory.
  @Test func `Of a torn pointer every hook says that the command mends it`() throws {
    let bench = try HookBench()
    bench.start("--workdir=out")
    let pointer = ".claude/workflows/.runs/\(bench.session)"
    let whole = try #require(bench.text(pointer))
    try bench.write("{\"workd", to: pointer)
    let told = "it is no pointer to a run\nGive the workflow's command again, with the --workdir that it had"
    #expect(bench.sessionStart("resume").message?.contains(told) == true)
    #expect(bench.gate("a").denial?.contains(told) == true)
    #expect(bench.end("a", message: bench.document("a")).message?.contains(told) == true)
    #expect(bench.stop().message?.contains(told) == true)
    #expect(bench.start("--abort", turn: "p2").block?.contains(told) == true)
    #expect(bench.start("--workdir=out", turn: "p3").context?.contains("goes on") == true)
    #expect(bench.text(pointer) == whole)
  }

  @Test func `A resumed session without a pointer leaves another session's run alone, and one that is over`() throws {
    let bench = try HookBench(flow: "START >> a >> END", agents: [AgentSketch("a")])
    bench.start()
    bench.start("--takeover", turn: "q1", session: "other-session")
    let pointer = ".claude/workflows/.runs/\(bench.session)"
    try bench.remove(pointer)
    #expect(bench.sessionStart("resume").isContinue)
    #expect(bench.text(pointer) == nil)
    bench.start("--takeover", turn: "p2")
    bench.accept("a")
    bench.stop()
    try bench.remove(pointer)
    #expect(bench.sessionStart("resume").isContinue)
    #expect(bench.text(pointer) == nil)
  }

  @Test func `A resumed session without a pointer leaves its run alone that rests, which may not be its last`() throws {
    let bench = try HookBench()
    bench.start()
    bench.accept("a")
    let pointer = ".claude/workflows/.runs/\(bench.session)"
    bench.start("--pause", turn: "p2")
    #expect(bench.sessionStart("resume").context?.contains("The run is paused") == true, "by its pointer it is told")
    #expect(bench.start("--workdir=out", turn: "p3").context?.contains("has started") == true)
    try bench.remove(pointer)
    #expect(bench.sessionStart("resume").isContinue)
    #expect(bench.text(pointer) == nil)
    #expect(bench.stop(turn: "p4").isContinue)
    #expect(bench.start("--workdir=out", turn: "p5").context?.contains("Ready now: a.") == true)
    #expect(bench.start(turn: "p6").context?.contains("Ready now: b.") == true)
  }

  @Test func `A resumed session whose pointer is still that of its last run finds its run again`() throws {
    let bench = try HookBench()
    bench.start()
    let pointer = ".claude/workflows/.runs/\(bench.session)"
    let last = try #require(bench.text(pointer))
    bench.start("--fresh", turn: "p2")
    bench.accept("a", call: "t2", agent: "a2")
    let whole = try #require(bench.text(pointer))
    #expect(last != whole)
    try bench.write(last, to: pointer)
    #expect(bench.sessionStart("resume").context?.contains("Ready now: b.") == true)
    #expect(bench.text(pointer)?.contains(try #require(bench.events().first?["run"]?.string)) == true)
  }
}
