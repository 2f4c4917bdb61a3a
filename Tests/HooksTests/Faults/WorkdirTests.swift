import Documents
import Foundation
import Platform
import Testing

/// Working directories that vanish, can't be written, lie elsewhere, or hold
/// what isn't this run's.
@Suite("A run whose working directory is not what it was")
struct WorkdirTests {
  private func isRefusedForItsJournal(_ reply: HookReply, _ words: String...) -> Bool {
    let reason = reply.denial ?? reply.block ?? reply.message ?? ""
    return reply.status == 0 && words.allSatisfy(reason.contains)
  }

  // MARK: What the journal is

  @Test func `A journal of another workflow is not taken for this run's`() throws {
    let bench = try HookBench()
    try bench.write("name: other\nflow: START >> a >> END\n", to: ".claude/workflows/other/flow.yaml")
    try bench.write("Another.\n", to: ".claude/commands/other.md")
    bench.start()
    let own = try #require(bench.text(".context/.run/journal.jsonl"))
    let reply = bench.submit("/other", turn: "p2")
    #expect(reply.block != nil)
    #expect(bench.text(".context/.run/journal.jsonl") == own)
    let run = try #require(bench.events().first?["run"]?.string)
    let foreign = own.replacingOccurrences(of: #""workflow":"wf""#, with: #""workflow":"other""#)
      .replacingOccurrences(of: run, with: "20200101T000000000-00000000")
    try bench.write(foreign, to: bench.journalPath)
    // The run that the session began is gone: its calls are outside of one, and nothing is added to what isn't its own.
    #expect(bench.gate("a", "t1").status == 0)
    #expect(bench.start(turn: "p3").block != nil)
    #expect(bench.text(".context/.run/journal.jsonl") == foreign)
  }

  @Test func `A journal of a newer version is refused with its version, and nothing is written`() throws {
    let bench = try HookBench()
    bench.start()
    let newer = try #require(bench.text(".context/.run/journal.jsonl"))
      .replacingOccurrences(of: #""format":1"#, with: #""format":9"#)
    try bench.write(newer, to: bench.journalPath)
    for reply in [bench.gate("a", "t1"), bench.start(turn: "p2"), bench.stop()] {
      #expect(
        isRefusedForItsJournal(reply, "journal.jsonl:1", "has the format 9", "Install the newer"), "\(reply.text)")
    }
    #expect(bench.text(".context/.run/journal.jsonl") == newer)
  }

  @Test func `A damaged journal is told with its line, at every boundary`() throws {
    let bench = try HookBench()
    bench.start()
    bench.accept("a")
    let damaged = try #require(bench.text(".context/.run/journal.jsonl"))
      .replacingOccurrences(of: #""event":"started""#, with: #""event":"startet""#)
    try bench.write(damaged, to: bench.journalPath)
    let line = 1 + (bench.kinds.firstIndex(of: "startet") ?? 0)
    for reply in [bench.gate("b", "t2"), bench.start(turn: "p2"), bench.stop()] {
      #expect(isRefusedForItsJournal(reply, "journal.jsonl:\(line + 1)"), "\(reply.text)")
    }
    #expect(bench.end("b", "b1", message: bench.document("b")).block == nil)
    #expect(bench.text(".context/.run/journal.jsonl") == damaged)
    #expect(bench.start("--fresh", turn: "p3").context?.contains("Ready now: a.") == true)
  }

  // MARK: Where it is

  @Test func `A run whose folder vanished admits nobody, and the command starts another`() throws {
    let bench = try HookBench()
    bench.start("--workdir=out")
    bench.accept("a")
    try bench.remove("out")
    let refused = bench.gate("b", "t2")
    #expect(refused.status == 0)
    #expect(!refused.isAdmitted, "\(refused.text)")
    #expect(bench.end("b", "b1", message: bench.document("b")).status == 0)
    #expect(bench.stop().status == 0)
    #expect(bench.start("--workdir=out", turn: "p2").context?.contains("Ready now: a.") == true)
  }

  @Test(.enabled(if: getuid() != 0, "the superuser may write everywhere"))
  func `A run whose folder may not be written keeps its state and says why`() throws {
    let bench = try HookBench()
    bench.start()
    bench.accept("a")
    let before = bench.kinds
    for folder in [".context/.run", ".context"] {
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: bench.path(folder))
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: bench.journalPath)
    #expect(isRefusedForItsJournal(bench.gate("b", "t2"), "ermission denied"))
    #expect(bench.kinds == before)
    for folder in [".context", ".context/.run"] {
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: bench.path(folder))
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: bench.journalPath)
    bench.accept("b", call: "t3")
    #expect(bench.stop().isContinue)
    #expect(bench.report?["outcome"]?.string == "complete")
  }

  /// A file system other than that of the project: documents can't be renamed across.
  private static let memory = FileManager.default.isWritableFile(atPath: "/dev/shm")

  @Test(.enabled(if: memory, "there is no /dev/shm to write to"))
  func `A run may work on another file system than its project`() throws {
    let bench = try HookBench()
    let workdir = "/dev/shm/claude-workflow-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: workdir, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: workdir) }
    bench.start("--workdir=" + workdir)
    bench.accept("a")
    bench.accept("b")
    #expect(bench.stop().isContinue)
    #expect(bench.text(workdir + "/.context/b.md")?.contains("Found it.") == true)
    #expect(bench.text(workdir + "/.context/report.json")?.contains("complete") == true)
    #expect(bench.start("--fresh --workdir=" + workdir, turn: "p2").context?.contains("Ready now: a.") == true)
    #expect(!bench.exists(workdir + "/.context/b.md"))
  }

  // MARK: When it is

  @Test func `A clock that goes back at every event changes nothing but the times`() throws {
    let bench = try HookBench(execution: "timeout: 600", agents: [AgentSketch("a", timeout: 60), AgentSketch("b")])
    let now = bench.clock.now().milliseconds
    var step = 0
    func back() {
      step += 1
      bench.clock.set(Timestamp(milliseconds: now - step * 3_600_000))
    }
    bench.start()
    for node in ["a", "b"] {
      back()
      #expect(bench.gate(node, "t_" + node).isAdmitted)
      back()
      bench.begin(node, "agent_" + node)
      back()
      #expect(bench.end(node, "agent_" + node, message: "nothing").block != nil)
      back()
      #expect(bench.end(node, "agent_" + node, message: bench.document(node), again: true).isContinue)
      back()
      bench.post(node, "t_" + node, agent: "agent_" + node)
    }
    back()
    #expect(bench.stop().isContinue)
    #expect(bench.outcomes == ["rejected", "accepted", "rejected", "accepted"])
    #expect(bench.report?["outcome"]?.string == "complete")
    #expect(bench.events().compactMap { $0["seq"]?.integer } == Array(1...bench.events().count))
  }
}
