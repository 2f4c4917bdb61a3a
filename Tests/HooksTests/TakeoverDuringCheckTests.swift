import Documents
import Foundation
import Hooks
import Testing

/// A document is judged without the run's lock, which may take seconds.
@Suite("subagent-output: a run that goes to somebody else while a document is judged")
struct TakeoverDuringCheckTests {
  private static let validator = ".claude/workflows/wf/validators/check.sh"

  /// An agent at work whose validator waits until the file `go` is there.
  private func atWork() throws -> HookBench {
    let agent = AgentSketch("a")
    let bench = try HookBench(
      agents: [agent, AgentSketch("b")],
      files: [
        ".claude/workflows/wf/contracts/a-output.yaml": (agent.contractText ?? "")
          + "validator: validators/check.sh\n",
        Self.validator: """
        #!/bin/sh
        : > started
        n=0
        while [ ! -e go ] && [ $n -lt 500 ]; do sleep 0.02; n=$((n + 1)); done

        """,
      ])
    #expect(chmod(bench.path(Self.validator), 0o755) == 0)
    bench.start()
    bench.run("a", call: "toolu_1", agent: "agent1")
    bench.post("a", "toolu_1", agent: "agent1", status: "async_launched")
    return bench
  }

  @Test(arguments: ["--takeover", "--takeover --fresh"])
  func `The document is written nowhere and not sent back`(options: String) throws {
    let bench = try atWork()
    let folder = ".claude/workflows/wf"
    let replies = concurrently(2) { index in
      if index == 0 { return bench.end("a", "agent1", message: bench.document("a")) }
      for _ in 0..<500 where !bench.exists(folder + "/started") { usleep(20_000) }
      let reply = bench.start(options, turn: "q1", session: "other-session")
      try? bench.write("", to: folder + "/go")
      return reply
    }
    #expect(replies[1].context != nil)
    #expect(replies[0].block == nil)
    #expect(replies[0].message?.contains("is not written") == true)
    #expect(!bench.exists(".context/a.md"))
    #expect(bench.events("attempt").isEmpty)
    #expect(!bench.files(below: ".context/.run").contains { $0.contains("unrecorded-") })
  }
}
