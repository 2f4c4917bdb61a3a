import Contracts
import Diagnostics
import Documents
import Foundation
import TestSupport
import Testing

@Suite("claude-workflow dry-run hook")
struct DryRunHookTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try BranchingProject.write(to: folder)
  }

  private func hook(_ arguments: String..., input: String = "") throws -> CommandRun {
    try CommandRun(["dry-run", "hook"] + arguments, in: folder, input: input)
  }

  private func answer(_ run: CommandRun) -> Node? { JSONReader(file: "answer").read(Array(run.output.utf8)).accepted }

  @Test func `an event that is none of its business goes on`() throws {
    let run = try hook("workflow-input")
    #expect(run.status == 0)
    #expect(
      run.error == "note: none of a workflow's business: the prompt isn't the command of a workflow of the project\n")
    #expect(answer(run) == .object(["continue": .boolean(true)]))
  }

  @Test(arguments: [
    (
      ["subagent-output", "--message", "draft.md"],
      "the project has no agent \"general-purpose\"; name one with --agent"
    ),
    (
      ["subagent-output", "--agent", "helper", "--message", "draft.md"],
      "the agent \"helper\" has no contract for what it hands over"
    ),
    (["subagent-input", "--agent", "helper"], "the agent \"helper\" has no contract for what it is given"),
    (["workflow-input", "--prompt", "/reviews x"], "the prompt isn't the command of a workflow"),
    (["workflow-output"], "no run is on, and the hook decides about Stop only in one"),
  ])
  func `that an event is none of a workflow's business is said`(_ arguments: [String], _ words: String) throws {
    try folder.write("Text.\n", to: "draft.md")
    try folder.write("---\nname: helper\ndescription: Helps\n---\n", to: ".claude/agents/helper.md")
    let run = try CommandRun(["dry-run", "hook"] + arguments, in: folder)
    #expect(run.status == 0 && answer(run) == .object(["continue": .boolean(true)]))
    #expect(run.error.hasPrefix("note: none of a workflow's business: " + words), "\(run.error)")
  }

  @Test func `the command of no workflow leads nowhere`() throws {
    let run = try hook("workflow-input", "--prompt", "/other --workdir=/none x")
    #expect(run.status == 0 && run.error.hasPrefix("note: none of a workflow's business"), "\(run.error)")
  }

  @Test func `an agent that the project hasn't is refused`() throws {
    let run = try hook("subagent-output", "--agent", "writr")
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.error == "claude-workflow: the project has no agent \"writr\", did you mean \"writer\"?\n")
  }

  @Test func `a made-up prompt starts a run in a copy`() throws {
    let run = try hook("workflow-input", "--prompt", "/review this")
    #expect(run.status == 0)
    #expect(answer(run)?["hookSpecificOutput"]?["additionalContext"]?.string?.contains("Ready now: writer.") == true)
    #expect(!folder.names().contains(".context"))
    #expect(!folder.names(in: ".claude/workflows").contains(".runs"))
  }

  @Test func `a document that an agent hands over is checked`() throws {
    try folder.write("---\ntype: wrong\nagent: writer\n---\n\nText.\n", to: "draft.md")
    let bad = try hook("subagent-output", "--agent", "writer", "--message", "draft.md")
    #expect(bad.status == 1)
    #expect(answer(bad)?["reason"]?.string?.contains("2:7 /header/type: found \"wrong\", expected \"writer\"") == true)
    let good = try hook(
      "subagent-output", "--agent", "writer", "--message", "-",
      input: "---\ntype: writer\nagent: writer\n---\n\nText.\n")
    #expect(good.status == 0 && good.error.isEmpty, "\(good.output)\(good.error)")
  }

  @Test func `a payload comes from a file or from standard input`() throws {
    let payload = #"{"hook_event_name": "UserPromptSubmit", "session_id": "s", "cwd": "/gone", "prompt": "/review x"}"#
    try folder.write(payload, to: "event.json")
    for run in [try hook("workflow-input", "event.json"), try hook("workflow-input", "-", input: payload)] {
      #expect(run.status == 0)
      #expect(run.output.contains("The workflow \\\"review\\\" has started."), "\(run.output)")
    }
  }

  @Test(arguments: [
    (["subagent-outputs"], "there is no hook \"subagent-outputs\", did you mean subagent-output?"),
    (["workflow-input", "none.json"], "none.json"), (["workflow-input", "list.json"], "expected an event's object"),
    (["workflow-input", "bad.json"], "the payload is no JSON"),
    (["subagent-output", "--message", "none.md"], "none.md"),
  ])
  func `what can't be sent is said`(_ arguments: [String], _ words: String) throws {
    try folder.write("[]", to: "list.json")
    try folder.write("{", to: "bad.json")
    let run = try CommandRun(["dry-run", "hook"] + arguments, in: folder)
    #expect(run.status == 2)
    #expect(run.error.contains(words), "\(run.error)")
  }

  @Test func `a hook that breaks is told with what it said`() throws {
    for hook in ["workflow-input", "subagent-input", "subagent-output", "workflow-output"] {
      try folder.write("#!/bin/sh\necho ouch >&2\nexit 3\n", to: "broken/\(hook)", permissions: 0o755)
    }
    let run = try hook("workflow-output", "--hooks", "broken")
    #expect(run.status == 2)
    #expect(run.error == "claude-workflow: workflow-output ended with status 3: \"ouch\\n\"\n")
  }

  // MARK: Recorded payloads

  /// What Claude Code really sent, of which one is written here.
  @Test func `a recorded payload is sent as it is, but for the place`() throws {
    let payload = """
      {"session_id": "2747b278-0079-43dc-892c-9e9d4c3df4f0", "transcript_path": "/home/user/.claude/none.jsonl",
       "cwd": "/project", "prompt_id": "6eab1b47", "permission_mode": "default", "agent_id": "acc5", "agent_type": "writer",
       "effort": {"level": "medium"}, "hook_event_name": "SubagentStop", "stop_hook_active": false,
       "agent_transcript_path": "/home/user/.claude/agent-acc5.jsonl", "last_assistant_message": "All is well.",
       "background_tasks": [], "session_crons": []}
      """
    try folder.write(payload, to: "event.json")
    let run = try hook("subagent-output", "event.json")
    #expect(run.status == 1)
    #expect(answer(run)?["decision"]?.string == "block")
    #expect(answer(run)?["reason"]?.string?.contains("\"Writer\"") == true, "\(run.output)")
  }

  private static let recorded = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("shared/host/payloads").path

  private static let payloads =
    (try? FileManager.default.contentsOfDirectory(atPath: recorded))?.filter { !$0.hasPrefix("_") }.sorted() ?? []

  @Test(.enabled(if: !payloads.isEmpty, "there are no recorded payloads"), arguments: HookExecutable.allCases)
  func `each recorded payload gets an answer`(_ name: HookExecutable) throws {
    for payload in Self.payloads {
      let run = try hook(name.rawValue, Self.recorded + "/" + payload)
      #expect(run.status == 0 || run.status == 1, "\(payload): \(run.error)")
      #expect(answer(run) != nil, "\(payload): \(run.output)")
    }
  }
}
