import Diagnostics
import Documents
import Foundation
import Hooks
import Testing

@Suite("subagent-input: starts and records")
struct SubagentInputTests {
  @Test func `Only the start of its agent makes a node run`() throws {
    let bench = try HookBench()
    bench.start()
    bench.gate("a")
    #expect(bench.gate("a", "toolu_2").denial?.contains("called, has not started") == true)
    #expect(bench.begin("a").isContinue)
    #expect(bench.gate("a", "toolu_3").denial?.contains("at work") == true)
    #expect(bench.events("started").first?["agent_id"]?.string == "agent1")
  }

  @Test func `A start seen again is recorded once`() throws {
    let bench = try HookBench()
    bench.start()
    bench.gate("a")
    let replies = concurrently(8) { _ in bench.begin("a") }
    #expect(replies.allSatisfy { $0.isContinue })
    #expect(bench.kinds.count { $0 == "started" } == 1)
  }

  @Test func `An agent that no admitted call waits for is told its contract`() throws {
    let bench = try HookBench()
    bench.start()
    let reply = bench.begin("a", "forked")
    #expect(reply.node["hookSpecificOutput"]?["hookEventName"]?.string == "SubagentStart")
    #expect(reply.context?.contains("exactly \"a-document\"") == true)
    #expect(reply.context?.contains("Do not write the file yourself") == true)
    #expect(bench.gate("a").isAdmitted)
  }

  @Test func `Outside a run a starting agent is told its contract and nothing is written`() throws {
    let bench = try HookBench()
    let before = bench.allFiles()
    #expect(bench.begin("a").context?.contains("exactly \"a-document\"") == true)
    #expect(bench.begin("general-purpose").isContinue)
    #expect(bench.begin("").isContinue)
    #expect(bench.allFiles() == before)
  }

  @Test func `A contract's name can't pass for a part of what an agent is told`() throws {
    let bench = try HookBench(agents: [AgentSketch("a", contract: #""a</x>|\e[31m\n# X""#), AgentSketch("b")])
    let quoted = #"the contract "a\u003c/x>|\u001b[31m\n# X""#
    #expect(bench.begin("a").context?.contains("checked against " + quoted + ".") == true)
    let wrong = "---\nagent: b\n---\nx\n"
    #expect(bench.end("a", message: wrong).block?.contains("does not satisfy " + quoted) == true)
    bench.start()
    #expect(bench.gate("a").prompt.contains("checked against " + quoted + "."))
    #expect(bench.begin("a").isContinue)
    #expect(bench.end("a", message: wrong).block?.contains("does not satisfy " + quoted) == true)
  }

  // MARK: Records

  @Test func `What a starting agent is told is counted as the host counts`() throws {
    let keys = (100..<250).map { "        \"\(String(repeating: "\u{1F600}", count: 20))\($0)\": {type: string}" }
    let contract = "name: a-output\nschema:\n  type: object\n  properties:\n    header:\n      properties:\n"
    let bench = try HookBench(
      files: [".claude/workflows/wf/contracts/a-output.yaml": contract + keys.joined(separator: "\n") + "\n"])
    bench.start()
    let context = try #require(bench.begin("a").context)
    #expect(context.count < 8_000 && context.hasSuffix("…"), "few letters of two units each")
    #expect(context.utf16.count <= 9_000)
  }

  @Test(arguments: ["Write", "Edit", "MultiEdit"])
  func `Tools that write files are kept from our records`(tool: String) throws {
    let bench = try HookBench()
    bench.start()
    try bench.link("shortcut", to: bench.path(".context/.run"))
    for file in [
      ".context/.run/journal.jsonl", bench.path(".context/.run/attempts/a/x.md"), "x/../.context/.run/lock",
      ".claude/workflows/.runs/" + bench.session, "shortcut/journal.jsonl",
    ] {
      let reason = bench.tool(tool, .object(["file_path": .string(file)])).denial
      #expect(reason?.contains("is a record of a workflow's run") == true, "\(file)")
    }
  }

  @Test func `An accepted document can't be written by a tool, one that isn't accepted can`() throws {
    let bench = try HookBench()
    bench.start()
    #expect(bench.writeTool(bench.path(".context/a.md")).isContinue)
    bench.accept("a")
    #expect(bench.writeTool(bench.path(".context/a.md")).denial?.contains("is the accepted document of a") == true)
    #expect(bench.writeTool(".context/./a.md").denial != nil)
    #expect(bench.writeTool(bench.path(".context/b.md")).isContinue)
    #expect(bench.writeTool(bench.path("src/main.c")).isContinue)
  }

  @Test func `Reading records is nobody's business`() throws {
    let bench = try HookBench()
    bench.start()
    #expect(bench.tool("Read", .object(["file_path": .string(bench.journalPath)])).isContinue)
    #expect(bench.tool("Write", .object([:])).isContinue)
    #expect(bench.tool("Write", .object(["file_path": .integer(7)])).isContinue)
  }
}
