import Contracts
import Documents
import Foundation
import Platform

/// Sends the hooks the events of a session, as Claude Code does, in its place.
final class ScriptedHost {
  /// A call of a subagent.
  struct AgentCall {
    var agent: String
    var toolUseID: String
    var agentID: String
    var input: Node
    /// Whether the main agent waits for its end.
    var waits: Bool

    /// As `background_tasks` has one that is at work.
    fileprivate var task: Node {
      .object([
        "id": .string(agentID), "type": .string("subagent"), "status": .string("running"),
        "description": input["description"], "agent_type": .string(agent),
      ])
    }
  }

  let runner: HookRunner
  let session: String
  private let transcript: String
  private var turn = ""
  private var count = 0
  private let tell: (HookCall, String) -> Void

  /// - Parameters:
  ///   - folder: where the transcripts of the session are written.
  ///   - tell: is given each call with what the event is about, in words.
  init(runner: HookRunner, session: String, folder: String, tell: @escaping (HookCall, String) -> Void) throws {
    self.runner = runner
    self.session = session
    self.tell = tell
    transcript = Path.join(folder, "transcripts/\(session).jsonl")
    try FileSystem.makeDirectories(Path.join(folder, "transcripts/\(session)/subagents"))
  }

  // MARK: Events

  /// The user gives a prompt; a new turn begins.
  func submit(_ prompt: String, _ summary: String? = nil) -> HookCall {
    count += 1
    turn = "turn-\(count)"
    return send("UserPromptSubmit", [("prompt", .string(prompt))], to: .workflowInput, summary ?? prompt)
  }

  /// The model calls a subagent.
  func call(_ agent: String, prompt: String, description: String, waits: Bool) -> (AgentCall, HookCall) {
    count += 1
    let input = Node.object([
      "description": .string(description), "prompt": .string(prompt), "subagent_type": .string(agent),
      "run_in_background": waits ? .boolean(false) : nil,
    ])
    let call = AgentCall(
      agent: agent, toolUseID: "toolu_\(count)", agentID: "agent\(count)", input: input, waits: waits)
    let answer = send(
      "PreToolUse", [("tool_name", .string("Agent")), ("tool_input", input), ("tool_use_id", .string(call.toolUseID))],
      to: .subagentInput, "Agent \(agent)")
    return (call, answer)
  }

  /// The called subagent begins to work.
  func start(_ call: AgentCall) -> HookCall {
    send(
      "SubagentStart", [("agent_id", .string(call.agentID)), ("agent_type", .string(call.agent))], to: .subagentInput,
      call.agent)
  }

  /// The call of an agent in the background is over at once.
  func launched(_ call: AgentCall) -> HookCall {
    let response = Node.object([
      "isAsync": .boolean(true), "status": .string("async_launched"), "agentId": .string(call.agentID),
      "description": call.input["description"], "prompt": call.input["prompt"],
    ])
    return result(of: call, response, "Agent \(call.agent) works in the background")
  }

  /// The subagent wants to end with this final message.
  func handOver(_ call: AgentCall, _ text: String, again: Bool, named name: String) -> HookCall {
    let path = Path.join(
      Path.parent(of: transcript), "\(session)/subagents/agent-\(call.agentID).jsonl")
    write(text, to: path, of: call)
    let facts = Node.object([
      "agentType": .string(call.agent), "toolUseId": .string(call.toolUseID), "spawnDepth": .integer(1),
    ])
    try? FileSystem.writeAtomically(
      JSONWriter().bytes(facts), to: String(path.dropLast(".jsonl".count)) + ".meta.json", durably: false)
    return send(
      "SubagentStop",
      [
        ("agent_id", .string(call.agentID)), ("agent_type", .string(call.agent)), ("stop_hook_active", .boolean(again)),
        ("agent_transcript_path", .string(path)), ("last_assistant_message", .string(text)),
        ("background_tasks", .array(call.waits ? [] : [call.task])),
      ], to: .subagentOutput, "\(call.agent) hands over \(name)")
  }

