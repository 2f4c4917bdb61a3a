import Documents
import Foundation
import Testing

@testable import Hooks

/// The payloads that a real host sent, kept as files.
enum RecordedPayload {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
    "Fixtures/payloads")

  /// Every event, without the files that begin with `_`: those are no events.
  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".json") && !$0.hasPrefix("_") }.sorted()

  static func bytes(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: folder.appendingPathComponent(name)))
  }

  static func event(_ name: String) throws -> HookEvent { try HookEvent(payload: bytes(name + ".json")) }
}

@Suite("Events")
struct HookEventTests {
  @Test func `There are recorded payloads`() { #expect(RecordedPayload.names.count > 30) }

  @Test(arguments: RecordedPayload.names)
  func `Every recorded payload is read with its session and its name`(name: String) throws {
    let event = try HookEvent(payload: RecordedPayload.bytes(name))
    #expect(name.hasPrefix(event.name + "-") || name == event.name + ".json")
    #expect(event.session?.count == 36)
    #expect(event.directory == "/project")
    #expect(event.transcript?.hasSuffix(".jsonl") == true)
    let isOurs = !["PermissionRequest", "PostCompact", "PreCompact"].contains(event.name)
    if case .other = event.kind { #expect(!isOurs) } else { #expect(isOurs) }
  }

  @Test func `A prompt is the raw text, before and at its expansion`() throws {
    guard case .userPromptSubmit(let prompt) = try RecordedPayload.event("UserPromptSubmit--slash-command").kind,
      case .userPromptExpansion(let again) = try RecordedPayload.event("UserPromptExpansion--slash-command").kind
    else { return #expect(Bool(false), "other kinds") }
    #expect(prompt == "/my-workflow --workdir=/work")
    #expect(again == prompt)
  }

  @Test func `A call of the Agent tool has its input and id, and a nested one its caller`() throws {
    let event = try RecordedPayload.event("PreToolUse--Agent-nested-called-by-subagent")
    guard case .preToolUse(let tool) = event.kind else { return #expect(Bool(false), "another kind") }
    #expect(tool.isAgent)
    #expect(tool.useID == "toolu_002_0")
    #expect(tool.input["subagent_type"]?.string == "collector-a")
    #expect(event.agentID == "aed8709219af8ab48")
    #expect(event.agentType == "general-purpose")
  }

  @Test func `The older name of the Agent tool is understood`() throws {
    let event = try HookEvent(
      payload: Array(#"{"hook_event_name":"PreToolUse","tool_name":"Task","tool_input":{}}"#.utf8))
    guard case .preToolUse(let tool) = event.kind else { return #expect(Bool(false), "another kind") }
    #expect(tool.isAgent)
  }

  @Test func `A final message that isn't there is nil, not empty`() throws {
    guard
      case .subagentStop(let none, _, _) = try RecordedPayload.event("SubagentStop--no-assistant-text").kind,
      case .subagentStop(let text, let isActive, let transcript) = try RecordedPayload.event(
        "SubagentStop--second-after-block"
      ).kind
    else { return #expect(Bool(false), "other kinds") }
    #expect(none == nil)
    #expect(text == "SUB-FINAL-2")
    #expect(isActive)
    #expect(transcript?.hasSuffix("/subagents/agent-a494bbff904988124.jsonl") == true)
  }

  @Test func `A compaction's agent has an empty name, which is not no name`() throws {
    #expect(try RecordedPayload.event("SubagentStop--during-compaction-empty-agent_type").agentType == "")
    let event = try HookEvent(payload: Array(#"{"hook_event_name":"SubagentStop"}"#.utf8))
    #expect(event.agentType == nil)
  }

  @Test func `A stop names the agents that still work`() throws {
    guard case .stop(let stop) = try RecordedPayload.event("Stop--while-background-agent-runs").kind,
      case .stop(let idle) = try RecordedPayload.event("Stop--second-after-block").kind
    else { return #expect(Bool(false), "other kinds") }
    #expect(stop.background == [.init(id: "acc5581bff7674960", agentType: "collector-a")])
    #expect(!stop.isActive)
    #expect(idle.background.isEmpty)
    #expect(idle.isActive)
  }

  @Test func `A background shell is no agent at work`() throws {
    let text =
      #"{"hook_event_name":"Stop","background_tasks":[{"id":"b1","type":"shell"},{"id":"s1","type":"subagent"}]}"#
    guard case .stop(let stop) = try HookEvent(payload: Array(text.utf8)).kind else { return #expect(Bool(false)) }
    #expect(stop.background.map(\.id) == ["s1"])
  }

  struct Broken: Sendable, CustomTestStringConvertible {
    let payload: String
    let problem: String
    var testDescription: String { payload }
  }

  @Test(arguments: [
    Broken(payload: "", problem: "standard input is empty"),
    Broken(payload: " \r\n\t", problem: "standard input is empty"),
    Broken(payload: #"{"hook_event_name":"Stop""#, problem: "standard input is not JSON: 1:26"),
    Broken(payload: "hello", problem: "standard input is not JSON: 1:1"),
    Broken(payload: "[]", problem: "standard input holds an array, not an object"),
    Broken(payload: "null", problem: "standard input holds null, not an object"),
    Broken(payload: "\"x\"", problem: "standard input holds a string, not an object"),
    Broken(payload: "{}", problem: "standard input has no \"hook_event_name\""),
    Broken(payload: #"{"hook_event_name":7}"#, problem: "standard input has no \"hook_event_name\""),
  ])
  func `What is no event is refused with its reason`(broken: Broken) {
    do {
      _ = try HookEvent(payload: Array(broken.payload.utf8))
      #expect(Bool(false), "it was read")
    } catch { #expect(error.problem.hasPrefix(broken.problem), "\(error.problem)") }
  }
}
