import Diagnostics
import Documents
import Foundation
import Hooks
import TestSupport
import Testing

@Suite("subagent-input: the gate")
struct GateTests {
  private func started(_ flow: String = "START >> a >> b >> END", execution: String = "", agents: [AgentSketch]? = nil)
    throws -> HookBench
  {
    let bench = try HookBench(flow: flow, execution: execution, agents: agents)
    bench.start()
    return bench
  }

  // MARK: Not our business

  @Test(arguments: ["general-purpose", "Explore", "no-such-agent", "x"])
  func `A call of an agent without contracts changes nothing`(type: String) throws {
    let bench = try HookBench(agents: [AgentSketch("a"), AgentSketch("b"), .plain("x")])
    bench.start()
    let before = bench.allFiles()
    #expect(bench.gate(type).isContinue)
    #expect(bench.begin(type).isContinue)
    #expect(bench.end(type, message: "done").isContinue)
    #expect(bench.post(type).isContinue)
    #expect(bench.fail(type).isContinue)
    #expect(bench.allFiles() == before)
  }

  @Test func `A call without a type of agent, and any other tool, changes nothing`() throws {
    let bench = try started()
    let before = bench.allFiles()
    #expect(bench.gate("a", input: .object(["prompt": .string("x")])).isContinue)
    for name in ["Bash", "Read", "Write", "SendMessage", "Skill"] {
      #expect(bench.tool(name, .object(["file_path": .string(bench.path("x.md")), "to": .string("a")])).isContinue)
    }
    #expect(bench.allFiles() == before)
  }

  // MARK: Admission

  @Test func `An admitted call keeps every key and number, and gives no permission`() throws {
    let bench = try started()
    let text =
      #"{"description":"d","prompt":"Collect","subagent_type":"a","model":"opus","n":1.0,"m":1e2,"big":12345678901234567890123,"isolation":null,"list":[1,{"x":-0.10}],"run_in_background":false}"#
    let input = try #require(JSONReader(file: "i").read(Array(text.utf8)).value)
    let reply = bench.gate("a", input: input)
    let specific = try #require(reply.node["hookSpecificOutput"])
    #expect(specific["permissionDecision"] == nil)
    #expect(specific["hookEventName"]?.string == "PreToolUse")
    var updated = try #require(reply.updatedInput?.object)
    #expect(updated["prompt"]?.string?.hasPrefix("Collect\n\n---\nWORKDIR=\(bench.project)\n") == true)
    updated.set("prompt", .string("Collect"))
    #expect(Node(.object(updated)) == input)
    #expect(updated.keys == input.object?.keys)
    #expect(reply.text.contains("12345678901234567890123"))
  }

  @Test func `The prompt tells what the output contract demands`() throws {
    let prompt = try started().gate("a").prompt
    #expect(prompt.hasPrefix("Collect into /data\n"))
    #expect(prompt.contains("Your final message is the document itself"))
    #expect(prompt.contains("Do not write the file yourself"))
    #expect(prompt.contains("- agent (required): exactly \"a\""))
    #expect(prompt.contains("- type (required): exactly \"a-document\""))
    #expect(prompt.contains("- count (optional): integer, at least 0"))
    #expect(prompt.contains("The text below the frontmatter: string, at least 1 characters."))
    #expect(prompt.contains("It has this form:\n```markdown\n---\n"))
  }

  @Test func `A template goes before an example, and an example before the skeleton`() throws {
    let bench = try HookBench()
    let contract = try #require(bench.text(".claude/workflows/wf/contracts/a-output.yaml"))
    try bench.write(
      contract + "examples: [{path: examples/bad.md, valid: false}, examples/good.md]\n",
      to: ".claude/workflows/wf/contracts/a-output.yaml")
    try bench.write("bad one", to: ".claude/workflows/wf/examples/bad.md")
    try bench.write(bench.document("a", body: "A good one."), to: ".claude/workflows/wf/examples/good.md")
    bench.start()
    let prompt = bench.gate("a").prompt
    #expect(prompt.contains("An example that is accepted:\n```markdown\n---\nagent: a\n"))
    #expect(prompt.contains("A good one.") && !prompt.contains("bad one"))
    try bench.write("the ```template```", to: ".claude/workflows/wf/templates/a-output.md")
    bench.start("--fresh", turn: "p2")
    let second = bench.gate("a", "toolu_2").prompt
    #expect(second.contains("Use this form:\n````markdown\nthe ```template```\n````"))
    #expect(!second.contains("A good one."))
  }

