import Diagnostics
import Documents
import Foundation
import Hooks
import Testing

@Suite("subagent-output: documents outside a run")
struct LooseReceptionTests {
  private let wrong = [
    "no document", "---\nagent: a\n---\nx", "---\nagent: a\ntype: x\n---\nx", "---\nagent: x\n---\nx",
  ]

  @Test func `An accepted document is written to its target, without a run`() throws {
    let bench = try HookBench()
    #expect(bench.end("a", message: bench.document("a")).isContinue)
    #expect(bench.text(".context/a.md") == bench.document("a"))
    #expect(!bench.exists(".context/.run/journal.jsonl"))
  }

  @Test func `The working directory is the environment's`() throws {
    let bench = try HookBench()
    try bench.makeFolder("out")
    #expect(bench.end("a", message: bench.document("a"), environment: ["WORKDIR": bench.path("out")]).isContinue)
    #expect(bench.text("out/.context/a.md") == bench.document("a"))
    #expect(!bench.exists(".context/a.md"))
  }

  @Test func `An agent is asked again as often as its retries say, counted on disk`() throws {
    let bench = try HookBench(agents: [AgentSketch("a", retries: 2)])
    #expect(bench.end("a", message: wrong[0]).block?.contains("does not satisfy the contract \"a-output\"") == true)
    #expect(bench.end("a", message: wrong[1], again: true).block != nil)
    let last = bench.end("a", message: wrong[2], again: true)
    #expect(last.block == nil)
    #expect(last.message?.contains("the document of a was rejected and is not written") == true)
    #expect(last.message?.contains("/header/type") == true)
    #expect(!bench.exists(".context/a.md"))
    #expect(bench.end("a", "agent2", message: wrong[0]).block != nil)
  }

  @Test func `Without retries of its own an agent has two`() throws {
    let bench = try HookBench()
    let blocks = wrong.prefix(3).map { bench.end("a", message: $0).block != nil }
    #expect(blocks == [true, true, false])
  }

  @Test func `The same problems twice end the retries early`() throws {
    let bench = try HookBench(agents: [AgentSketch("a", retries: 7)])
    #expect(bench.end("a", message: "one").block != nil)
    #expect(bench.end("a", message: "two", again: true).message?.contains("exhausted") == true)
  }

  @Test func `Copies of the hook count one attempt`() throws {
    let bench = try HookBench(agents: [AgentSketch("a", retries: 1)])
    let replies = concurrently(8) { _ in bench.end("a", message: "no document") }
    #expect(replies.allSatisfy { $0.block != nil && $0 == replies[0] })
    #expect(bench.end("a", message: wrong[1], again: true).message?.contains("exhausted") == true)
  }

  @Test func `Another session's unfinished run finds no files that it didn't write`() throws {
    let bench = try HookBench()
    bench.start()
    let reply = bench.end("a", message: bench.document("a"), session: "another-session")
    #expect(reply.block == nil)
    #expect(reply.message?.contains("holds an unfinished run of another session") == true)
    #expect(!bench.exists(".context/a.md"))
    #expect(bench.end("a", message: "wrong", session: "another-session").block != nil)
    #expect(bench.kinds == ["run-started"])
  }

  @Test func `A complete run keeps nobody from writing`() throws {
    let bench = try HookBench(flow: "START >> a >> END", agents: [AgentSketch("a")])
    bench.start()
    bench.accept("a")
    bench.stop()
    #expect(bench.end("a", "later", message: bench.document("a", body: "New."), session: "another-session").isContinue)
    #expect(bench.text(".context/a.md") == bench.document("a", body: "New."))
  }

  @Test func `A broken contract lets the agent go and tells the user`() throws {
    let bench = try HookBench()
    try bench.write("name: a-output\nschema: [", to: ".claude/workflows/wf/contracts/a-output.yaml")
    let reply = bench.end("a", message: bench.document("a"))
    #expect(reply.block == nil)
    #expect(reply.message?.contains("contracts/a-output.yaml:2:") == true)
    #expect(!bench.exists(".context/a.md"))
  }

  @Test func `An agent that is no node of the run's flow is held to its contract in the run's directory`() throws {
    let bench = try HookBench(flow: "START >> a >> END")
    bench.start("--workdir=out")
    #expect(bench.end("b", message: "nothing").block != nil)
    #expect(bench.end("b", message: bench.document("b"), again: true).isContinue)
    #expect(bench.text("out/.context/b.md") == bench.document("b"))
    #expect(bench.events(in: bench.path("out/.context/.run/journal.jsonl")).count == 1)
  }

  @Test func `An agent without an output contract is none of our business`() throws {
    let bench = try HookBench(agents: [.plain("a")])
    let before = bench.allFiles()
    #expect(bench.end("a", message: "done").isContinue)
    #expect(bench.allFiles() == before)
  }
}
