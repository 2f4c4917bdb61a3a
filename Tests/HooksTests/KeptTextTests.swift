import Documents
import Foundation
import Hooks
import Platform
import Testing

/// The words of an attempt, in its file and in the journal: which of the two
/// has reached the disk when the hook answers.
@Suite("subagent-output: texts and the loss of power")
struct KeptTextTests {
  private let kept = ".context/.run/attempts/a/visit-1-attempt-1.md"

  private func bench() throws -> HookBench {
    let bench = try HookBench(
      flow: "START >> a >> b >> END",
      agents: [AgentSketch("a"), AgentSketch("b", context: ["\"$WORKDIR/.context/a.md\""])])
    bench.start()
    return bench
  }

  @Test func `A text is kept in the event, too, so that the journal alone is waited for`() throws {
    let bench = try bench()
    bench.accept("a")
    #expect(bench.text(kept) == bench.document("a"))
    #expect(bench.attempts.first?["text"]?.string == bench.document("a"))
  }

  /// What a file system may leave of files that nobody waited for.
  @Test(arguments: [nil, ""] as [String?])
  func `A document whose files the loss of power took is restored from the journal`(_ rest: String?) throws {
    let bench = try bench()
    bench.accept("a")
    let artifact = bench.text(".context/a.md")
    for path in [".context/a.md", kept] {
      try bench.remove(path)
      if let rest { try bench.write(rest, to: path) }
    }
    #expect(bench.gate("b").isAdmitted)
    #expect(bench.text(".context/a.md") == artifact)
    #expect(bench.text(kept) == bench.document("a"))
  }

  @Test func `The folder of the attempts may be gone altogether`() throws {
    let bench = try bench()
    bench.run("a")
    bench.end("a", "agent_a", message: "nothing")
    try bench.remove(".context/.run/attempts")
    #expect(bench.sessionEnd().isContinue)
    #expect(bench.submit("/wf --resume", turn: "p9").context != nil)
    #expect(bench.text(kept) == "nothing", "the command brings back what agents may be told of")
  }

  @Test func `A text that somebody changed is not replaced`() throws {
    let bench = try bench()
    bench.accept("a")
    try bench.remove(".context/a.md")
    try bench.write("Forged.", to: kept)
    let reason = try #require(bench.gate("b").denial)
    #expect(reason.contains("isn't the one that was accepted"))
    #expect(bench.text(kept) == "Forged.")
  }

  @Test func `A long text is waited for by itself`() throws {
    let bench = try bench()
    bench.run("a")
    let text = bench.document("a", body: String(repeating: "Found it. ", count: 2_000))
    bench.end("a", "agent_a", message: text)
    #expect(bench.attempts.first?["outcome"]?.string == "accepted")
    #expect(bench.attempts.first?["text"] == nil)
    #expect(bench.text(kept) == text)
  }
}