  @Test func `An admission is recorded with its call, visit and answer`() throws {
    let bench = try started()
    let reply = bench.gate("a", "toolu_x", turn: "p7")
    let admission = try #require(bench.events("admitted").first)
    #expect(admission["tool_use_id"]?.string == "toolu_x")
    #expect(admission["node"]?.string == "a")
    #expect(admission["visit"]?.integer == 1)
    #expect(admission["prompt_id"]?.string == "p7")
    #expect(admission["answer"] == reply.node)
  }

  @Test(arguments: ["A", "Data-Collector", "DATA-COLLECTOR"])
  func `The type is matched without regard to letter case`(type: String) throws {
    let name = type.lowercased()
    let bench = try started("START >> \(name) >> END", agents: [AgentSketch(name)])
    #expect(bench.gate(type).isAdmitted)
    #expect(bench.events("admitted").first?["node"]?.string == name)
    #expect(bench.gate(name, "toolu_2").denial?.contains("called, has not started") == true)
  }

  @Test func `A call seen again gets the same answer and appends nothing`() throws {
    let bench = try started()
    let admitted = bench.gate("a")
    let refused = bench.gate("b", "toolu_2")
    let journal = bench.journal
    #expect(bench.gate("a") == admitted)
    #expect(bench.gate("b", "toolu_2") == refused)
    bench.begin("a")
    bench.end("a", message: bench.document("a"))
    let after = bench.journal
    #expect(bench.gate("a") == admitted)
    #expect(bench.gate("b", "toolu_2") == refused)
    #expect(bench.journal == after)
    #expect(journal.count < after.count)
  }

  @Test func `Of calls at the same time one is admitted`() throws {
    let bench = try started()
    let replies = concurrently(8) { bench.gate("a", "toolu_\($0)") }
    #expect(replies.count { $0.isAdmitted } == 1)
    #expect(replies.count { $0.denial?.contains("a can't be called now: it is called, has not started") == true } == 7)
    #expect(bench.kinds.count { $0 == "admitted" } == 1)
    #expect(bench.kinds.count { $0 == "refused" } == 7)
  }

  @Test func `Copies of the hook for one call are one admission`() throws {
    let bench = try started()
    let replies = concurrently(8) { _ in bench.gate("a") }
    #expect(replies.allSatisfy { $0.isAdmitted && $0 == replies[0] })
    #expect(bench.kinds.count { $0 == "admitted" } == 1)
  }

  // MARK: Refusals

  @Test func `A node that isn't ready is refused, naming what it waits for and what is ready`() throws {
    let bench = try started(
      "START >> [a, b] >> c >> END", agents: [AgentSketch("a"), AgentSketch("b"), AgentSketch("c")])
    bench.accept("a")
    let reason = try #require(bench.gate("c").denial)
    #expect(reason == "c is not ready: it waits for b (ready, has not run). Ready now: b.")
    let refusal = try #require(bench.events("refused").first)
    #expect(refusal["node"]?.string == "c")
    #expect(refusal["reason"]?.string == reason)
  }

