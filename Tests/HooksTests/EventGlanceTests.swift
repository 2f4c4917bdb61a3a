import Documents
import Foundation
import Platform
import TestSupport
import Testing

@testable import Hooks

@Suite("The first look at a payload")
struct EventGlanceTests {
  private static let payloads: [String] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/payloads")
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { !$0.hasPrefix("_") }
      .filter { $0.hasSuffix(".json") }.map { folder.appendingPathComponent($0).path }.sorted()
  }()

  @Test(arguments: payloads)
  func `It sees what a whole reading sees`(path: String) throws {
    let payload = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    let event = try HookEvent(payload: payload)
    let glance = try #require(EventGlance(payload))
    #expect(glance.text(glance.event) == event.name)
    #expect(glance.text(glance.session) == event.session)
    #expect(glance.text(glance.agentType) == event.agentType)
    switch event.kind {
    case .userPromptSubmit(let prompt): #expect(prompt.hasPrefix(try #require(glance.text(glance.prompt))))
    case .preToolUse(let tool):
      #expect(glance.text(glance.toolName) == tool.name)
      #expect(glance.text(glance.subagentType) == tool.input["subagent_type"]?.string)
    default: break
    }
  }

  @Test(arguments: [
    "", "[]", "null", "{", "{}", #"{"hook_event_name":"Stop""#, #"{"hook_event_name":"Stop"} x"#,
    #"{"hook_event_name":3}"#, #"{"hook_event_name":"St\u006fp"}"#, #"{"hook_event\u005fname":"Stop"}"#,
    #"{"hook_event_name":"Stop","session_id":null}"#, #"{"hook_event_name":"Stop","a":[}"#,
    #"{"hook_event_name":"PreToolUse","tool_input":"text"}"#,
    #"{"hook_event_name":"UserPromptSubmit","prompt":"\u002fwf"}"#,
  ])
  func `What is unusual is left to a whole reading`(payload: String) {
    #expect(EventGlance(Array(payload.utf8)) == nil)
  }

  @Test(arguments: [
    (#"{"hook_event_name":"UserPromptSubmit","prompt":"write a function"}"#, true),
    (#"{"hook_event_name":"UserPromptSubmit","prompt":""}"#, true),
    (#"{"hook_event_name":"UserPromptSubmit","prompt":"<b>"}"#, true),
    (#"{"hook_event_name":"UserPromptSubmit","prompt":"<task-notification>\n"}"#, false),
    (#"{"hook_event_name":"UserPromptSubmit","prompt":"/compact"}"#, true),
    (#"{"hook_event_name":"UserPromptSubmit","prompt":"/wf"}"#, false),
    (#"{"hook_event_name":"UserPromptSubmit","prompt":"/wf\u00a0x"}"#, false),
    (#"{"hook_event_name":"UserPromptSubmit","prompt":"/wf x \"y\""}"#, false),
    (#"{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"echo {"}}"#, true),
    (#"{"hook_event_name":"PreToolUse","tool_name":"Skill","tool_input":{"skill":"wf"}}"#, false),
    (#"{"hook_event_name":"SessionStart","source":"resume"}"#, false),
  ])
  func `A prompt that can't start a workflow is none of ours`(payload: String, isNone: Bool) throws {
    let folder = try ScratchFolder()
    try folder.write("name: wf\n", to: ".claude/workflows/wf/flow.yaml")
    let context = HookContext(
      environment: EnvironmentVariables(["CLAUDE_PROJECT_DIR": folder.path]), now: { WallClock.now() },
      deadline: Deadline(after: .seconds(20)))
    #expect(WorkflowInput().isNoneOfOurs(Array(payload.utf8), in: context) == isNone)
  }
}

extension EventGlanceTests {
  @Test func `In a run an agent that neither the project nor the run knows is none of ours`() throws {
    let bench = try HookBench()
    bench.start()
    let gate = { (type: String) in
      Array(
        #"{"hook_event_name":"PreToolUse","session_id":"\#(bench.session)","tool_name":"Agent","tool_input":{"subagent_type":"\#(type)"}}"#
          .utf8)
    }
    let context = HookContext(
      environment: EnvironmentVariables(["CLAUDE_PROJECT_DIR": bench.project]), now: { WallClock.now() },
      deadline: Deadline(after: .seconds(20)))
    #expect(SubagentInput().isNoneOfOurs(gate("Explore-x"), in: context))
    #expect(!SubagentInput().isNoneOfOurs(gate("a"), in: context))
    #expect(!SubagentInput().isNoneOfOurs(gate("A"), in: context))
    try bench.remove(".claude/agents/a.md")
    #expect(!SubagentInput().isNoneOfOurs(gate("a"), in: context), "the run knows it")
  }

  @Test func `A node that came by --force is the run's, though its agent's file is gone`() throws {
    let bench = try HookBench()
    bench.start()
    try bench.write("name: wf\nflow: START >> a >> late-one >> b >> END\n", to: ".claude/workflows/wf/flow.yaml")
    let agent = AgentSketch("late-one")
    try bench.write(agent.text, to: ".claude/agents/late-one.md")
    try bench.write(agent.contractText ?? "", to: ".claude/workflows/wf/contracts/late-one-output.yaml")
    #expect(bench.start("--force", turn: "p2").context?.contains("Ready now: a.") == true)
    try bench.remove(".claude/agents/late-one.md")
    #expect(bench.gate("late-one", "t5", turn: "p2").denial?.contains("late-one") == true)
    #expect(bench.gate("LATE-one", "t6", turn: "p2").denial != nil)
    #expect(bench.gate("somebody-else", "t7", turn: "p2").isContinue)
  }
}
