import Diagnostics
import Documents
import Foundation
import Hooks
import Platform
import Testing

@Suite("subagent-output: documents in a run")
struct ReceptionTests {
  private func bench(
    _ a: AgentSketch = AgentSketch("a"), flow: String = "START >> a >> b >> END", execution: String = "",
    files: [String: String] = [:], running: Bool = true
  ) throws -> HookBench {
    let bench = try HookBench(flow: flow, execution: execution, agents: [a, AgentSketch("b")], files: files)
    bench.start()
    if running { bench.run("a", call: "toolu_1", agent: "agent1") }
    return bench
  }

  // MARK: Accepted

  @Test func `An accepted document is kept, written to its target and recorded`() throws {
    let bench = try bench()
    let text = "Here it is:\n\n" + bench.document("a", body: "The text.", "count: 3\n")
    #expect(bench.end("a", message: text).isContinue)
    let attempt = try #require(bench.attempts.first)
    #expect(attempt["outcome"]?.string == "accepted")
    #expect(attempt["node"]?.string == "a")
    #expect(attempt["visit"]?.integer == 1)
    #expect(attempt["number"]?.integer == 1)
    #expect(attempt["agent_id"]?.string == "agent1")
    #expect(attempt["tool_use_id"]?.string == "toolu_1")
    #expect(attempt["contract"]?.string == "a-output")
    #expect(attempt["contract_version"]?.string == "1.0")
    #expect(attempt["gated"]?.boolean == true)
    #expect(attempt["header"]?["count"]?.integer == 3)
    #expect(attempt["leaves"]?["edges"].map { JSONWriter().write($0) } == #"[{"from":"a","to":"b"}]"#)
    #expect(attempt["target"]?.string == bench.path(".context/a.md"))
    #expect(attempt["file"]?.string == "attempts/a/visit-1-attempt-1.md")
    #expect(attempt["hash"]?.string == XXH64.hex(Array(text.utf8)))
    #expect(bench.text(".context/.run/attempts/a/visit-1-attempt-1.md") == text)
    #expect(bench.text(".context/a.md") == bench.document("a", body: "The text.", "count: 3\n"))
    #expect(bench.files(below: ".context/.run/attempts/a") == ["visit-1-attempt-1.md"])
  }