  @Test func `A node that waits for one at work is told to wait`() throws {
    let bench = try started()
    bench.gate("a")
    #expect(
      bench.gate("b", "toolu_2").denial
        == "b is not ready: it waits for a (called, has not started). No node is ready now; wait for those at work.")
    bench.begin("a")
    #expect(bench.gate("b", "toolu_3").denial?.contains("a (at work)") == true)
    #expect(bench.gate("a", "toolu_4").denial?.contains("a can't be called now: it is at work.") == true)
  }

  @Test func `A node that is done is refused`() throws {
    let bench = try started()
    bench.accept("a")
    #expect(bench.gate("a", "toolu_2").denial == "a can't be called now: it is done. Ready now: b.")
  }

  @Test(arguments: [(1, ""), (3, ""), (2, "max_parallel: 2")])
  func `No more agents are at work than max_parallel says`(limit: Int, execution: String) throws {
    let names = ["a", "b", "c", "d"]
    let bench = try started(
      "START >> [a, b, c, d] >> END", execution: limit == 1 ? "max_parallel: 1" : execution,
      agents: names.map { AgentSketch($0) })
    for name in names.prefix(limit) { #expect(bench.gate(name, "toolu_" + name).isAdmitted) }
    let reason = try #require(bench.gate("d", "toolu_d").denial)
    #expect(reason.contains("no more than \(limit) may be (max_parallel)"))
    #expect(reason.contains("max_parallel"))
    bench.begin("a", "agent_a")
    bench.end("a", "agent_a", message: bench.document("a"))
    #expect(bench.gate("d", "toolu_d2").isAdmitted)
  }

  @Test func `A node's agent can't call another node`() throws {
    let bench = try started()
    bench.accept("a")
    bench.run("b")
    let caller = Caller(id: "agent_b", type: "b")
    #expect(bench.gate("a", "toolu_n", caller: caller).denial?.hasPrefix("b can't call a:") == true)
    #expect(bench.gate("general-purpose", "toolu_m", caller: caller).isContinue)
  }

  @Test func `After a node failed no other may start, and those at work may finish`() throws {
    let bench = try started(
      "START >> [a, b, c] >> END", agents: [AgentSketch("a", retries: 0), AgentSketch("b"), AgentSketch("c")])
    bench.run("a")
    bench.run("b")
    bench.end("a", "agent_a", message: "nothing")
    let reason = try #require(bench.gate("c").denial)
    #expect(reason.hasPrefix("The run has failed (a): no other node may start."))
    #expect(reason.contains("/wf"))
    #expect(bench.end("b", "agent_b", message: bench.document("b")).isContinue)
    #expect(bench.outcomes == ["exhausted", "accepted"])
  }

  @Test func `A terminated run ends the session once, at the gate`() throws {
    let bench = try started(
      "START >> [a, b] >> END", agents: [AgentSketch("a", retries: 0, onExhausted: "terminate"), AgentSketch("b")])
    bench.run("a")
    bench.end("a", "agent_a", message: "nothing")
    #expect(bench.gate("b", "toolu_n", caller: Caller(id: "x", type: "general-purpose")).node["continue"] == nil)
    let reply = bench.gate("b", "toolu_b")
    #expect(reply.node["continue"]?.boolean == false)
    #expect(reply.node["stopReason"]?.string?.contains("/wf is terminated: the attempts of a are exhausted") == true)
    #expect(reply.denial == reply.node["stopReason"]?.string)
    let report = try #require(bench.report)
    #expect(report["outcome"]?.string == "terminated")
    #expect(bench.gate("b", "toolu_b2").node["continue"]?.boolean != false)
  }

  @Test(.enabled(if: BuiltProgram.canBeTraced, "system calls can't be traced here"))
  func `A terminated run that is closed has its report, wherever the hook is killed`() throws {
    let bench = try started(
      "START >> [a, b] >> END", agents: [AgentSketch("a", retries: 0, onExhausted: "terminate"), AgentSketch("b")])
    bench.run("a")
    bench.end("a", "agent_a", message: "nothing")
    let journal = bench.journal
    let payload = bench.payload(
      "PreToolUse",
      [
        "tool_name": .string("Agent"),
        "tool_input": .object(["prompt": .string("go"), "subagent_type": .string("b")]),
        "tool_use_id": .string("toolu_b"),
      ])
    var closed = 0
    for call in 1... {
      try Data(journal).write(to: URL(fileURLWithPath: bench.journalPath))
      if bench.exists(".context/report.json") { try bench.remove(".context/report.json") }
      let run = try BuiltProgram("subagent-input")
        .run(input: JSONWriter().bytes(payload), environment: bench.environment, fault: .kill(at: call))
      if bench.kinds.last == "finished" {
        closed += 1
        #expect(bench.report?["outcome"]?.string == "terminated", "killed at call \(call)")
      }
      guard run.isStruck else { break }
    }
    #expect(closed > 1)
  }

  @Test func `A definition changed in mid run is refused, naming the files`() throws {
    let bench = try started()
    try bench.write("name: b-output\nschema: {}\n", to: ".claude/workflows/wf/contracts/b-output.yaml")
    let reason = try #require(bench.gate("a").denial)
    #expect(reason.hasPrefix("The workflow's definition was changed while the run is under way:\n"))
    #expect(reason.contains("- .claude/workflows/wf/contracts/b-output.yaml\n"))
    #expect(!reason.contains("a-output"))
    #expect(bench.outcomes.isEmpty)
  }

  @Test func `A stalled run lets no node start`() throws {
    let bench = try started(execution: "stop_blocks: 1")
    bench.stop()
    #expect(bench.stop().message?.contains("stalled") == true)
    #expect(bench.gate("a").denial?.hasPrefix("The run is stalled: no node may start.") == true)
  }

  @Test func `After the end of a run its agents are outside a run`() throws {
    let bench = try started("START >> a >> END", agents: [AgentSketch("a")])
    bench.accept("a")
    bench.stop()
    let journal = bench.journal
    #expect(bench.gate("a", "toolu_2").prompt.contains("Your final message is the document itself"))
    #expect(bench.journal == journal)
  }

  @Test func `A damaged journal closes the gate to agents with contracts and to no others`() throws {
    let bench = try started()
    try bench.write("{\"seq\":1}\n", to: bench.journalPath)
    let reason = try #require(bench.gate("a").denial)
    #expect(reason.contains("\(bench.journalPath):1:"))
    #expect(reason.contains("damaged"))
    #expect(bench.gate("general-purpose").isContinue)
  }

  @Test func `A journal that is gone closes the gate`() throws {
    let bench = try started()
    try bench.remove(bench.journalPath)
    #expect(bench.gate("a").denial?.contains("the journal of the run of /wf") == true)
  }

  // MARK: Outside a run

  @Test func `Outside a run an agent is told its contract, and nothing is recorded`() throws {
    let bench = try HookBench()
    let before = bench.allFiles()
    let prompt = bench.gate("a").prompt
    #expect(prompt.contains("WORKDIR=\(bench.project)\n"))
    #expect(prompt.contains("- type (required): exactly \"a-document\""))
    #expect(bench.allFiles() == before)
    try bench.makeFolder("out")
    #expect(
      bench.gate("a", environment: ["WORKDIR": bench.path("out")]).prompt.contains("WORKDIR=\(bench.project)/out\n"))
  }

  @Test func `Outside a run a broken contract lets the call pass and tells the user`() throws {
    let bench = try HookBench()
    try bench.write("name: a-output\nschema: [", to: ".claude/workflows/wf/contracts/a-output.yaml")
    let reply = bench.gate("a")
    #expect(reply.node["continue"]?.boolean == true && reply.denial == nil)
    #expect(reply.message?.contains(".claude/workflows/wf/contracts/a-output.yaml:2:") == true)
  }

  @Test func `An agent of another flow is held to its contract inside a run`() throws {
    let bench = try started("START >> a >> END", agents: [AgentSketch("a"), AgentSketch("b")])
    #expect(bench.gate("b").prompt.contains("exactly \"b-document\""))
    #expect(bench.kinds == ["run-started"])
  }
}
