import Diagnostics
import Documents
import Foundation
import Hooks
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Failures of ours: never the model's fault, never a silent pass in a run.
@Suite("When something of ours breaks")
struct BreakdownTests {
  private static let contract = ".claude/workflows/wf/contracts/a-output.yaml"
  private static let isRoot = geteuid() == 0

  private func running(_ agent: AgentSketch = AgentSketch("a"), files: [String: String] = [:]) throws -> HookBench {
    let bench = try HookBench(agents: [agent, AgentSketch("b")], files: files)
    bench.start()
    bench.run("a", call: "toolu_1", agent: "agent1")
    return bench
  }

  /// What must hold for every attempt that couldn't be checked.
  private func expectHeld(_ bench: HookBench, naming cause: String) {
    let reply = bench.end("a", message: bench.document("a"))
    #expect(reply.block == nil && reply.node["continue"]?.boolean == true)
    #expect(reply.message?.contains(cause) == true, "\(reply.text)")
    #expect(bench.outcomes == ["unchecked"])
    #expect(bench.text(".context/.run/attempts/a/visit-1-attempt-1.md") == bench.document("a"))
    let refusal = bench.gate("b", "toolu_refused")
    #expect(refusal.denial?.hasPrefix("a is held: ") == true, "\(refusal.text)")
    #expect(refusal.denial?.contains(cause) == true)
    #expect(refusal.denial?.contains("/wf") == true)
    #expect(bench.post("a").context?.contains("a is held: ") == true)
    let stop = bench.stop()
    #expect(stop.block == nil)
    #expect(stop.message?.contains("The workflow \"wf\" is held:\n- a: ") == true, "\(stop.text)")
  }

  private func expectMended(_ bench: HookBench) {
    let reply = bench.start(turn: "p2")
    #expect(reply.context?.contains("Ready now: b.") == true, "\(reply.text)")
    #expect(bench.outcomes == ["unchecked", "accepted"])
    #expect(bench.text(".context/a.md") == bench.document("a"))
    #expect(bench.accept("b").isContinue)
    #expect(bench.stop().isContinue)
    #expect(bench.report?["outcome"]?.string == "complete")
  }

  @Test(arguments: ["", "name: a-output\nschema: [", "name: a-output\nschema: {type: 7}\n"])
  func `A contract that broke in mid run holds the node until it is restored`(text: String) throws {
    let bench = try running()
    let contract = try #require(bench.text(Self.contract))
    if text.isEmpty { try bench.remove(Self.contract) } else { try bench.write(text, to: Self.contract) }
    expectHeld(bench, naming: Self.contract)
    #expect(bench.start(turn: "p9").block?.contains("can't start, its definition has mistakes") == true)
    try bench.write(contract, to: Self.contract)
    expectMended(bench)
  }

  @Test func `A document that turns out wrong when it is checked again makes the node ready`() throws {
    let bench = try running()
    let contract = try #require(bench.text(Self.contract))
    try bench.remove(Self.contract)
    bench.end("a", message: "no document")
    #expect(bench.outcomes == ["unchecked"])
    try bench.write(contract, to: Self.contract)
    #expect(bench.start(turn: "p2").context?.contains("Ready now: a.") == true)
    #expect(bench.outcomes == ["unchecked", "rejected"])
    #expect(bench.accept("a", call: "toolu_2", agent: "agent2").isContinue)
    #expect(bench.outcomes.last == "accepted")
  }

  @Test func `A target that became a directory holds the node until it is gone`() throws {
    let bench = try running()
    try bench.makeFolder(".context/a.md/inside")
    expectHeld(bench, naming: ".context/a.md")
    try bench.remove(".context/a.md")
    expectMended(bench)
  }

  @Test func `A document that could not be passed on says why it waits`() throws {
    let bench = try running()
    try bench.makeFolder(".context/a.md/inside")
    bench.end("a", message: bench.document("a"))
    let attempt = try #require(bench.attempts.last)
    #expect(attempt["outcome"]?.string == "unchecked")
    #expect(attempt["hold"]?.string == "broken")
    #expect(attempt["header"] == nil && attempt["leaves"] == nil)
    // What the node's own file says about its target may be mended, as with
    // any other hold.
    let agent = ".claude/agents/a.md"
    let text = try #require(bench.text(agent))
    try bench.write(text.replacingOccurrences(of: "/.context/a.md", with: "/.context/other.md"), to: agent)
    #expect(bench.start(turn: "p2").context?.contains("Ready now: b.") == true)
    #expect(bench.text(".context/other.md") == bench.document("a"))
    #expect(bench.attempts.last?["outcome"]?.string == "accepted")
    #expect(bench.attempts.last?["hold"] == nil)
  }