  @Test func `The main agent is told what was accepted and what is ready`() throws {
    let bench = try bench()
    bench.end("a", message: bench.document("a"))
    let reply = bench.post("a")
    #expect(
      reply.context
        == "The document of a was accepted. Its document is in \(bench.project)/.context/a.md.\nReady now: b.")
    #expect(reply.node["hookSpecificOutput"]?["hookEventName"]?.string == "PostToolUse")
    let usage = try #require(bench.events("usage").first)
    #expect(usage["tokens"]?.integer == 110)
    #expect(usage["milliseconds"]?.integer == 864)
    #expect(usage["tool_uses"]?.integer == 3)
    let journal = bench.journal
    #expect(bench.post("a") == reply)
    #expect(bench.journal == journal)
  }

  @Test func `A file at the target that is something else is kept in the archive`() throws {
    let bench = try bench(files: [".context/a.md": "an earlier draft"])
    bench.end("a", message: bench.document("a"))
    #expect(bench.text(".context/a.md") == bench.document("a"))
    let kept = bench.files(below: ".context/.run/archive").filter { $0.hasSuffix("-a.md") }
    #expect(kept.count == 1)
    #expect(kept.first.flatMap { bench.text(".context/.run/archive/" + $0) } == "an earlier draft")
  }

  @Test func `An agent without an output contract is done with whatever it says`() throws {
    let bench = try bench(.plain("a"))
    #expect(bench.end("a", message: "I did it.").isContinue)
    #expect(bench.attempts.first?["outcome"]?.string == "accepted")
    #expect(bench.attempts.first?["gated"]?.boolean == false)
    #expect(bench.gate("b", "toolu_2").isAdmitted)
  }

  // MARK: Rejected

  @Test func `A rejected document is sent back with every problem at its place`() throws {
    let bench = try bench()
    let reply = bench.end("a", message: "---\nagent: b\ntype: a-document\ncount: -1\n---\n")
    let reason = try #require(reply.block)
    let lines = reason.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix("Your final message does not satisfy the contract \"a-output\": 3 problems"))
    #expect(lines[1].hasPrefix("- 2:8 /header/agent: "))
    #expect(lines[1].contains("\"b\"") && lines[1].contains("\"a\""))
    #expect(lines[2].hasPrefix("- 4:8 /header/count: "))
    #expect(lines[2].contains("-1") && lines[2].contains("0"))
    #expect(lines[3].contains("/content: "))
    #expect(lines[4].contains("send the whole document again"))
    #expect(lines.count == 5)
    let attempt = try #require(bench.attempts.first)
    #expect(attempt["outcome"]?.string == "rejected")
    #expect(attempt["problems"]?.array?.count == 3)
    #expect(bench.exists(".context/.run/attempts/a/visit-1-attempt-1.md"))
    #expect(!bench.exists(".context/a.md"))
  }

  @Test func `What a model wrote is quoted, without markup and cut`() throws {
    let bench = try bench()
    let long = String(repeating: "x", count: 5_000)
    let reason = try #require(
      bench.end("a", message: "---\nagent: \"</system>\\e[31m\"\ntype: \(long)\n---\ntext\n").block)
    #expect(!reason.contains("<") && !reason.contains("\u{1B}"))
    #expect(reason.contains("\\u003c/system>\\u001b[31m"))
    #expect(!reason.contains(String(repeating: "x", count: 201)))
  }

  @Test func `A reason stays below the host's limit however many problems there are`() throws {
    let bench = try bench()
    var contract = "name: a-output\nschema:\n  properties:\n    header:\n      required:\n"
    for index in 0..<500 { contract += "        - key-number-\(index)\n" }
    try bench.write(contract, to: ".claude/workflows/wf/contracts/a-output.yaml")
    bench.start("--fresh", turn: "p2")
    bench.run("a", call: "toolu_2", agent: "agent2")
    let reason = try #require(bench.end("a", "agent2", message: "---\nx: 1\n---\ntext\n").block)
    #expect(reason.count <= 9_000)
    #expect(reason.contains("send the whole document again"))
    #expect(bench.gate("a", "toolu_3").denial != nil)
  }

  @Test func `A corrected document is accepted as the next attempt of the visit`() throws {
    let bench = try bench()
    bench.end("a", message: "---\nagent: b\n---\nx")
    #expect(bench.end("a", message: bench.document("a"), again: true).isContinue)
    #expect(bench.outcomes == ["rejected", "accepted"])
    #expect(bench.attempts.compactMap { $0["number"]?.integer } == [1, 2])
    #expect(bench.text(".context/a.md") == bench.document("a"))
    #expect(bench.gate("b", "toolu_2").isAdmitted)
  }

  @Test(arguments: [
    "no frontmatter", "", " \n", "---\nagent: a\n", "---\n- a\n---\nx", "---\nagent: a\nagent: a\n---\nx",
    "---\nagent: [\n---\nx", "---\nagent: a\ntype: a-document\n---\n", "---\nagent: a\n---\nx",
    "---\nagent: a\ntype: b-document\n---\nx",
  ])
  func `What is no such document is sent back`(text: String) throws {
    let bench = try bench()
    let reply = bench.end("a", message: text)
    #expect(
      reply.block?.contains("Your final message does not satisfy the contract \"a-output\": ") == true,
      "\(reply.text)")
    #expect(bench.outcomes == ["rejected"])
  }

  // MARK: Exhausted

  /// A document with the problem number `index`, unlike all others.
  private func wrong(_ index: Int) -> String {
    ["no frontmatter", "---\nagent: a\n---\nx", "---\nagent: a\ntype: x\n---\nx", "---\nagent: x\n---\nx"][index % 4]
      + " \(index)"
  }

  @Test(arguments: [0, 1, 2, 7])
  func `An agent is asked again as often as its retries say`(retries: Int) throws {
    let bench = try bench(AgentSketch("a", retries: retries))
    for index in 0..<retries {
      #expect(bench.end("a", message: wrong(index), again: index > 0).block != nil, "\(index)")
    }
    #expect(bench.end("a", message: wrong(retries), again: retries > 0).isContinue)
    #expect(bench.outcomes == [String](repeating: "rejected", count: retries) + ["exhausted"])
    #expect(!bench.exists(".context/a.md"))
  }

  @Test(arguments: [("", 2), ("retries: 0", 0), ("retries: 4", 4)])
  func `Retries default to the flow's, else to two`(execution: String, retries: Int) throws {
    let bench = try bench(execution: execution)
    for index in 0...retries { bench.end("a", message: wrong(index), again: index > 0) }
    #expect(bench.outcomes == [String](repeating: "rejected", count: retries) + ["exhausted"])
  }

  @Test func `The same problems twice in a row end the retries early`() throws {
    let bench = try bench(AgentSketch("a", retries: 7))
    #expect(bench.end("a", message: "---\nagent: x\ntype: a-document\n---\nx").block != nil)
    #expect(bench.end("a", message: "---\nagent: y\ntype: a-document\n---\nother", again: true).isContinue)
    #expect(bench.outcomes == ["rejected", "exhausted"])
    #expect(bench.attempts.last?["note"]?.string == "the same problems twice in a row")
  }

  @Test func `The same problems with others between don't`() throws {
    let bench = try bench(AgentSketch("a", retries: 7))
    for index in [0, 1, 4, 5, 8] { #expect(bench.end("a", message: wrong(index), again: true).block != nil) }
    #expect(bench.outcomes == [String](repeating: "rejected", count: 5))
  }

  @Test func `Retries are counted over all agents of the visit`() throws {
    let bench = try bench(AgentSketch("a", retries: 1))
    #expect(bench.end("a", message: wrong(0)).block != nil)
    bench.fail("a")
    #expect(bench.kinds.suffix(2) == ["lost", "left"])
    #expect(bench.events("left").first?["outcome"]?.string == "failed")
    #expect(bench.events("lost").first?["policy"]?.string == "fail")
    #expect(bench.gate("a", "toolu_2").denial?.contains("The run has failed (a)") == true)
  }

  @Test func `Exhausted attempts fail the node`() throws {
    let bench = try bench(AgentSketch("a", retries: 0))
    #expect(bench.end("a", message: "---\nagent: x\ntype: a-document\n---\nx").isContinue)
    let news = try #require(bench.post("a").context)
    #expect(news.hasPrefix("The document of a was rejected, and its attempts are exhausted:\n- 2:8 /header/agent: "))
    #expect(news.contains("Failed: a: its attempts were exhausted."))
    #expect(news.contains("The run has failed; no other node may start."))
    #expect(bench.attempts.first?["policy"]?.string == "fail")
    let message = try #require(bench.stop().message)
    #expect(message.contains("The workflow \"wf\" is failed: a."))
    #expect(bench.report?["outcome"]?.string == "failed")
  }

  @Test func `Exhausted attempts may skip the node`() throws {
    let bench = try bench(AgentSketch("a", retries: 0, onExhausted: "skip"))
    #expect(bench.end("a", message: "nothing").isContinue)
    #expect(bench.post("a").context?.contains("Ready now: b.") == true)
    #expect(bench.accept("b").isContinue)
    #expect(bench.stop().isContinue)
    #expect(bench.report?["outcome"]?.string == "complete")
    #expect(bench.report?["nodes"]?.array?.first?["status"]?.string == "skipped")
  }

  @Test func `Exhausted attempts may terminate the run`() throws {
    let bench = try bench(AgentSketch("a", retries: 0, onExhausted: "terminate"))
    #expect(bench.end("a", message: "nothing").isContinue)
    #expect(bench.post("a").context?.contains("The run is terminated; no other node may start.") == true)
    #expect(bench.stop().message?.contains("is terminated: the attempts of a are exhausted") == true)
    #expect(bench.report?["outcome"]?.string == "terminated")
  }

  // MARK: The text

  @Test func `Without a message the transcript's last line counts`() throws {
    let bench = try bench()
    let transcript = try bench.transcript(agent: "agent1", texts: ["thinking", bench.document("a")])
    #expect(bench.end("a", message: nil, transcript: transcript).isContinue)
    #expect(bench.outcomes == ["accepted"])
    #expect(bench.text(".context/a.md") == bench.document("a"))
  }

  @Test func `A line without text is empty; an earlier one never counts`() throws {
    let bench = try bench()
    let transcript = try bench.transcript(agent: "agent1", texts: [bench.document("a"), nil])
    #expect(bench.end("a", message: nil, transcript: transcript).block?.contains("found an empty message") == true)
    #expect(bench.text(".context/.run/attempts/a/visit-1-attempt-1.md") == "")
    #expect(!bench.exists(".context/a.md"))
  }

  @Test func `Without a message and a transcript the text is empty`() throws {
    let bench = try bench()
    #expect(bench.end("a", message: nil).block?.contains("found an empty message") == true)
  }

  @Test func `The message goes before the transcript`() throws {
    let bench = try bench()
    let transcript = try bench.transcript(agent: "agent1", texts: ["something else"])
    #expect(bench.end("a", message: bench.document("a"), transcript: transcript).isContinue)
    #expect(bench.outcomes == ["accepted"])
  }

  @Test func `A transcript's last line is found behind megabytes of others`() throws {
    let bench = try bench()
    let filler = [String?](repeating: String(repeating: "y", count: 9_000), count: 40)
    let transcript = try bench.transcript(
      agent: "agent1", texts: filler + [bench.document("a", body: String(repeating: "z", count: 200_000))])
    #expect(bench.end("a", message: nil, transcript: transcript).isContinue)
    #expect(bench.outcomes == ["accepted"])
  }

  // MARK: Which agent

  @Test func `An agent with an empty name is a compaction's`() throws {
    let bench = try bench()
    let before = bench.allFiles()
    #expect(bench.end("", message: bench.document("a")).isContinue)
    #expect(bench.end("", message: "nonsense").isContinue)
    #expect(bench.allFiles() == before)
  }

  @Test func `Without the key the document's type tells the agent`() throws {
    let bench = try bench()
    #expect(bench.end(nil, message: bench.document("a")).isContinue)
    #expect(bench.outcomes == ["accepted"])
    #expect(bench.attempts.first?["node"]?.string == "a")
  }

  @Test(arguments: ["no document", "---\ntype: nobody\n---\nx", "---\nagent: a\n---\nx"])
  func `Without the key and a known type it is none of our business`(text: String) throws {
    let bench = try bench()
    let before = bench.allFiles()
    #expect(bench.end(nil, message: text).isContinue)
    #expect(bench.allFiles() == before)
  }

  @Test func `A named agent is never matched by type`() throws {
    let bench = try bench()
    let before = bench.allFiles()
    #expect(bench.end("general-purpose", "agent9", message: bench.document("a")).isContinue)
    #expect(bench.allFiles() == before)
  }

  // MARK: Which visit

  @Test func `An agent that nobody admitted is checked and kept, never sent back or written`() throws {
    let bench = try bench(running: false)
    for (agent, text) in [("f1", bench.document("a")), ("f2", "nonsense")] {
      #expect(bench.end("a", agent, message: text).isContinue)
    }
    #expect(bench.outcomes == ["late", "late"])
    #expect(bench.attempts[0]["note"]?.string == "the agent was never admitted, its document satisfies the contract")
    #expect(bench.attempts[1]["note"]?.string?.hasPrefix("the agent was never admitted, its document has ") == true)
    #expect(!bench.exists(".context/a.md"))
    #expect(bench.text(".context/.run/attempts/a/late-2.md") == "nonsense")
    #expect(bench.gate("b", "toolu_2").denial != nil)
    #expect(bench.gate("a", "toolu_3").isAdmitted)
  }

  @Test func `An agent revived after its document was accepted changes nothing`() throws {
    let bench = try bench()
    bench.end("a", message: bench.document("a"))
    bench.begin("a")
    #expect(bench.end("a", message: bench.document("a", body: "Another.")).isContinue)
    #expect(bench.end("a", message: "nonsense").isContinue)
    #expect(bench.outcomes == ["accepted", "late", "late"])
    #expect(bench.text(".context/a.md") == bench.document("a"))
    bench.accept("b")
    bench.stop()
    let report = try #require(bench.report)
    #expect(report["attempts_outside_the_run"]?.array?.count == 2)
    #expect(report["attempts_outside_the_run"]?.array?.first?["agent"]?.string == "a")
    #expect(bench.text(".context/report.md")?.contains("## Attempts outside the run") == true)
  }

  @Test func `A revived agent whose start was lost counts while its node is ready`() throws {
    let bench = try bench()
    bench.fail("a")
    #expect(bench.kinds.last == "lost")
    bench.begin("a")
    #expect(bench.end("a", message: bench.document("a")).isContinue)
    #expect(bench.outcomes == ["accepted"])
    #expect(bench.gate("b", "toolu_2").isAdmitted)
  }

  @Test func `A revived agent whose start was lost is late while another one works`() throws {
    let bench = try bench()
    bench.fail("a")
    bench.run("a", call: "toolu_2", agent: "agent2")
    #expect(bench.end("a", "agent1", message: bench.document("a")).isContinue)
    #expect(bench.outcomes == ["late"])
    #expect(bench.end("a", "agent2", message: bench.document("a")).isContinue)
    #expect(bench.outcomes == ["late", "accepted"])
  }

  @Test func `The host's note tells which call an agent belongs to`() throws {
    let bench = try HookBench(flow: nil, agents: [AgentSketch("a")])
    bench.start()
    bench.gate("a", "toolu_1")
    bench.gate("a", "toolu_2")
    bench.begin("a", "x")
    let transcript = try bench.transcript(agent: "x", texts: [bench.document("a")], call: "toolu_2")
    #expect(bench.end("a", "x", message: bench.document("a"), transcript: transcript).isContinue)
    #expect(bench.attempts.first?["tool_use_id"]?.string == "toolu_2")
    #expect(bench.outcomes == ["accepted"])
  }

  @Test func `PostToolUse of a background agent joins it to its call`() throws {
    let bench = try HookBench(flow: nil, agents: [AgentSketch("a")])
    bench.start()
    bench.gate("a", "toolu_1")
    bench.gate("a", "toolu_2")
    bench.begin("a", "x")
    #expect(bench.post("a", "toolu_2", agent: "x", status: "async_launched").isContinue)
    let joined = try #require(bench.events("joined").first)
    #expect(joined["agent_id"]?.string == "x" && joined["tool_use_id"]?.string == "toolu_2")
    bench.end("a", "x", message: bench.document("a"))
    #expect(bench.attempts.first?["tool_use_id"]?.string == "toolu_2")
  }

  @Test func `The only call that waits is the one, without any start`() throws {
    let bench = try bench(running: false)
    bench.gate("a")
    #expect(bench.end("a", "unseen", message: bench.document("a")).isContinue)
    #expect(bench.outcomes == ["accepted"])
  }

  @Test func `A document that may belong to several calls is kept and the node held`() throws {
    let bench = try HookBench(flow: nil, agents: [AgentSketch("a")])
    bench.start()
    bench.gate("a", "toolu_1")
    bench.gate("a", "toolu_2")
    #expect(bench.end("a", "x", message: bench.document("a")).node["decision"] == nil)
    #expect(bench.outcomes == ["unassigned"])
    #expect(!bench.exists(".context/a.md"))
    #expect(bench.gate("a", "toolu_3").denial?.contains("a is held") == true)
  }

  // MARK: Idempotence

  @Test func `Copies of the hook for one message are one attempt`() throws {
    let bench = try bench()
    let transcript = try bench.transcript(agent: "agent1", texts: ["no document"])
    let replies = concurrently(8) { _ in bench.end("a", message: "no document", transcript: transcript) }
    #expect(replies.allSatisfy { $0.block != nil && $0 == replies[0] })
    #expect(bench.outcomes == ["rejected"])
    let journal = bench.journal
    #expect(bench.end("a", message: "no document", transcript: transcript) == replies[0])
    #expect(bench.journal == journal)
    #expect(bench.files(below: ".context/.run/attempts/a") == ["visit-1-attempt-1.md"])
  }

  @Test func `The same text in another line of the transcript is another attempt`() throws {
    let bench = try bench()
    let first = try bench.transcript(agent: "agent1", texts: ["no document"])
    #expect(bench.end("a", message: "no document", transcript: first).block != nil)
    let second = try bench.transcript(agent: "agent1", texts: ["no document", "no document"])
    #expect(bench.end("a", message: "no document", again: true, transcript: second).isContinue)
    #expect(bench.outcomes == ["rejected", "exhausted"])
  }

  // MARK: Lost agents

  @Test func `An agent that failed is lost, and its node is ready again`() throws {
    let bench = try bench()
    let context = try #require(bench.fail("a", error: "Agent terminated early due to an API error: <x>").context)
    #expect(context.contains("a ended without a document"))
    #expect(context.contains("\"Agent terminated early due to an API error: \\u003cx>\""))
    #expect(context.contains("Ready now: a."))
    let loss = try #require(bench.events("lost").first)
    #expect(loss["node"]?.string == "a" && loss["agent_id"]?.string == "agent1")
    #expect(bench.gate("a", "toolu_2").isAdmitted)
  }

  @Test func `A call that never started is released and counts for nothing`() throws {
    let bench = try bench(AgentSketch("a", retries: 0), running: false)
    bench.gate("a")
    bench.fail("a", error: "Agent type 'a' not found")
    #expect(bench.kinds.last == "released")
    #expect(bench.gate("a", "toolu_2").isAdmitted)
  }

  @Test func `An agent that hit its turn limit is lost`() throws {
    let bench = try bench()
    let context = try #require(bench.post("a").context)
    #expect(
      context.contains("a ended without a document (it ended before it handed over a document) and is ready again."))
    #expect(bench.kinds.suffix(2) == ["usage", "lost"])
  }

  @Test func `A StopFailure loses its agent once`() throws {
    let bench = try bench()
    #expect(bench.stopFailure("a").isContinue)
    #expect(bench.stopFailure("a").isContinue)
    bench.fail("a")
    #expect(bench.kinds.count { $0 == "lost" } == 1)
    #expect(bench.stopFailure("general-purpose", "agent9").isContinue)
    #expect(bench.gate("a", "toolu_2").isAdmitted)
  }

  @Test func `Lost starts exhaust a node like rejected documents`() throws {
    let bench = try bench(AgentSketch("a", retries: 1))
    bench.fail("a")
    bench.run("a", call: "toolu_2", agent: "agent2")
    let context = try #require(bench.fail("a", "toolu_2").context)
    #expect(context.contains("The run has failed"))
    #expect(bench.events("lost").last?["policy"]?.string == "fail")
  }

  /// Which of two agents that began at once is whose, only the host's notes
  /// tell; that both had begun is plain without them.
  @Test(arguments: [true, false]) func `Agents of one loop that die at once are lost`(_ hasNotes: Bool) throws {
    let bench = try HookBench(
      flow: "START >> work * $parts[2] >> END", more: "state: {parts: [x, y]}\n",
      agents: [AgentSketch("work", target: "$WORKDIR/.context/work-{item}.md", retries: 1)])
    bench.start()
    for round in 1...2 {
      let calls = [1, 2].map { "work-\(round)-\($0)" }
      for call in calls { #expect(bench.gate("work", call).isAdmitted) }
      for call in calls { bench.begin("work", "agent-" + call) }
      for call in calls where hasNotes {
        try bench.write(
          #"{"agentType":"work","toolUseId":"\#(call)"}"#,
          to: bench.root + "/transcripts/\(bench.session)/subagents/agent-agent-\(call).meta.json")
      }
      for call in calls { #expect(bench.stopFailure("work", "agent-" + call).isContinue) }
      for call in calls { bench.fail("work", call) }
      #expect(bench.kinds.count { $0 == "lost" } == 2 * round)
    }
    #expect(!bench.kinds.contains("released"))
    let agents = bench.events("lost").map { $0["agent_id"]?.string }
    #expect(
      hasNotes
        ? agents == [1, 2].flatMap { round in [1, 2].map { "agent-work-\(round)-\($0)" } }
        : agents == Array(repeating: nil, count: 4))
    #expect(bench.gate("work", "work-3").denial?.contains("The run has failed") == true)
  }

  @Test func `Without a flow a run whose agent was lost isn't complete`() throws {
    let bench = try HookBench(flow: nil, agents: [AgentSketch("a")])
    bench.start()
    bench.run("a")
    bench.fail("a", "toolu_a")
    bench.stop()
    #expect(
      bench.report?["shortfalls"]?.array?.compactMap(\.string) == ["a: no document of its last visit was accepted"])
    #expect(bench.text(".context/report.md")?.hasPrefix("# wf: complete\n") == false)
  }

  @Test func `A failed call of another agent is none of our business`() throws {
    let bench = try bench()
    let before = bench.allFiles()
    #expect(bench.fail("a", "toolu_other").isContinue)
    #expect(bench.post("a", "toolu_other").isContinue)
    #expect(bench.allFiles() == before)
  }

  // MARK: Many at once

  @Test func `Sixty-four hooks at once keep the journal whole`() throws {
    let bench = try HookBench(flow: nil, agents: [AgentSketch("a"), AgentSketch("b")])
    bench.start()
    let replies = concurrently(64) { index in
      index.isMultiple(of: 2)
        ? bench.gate("a", "toolu_\(index)") : bench.end("b", "agent\(index)", message: "no document \(index)")
    }
    #expect(replies.allSatisfy { $0.status == 0 && $0.node.object != nil })
    let events = bench.events()
    #expect(events.count == 65)
    #expect(events.compactMap { $0["seq"]?.integer } == Array(1...65))
    let lines = bench.journal.split(separator: 10).map(Array.init)
    for (line, next) in zip(lines, events.dropFirst()) { #expect(next["previous"]?.string == XXH64.hex(line)) }
    #expect(bench.kinds.count { $0 == "admitted" } == 32)
    #expect(bench.outcomes.count { $0 == "late" } == 32)
    #expect(bench.files(below: ".context/.run/attempts/b").count == 32)
  }
}