  /// The call is over; the main agent gets its result.
  func end(_ call: AgentCall, _ text: String, _ how: String = "has ended") -> HookCall {
    let response = Node.object([
      "status": .string("completed"), "agentId": .string(call.agentID), "agentType": .string(call.agent),
      "content": .array([.object(["type": .string("text"), "text": .string(text)])]),
    ])
    return result(of: call, response, "Agent \(call.agent) \(how)")
  }

  private func result(of call: AgentCall, _ response: Node, _ summary: String) -> HookCall {
    send(
      "PostToolUse",
      [
        ("tool_name", .string("Agent")), ("tool_input", call.input), ("tool_response", response),
        ("tool_use_id", .string(call.toolUseID)),
      ], to: .subagentOutput, summary)
  }

  /// A turn begins by which the main agent hears of an agent that has ended in
  /// the background.
  func notify(_ call: AgentCall, _ text: String) -> HookCall {
    let prompt = """
      <task-notification>
      <task-id>\(call.agentID)</task-id>
      <tool-use-id>\(call.toolUseID)</tool-use-id>
      <status>completed</status>
      <summary>Agent "\(call.input["description"]?.string ?? call.agent)" finished</summary>
      <result>\(text)</result>
      </task-notification>
      """
    return submit(prompt, "<task-notification> Agent \(call.agent) finished")
  }

  /// The main agent writes a file, if the hook lets it.
  func write(_ text: String, to path: String) -> HookCall {
    count += 1
    let input = Node.object(["file_path": .string(path), "content": .string(text)])
    let answer = send(
      "PreToolUse",
      [("tool_name", .string("Write")), ("tool_input", input), ("tool_use_id", .string("toolu_\(count)"))],
      to: .subagentInput, "Write \(Path.lastComponent(path))")
    if answer.refusal == nil { try? FileSystem.writeAtomically(Array(text.utf8), to: path, durably: false) }
    return answer
  }

  /// The main agent wants to end its turn while these work in the background.
  func stop(again: Bool, running: [AgentCall] = []) -> HookCall {
    let text = "Done."
    write(text, to: transcript, of: nil)
    return send(
      "Stop",
      [
        ("stop_hook_active", .boolean(again)), ("last_assistant_message", .string(text)),
        ("background_tasks", .array(running.map(\.task))),
      ], to: .workflowOutput, running.isEmpty ? "the turn is to end" : "the turn is to end; agents are at work")
  }

  func leave() -> HookCall {
    send("SessionEnd", [("reason", .string("other"))], to: .workflowOutput, "the session ends")
  }

  // MARK: Sending

  private func send(
    _ event: String, _ values: [(String, Node)], to hook: HookExecutable, _ summary: String
  ) -> HookCall {
    var payload = Object()
    payload.set("session_id", .string(session))
    payload.set("transcript_path", .string(transcript))
    payload.set("cwd", .string(runner.project))
    payload.set("prompt_id", .string(turn))
    payload.set("hook_event_name", .string(event))
    for (key, value) in values { payload.set(key, value) }
    let call = runner.send(Node(.object(payload)), to: hook)
    tell(call, summary)
    return call
  }

  /// Adds an assistant's message to a transcript.
  private func write(_ text: String, to path: String, of call: AgentCall?) {
    let line = Node.object([
      "type": .string("assistant"), "uuid": .string(UUID().uuidString), "sessionId": .string(session),
      "agentId": call.map { .string($0.agentID) }, "isSidechain": .boolean(call != nil),
      "message": .object([
        "role": .string("assistant"),
        "content": .array([.object(["type": .string("text"), "text": .string(text)])]),
      ]),
    ])
    let known = (try? FileSystem.read(path)) ?? []
    try? FileSystem.writeAtomically(known + JSONWriter().bytes(line) + [10], to: path, durably: false)
  }
}