  @Test func `Without a flow a second document that waits holds its node, though the first is done`() throws {
    let bench = try HookBench(flow: nil)
    bench.start()
    for (call, agent) in [("t1", "x"), ("t2", "y")] {
      bench.gate("a", call)
      bench.begin("a", agent)
    }
    let end = { (agent: String, call: String) in
      let document = bench.document("a", body: agent)
      let path = try bench.transcript(agent: agent, texts: [document], call: call)
      bench.end("a", agent, message: document, transcript: path)
    }
    try end("x", "t1")
    try bench.remove(".context/a.md")
    try bench.makeFolder(".context/a.md/inside")
    try end("y", "t2")
    #expect(bench.outcomes == ["accepted", "unchecked"])
    #expect(bench.stop().message?.contains("is held:") == true)
    #expect(!bench.kinds.contains("finished"))
    try bench.remove(".context/a.md")
    bench.start(turn: "p2")
    #expect(bench.outcomes == ["accepted", "unchecked", "accepted"])
    #expect(bench.text(".context/a.md")?.contains("y") == true)
    #expect(bench.stop(turn: "p2").isContinue)
    #expect(bench.kinds.last == "finished")
  }

  @Test func `A target whose folder became a link is not written through it`() throws {
    let bench = try running(AgentSketch("a", target: "$WORKDIR/out/a.md"))
    try bench.makeFolder(bench.root + "/elsewhere")
    try bench.link("out", to: bench.root + "/elsewhere")
    let reply = bench.end("a", message: bench.document("a"))
    #expect(reply.block == nil)
    #expect(bench.outcomes == ["unchecked"])
    #expect(!bench.exists(bench.root + "/elsewhere/a.md"))
    #expect(bench.gate("b", "toolu_b").denial?.hasPrefix("a is held: ") == true)
  }

  @Test(.enabled(if: !isRoot, "root may write everywhere"))
  func `A folder that can't be written holds the node`() throws {
    let bench = try running(AgentSketch("a", target: "$WORKDIR/out/a.md"), files: ["out/x": "x"])
    #expect(chmod(bench.path("out"), 0o555) == 0)
    defer { chmod(bench.path("out"), 0o755) }
    expectHeld(bench, naming: bench.path("out"))
  }

  @Test func `A journal that can't be written closes the gate, naming it`() throws {
    let bench = try HookBench()
    bench.start()
    let journal = try #require(bench.text(bench.journalPath))
    try bench.remove(bench.path(".context/.run/lock"))
    try bench.makeFolder(".context/.run/lock")
    let reason = try #require(bench.gate("a").denial)
    #expect(reason.contains(".context/.run/lock"))
    #expect(bench.text(bench.journalPath) == journal)
    try bench.remove(".context/.run/lock")
    #expect(bench.gate("a").isAdmitted)
  }

  // MARK: Validators

  private static let validator = ".claude/workflows/wf/validators/check.sh"

  private func validated(_ script: String, retries: Int? = nil) throws -> HookBench {
    let agent = AgentSketch("a", retries: retries)
    let bench = try HookBench(
      agents: [agent, AgentSketch("b")],
      files: [
        Self.contract: (agent.contractText ?? "") + "validator: validators/check.sh\n",
        Self.validator: "#!/bin/sh\n" + script + "\n",
      ])
    #expect(chmod(bench.path(Self.validator), 0o755) == 0)
    bench.start()
    bench.run("a", call: "toolu_1", agent: "agent1")
    return bench
  }

  @Test func `A validator's messages send the document back`() throws {
    let bench = try validated("cat > seen.json; echo 'the text <is> too short'; exit 1")
    let reason = try #require(bench.end("a", message: bench.document("a")).block)
    #expect(reason.contains("the validator says \"the text \\u003cis> too short\""))
    #expect(bench.text(".claude/workflows/wf/seen.json")?.contains(#""agent":"a""#) == true)
  }

  @Test func `A validator runs only after the schema accepted`() throws {
    let bench = try validated("cat > seen.json; exit 0")
    #expect(bench.end("a", message: "---\nagent: a\n---\nx").block != nil)
    #expect(!bench.exists(".claude/workflows/wf/seen.json"))
    #expect(bench.end("a", message: bench.document("a"), again: true).isContinue)
    #expect(bench.exists(".claude/workflows/wf/seen.json"))
    #expect(bench.outcomes == ["rejected", "accepted"])
  }

  @Test func `A broken validator is not a rejected document`() throws {
    let bench = try validated("test -e ../../../mended && exit 0; echo oops >&2; exit 7")
    expectHeld(bench, naming: "check.sh")
    #expect(bench.start(turn: "p3").context?.contains("Held: a:") == true)
    try bench.write("", to: "mended")
    let reply = bench.start(turn: "p2")
    #expect(reply.context?.contains("Ready now: b.") == true, "\(reply.text)")
    #expect(bench.outcomes == ["unchecked", "accepted"])
  }

  @Test func `A validator that doesn't exist keeps the workflow from starting`() throws {
    let contract = try #require(AgentSketch("a").contractText)
    let bench = try HookBench(files: [Self.contract: contract + "validator: validators/gone.sh\n"])
    let reason = try #require(bench.start().block)
    #expect(reason.contains("\"validators/gone.sh\" does not exist"))
    #expect(reason.contains(Self.contract + ":"))
  }
}
