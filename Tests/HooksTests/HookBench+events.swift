import Documents
import Foundation
import Hooks

/// A subagent inside which an event happens.
struct Caller {
  var id: String
  var type: String
}

extension HookBench {
  /// A payload with the keys that the host puts into every event.
  func payload(
    _ event: String, turn: String? = "p1", session: String? = nil, caller: Caller? = nil,
    _ members: KeyValuePairs<String, Node?>
  ) -> Node {
    let session = session ?? self.session
    var object = Object()
    object.set("session_id", .string(session))
    object.set("transcript_path", .string(root + "/transcripts/\(session).jsonl"))
    object.set("cwd", .string(project))
    if let turn { object.set("prompt_id", .string(turn)) }
    object.set("permission_mode", .string("default"))
    if let caller {
      object.set("agent_id", .string(caller.id))
      object.set("agent_type", .string(caller.type))
    }
    object.set("effort", .object(["level": .string("medium")]))
    object.set("hook_event_name", .string(event))
    for (key, value) in members { if let value { object.set(key, value) } }
    return Node(.object(object))
  }

  // MARK: workflow-input

  func submit(
    _ prompt: String, turn: String? = "p1", session: String? = nil, environment: [String: String] = [:]
  ) -> HookReply {
    run(
      WorkflowInput(), payload("UserPromptSubmit", turn: turn, session: session, ["prompt": .string(prompt)]),
      environment: environment)
  }

  func expand(_ prompt: String, turn: String? = "p1") -> HookReply {
    let parts = prompt.dropFirst().split(separator: " ", maxSplits: 1)
    return run(
      WorkflowInput(),
      payload(
        "UserPromptExpansion", turn: turn,
        [
          "expansion_type": .string("slash_command"), "command_name": .string(String(parts.first ?? "")),
          "command_args": .string(parts.count > 1 ? String(parts[1]) : ""),
          "command_source": .string("projectSettings"),
          "prompt": .string(prompt),
        ]))
  }

  @discardableResult
  func start(
    _ arguments: String = "", turn: String? = "p1", session: String? = nil, environment: [String: String] = [:]
  ) -> HookReply {
    submit(arguments.isEmpty ? "/wf" : "/wf " + arguments, turn: turn, session: session, environment: environment)
  }

  func skill(_ name: String, arguments: String? = nil, id: String = "toolu_skill") -> HookReply {
    run(
      WorkflowInput(),
      payload(
        "PreToolUse",
        [
          "tool_name": .string("Skill"),
          "tool_input": .object(["skill": .string(name), "args": arguments.map(Node.string)]),
          "tool_use_id": .string(id),
        ]))
  }

  func sessionStart(_ source: String) -> HookReply {
    run(WorkflowInput(), payload("SessionStart", turn: nil, ["source": .string(source)]))
  }

  @discardableResult
  func notify(agent: String, call: String, turn: String = "p2", result: String = "done") -> HookReply {
    submit(
      """
      <task-notification>
      <task-id>\(agent)</task-id>
      <tool-use-id>\(call)</tool-use-id>
      <status>completed</status>
      <summary>Agent "collect" finished</summary>
      <result>\(result)</result>
      </task-notification>
      """, turn: turn)
  }

  // MARK: subagent-input

  @discardableResult
  func gate(
    _ type: String, _ id: String = "toolu_1", input: Node? = nil, turn: String = "p1", session: String? = nil,
    caller: Caller? = nil, environment: [String: String] = [:]
  ) -> HookReply {
    let standard = Node.object([
      "description": .string("collect"), "prompt": .string("Collect into /data"), "subagent_type": .string(type),
      "run_in_background": .boolean(false),
    ])
    return run(
      SubagentInput(),
      payload(
        "PreToolUse", turn: turn, session: session, caller: caller,
        ["tool_name": .string("Agent"), "tool_input": input ?? standard, "tool_use_id": .string(id)]),
      environment: environment)
  }

  @discardableResult
  func begin(_ type: String, _ agent: String = "agent1", turn: String = "p1", session: String? = nil) -> HookReply {
    run(
      SubagentInput(),
      payload("SubagentStart", turn: turn, session: session, caller: Caller(id: agent, type: type), [:]))
  }

  func tool(_ name: String, _ input: Node, caller: Caller? = nil) -> HookReply {
    run(
      SubagentInput(),
      payload(
        "PreToolUse", caller: caller,
        ["tool_name": .string(name), "tool_input": input, "tool_use_id": .string("toolu_tool")]))
  }

  func writeTool(_ file: String) -> HookReply {
    tool("Write", .object(["file_path": .string(file), "content": .string("hi")]))
  }

  // MARK: subagent-output

  /// The end of a subagent; `message` nil leaves the key out, as the host
  /// does when the agent wrote no text.
  @discardableResult
  func end(
    _ type: String?, _ agent: String = "agent1", message: String?, again: Bool = false, transcript: String? = nil,
    turn: String = "p1", session: String? = nil, environment: [String: String] = [:]
  ) -> HookReply {
    run(
      SubagentOutput(),
      payload(
        "SubagentStop", turn: turn, session: session,
        [
          "agent_id": .string(agent), "agent_type": type.map(Node.string), "stop_hook_active": .boolean(again),
          "agent_transcript_path": .string(transcript ?? root + "/transcripts/subagents/agent-\(agent).jsonl"),
          "last_assistant_message": message.map(Node.string), "background_tasks": .array([]),
          "session_crons": .array([]),
        ]),
      environment: environment)
  }

  @discardableResult
  func post(_ type: String, _ id: String = "toolu_1", agent: String = "agent1", status: String = "completed")
    -> HookReply
  {
    let isAsync = status == "async_launched"
    return run(
      SubagentOutput(),
      payload(
        "PostToolUse",
        [
          "tool_name": .string("Agent"),
          "tool_input": .object([
            "description": .string("collect"), "prompt": .string("Collect into /data"), "subagent_type": .string(type),
          ]),
          "tool_response": .object([
            "isAsync": isAsync ? .boolean(true) : nil, "status": .string(status), "agentId": .string(agent),
            "agentType": isAsync ? nil : .string(type),
            "content": isAsync ? nil : .array([.object(["type": .string("text"), "text": .string("END")])]),
            "totalDurationMs": isAsync ? nil : .integer(864), "totalTokens": isAsync ? nil : .integer(110),
            "totalToolUseCount": isAsync ? nil : .integer(3),
          ]),
          "tool_use_id": .string(id), "duration_ms": .integer(866),
        ]))
  }

  @discardableResult
  func fail(_ type: String, _ id: String = "toolu_1", error: String = "Agent terminated early") -> HookReply {
    run(
      SubagentOutput(),
      payload(
        "PostToolUseFailure",
        [
          "tool_name": .string("Agent"),
          "tool_input": .object(["prompt": .string("Collect"), "subagent_type": .string(type)]),
          "tool_use_id": .string(id), "error": .string(error), "is_interrupt": .boolean(false),
        ]))
  }

  @discardableResult
  func stopFailure(_ type: String, _ agent: String = "agent1") -> HookReply {
    run(
      SubagentOutput(),
      payload("StopFailure", caller: Caller(id: agent, type: type), ["error": .string("unknown")]))
  }

  // MARK: workflow-output

  @discardableResult
  func stop(
    turn: String? = "p1", session: String? = nil, again: Bool = false, background: [Caller] = []
  ) -> HookReply {
    let tasks = background.map {
      Node.object([
        "id": .string($0.id), "type": .string("subagent"), "status": .string("running"),
        "description": .string("collect"), "agent_type": .string($0.type),
      ])
    }
    return run(
      WorkflowOutput(),
      payload(
        "Stop", turn: turn, session: session,
        [
          "stop_hook_active": .boolean(again), "last_assistant_message": .string("MAIN-FINAL"),
          "background_tasks": .array(tasks), "session_crons": .array([]),
        ]))
  }

  @discardableResult
  func sessionEnd() -> HookReply { run(WorkflowOutput(), payload("SessionEnd", ["reason": .string("other")])) }

  // MARK: Whole steps

  /// A document that the contract of an agent's sketch accepts.
  func document(_ agent: String, body: String = "Found it.", _ more: String = "") -> String {
    "---\nagent: \(agent)\ntype: \(agent)-document\n\(more)---\n\(body)\n"
  }

  /// Takes a node from its call to its accepted document.
  @discardableResult
  func accept(_ node: String, call: String? = nil, agent: String? = nil) -> HookReply {
    let call = call ?? "toolu_" + node, agent = agent ?? "agent_" + node
    gate(node, call)
    begin(node, agent)
    let reply = end(node, agent, message: document(node))
    post(node, call, agent: agent)
    return reply
  }

  /// Calls a node and lets its agent begin.
  func run(_ node: String, call: String? = nil, agent: String? = nil) {
    gate(node, call ?? "toolu_" + node)
    begin(node, agent ?? "agent_" + node)
  }

  /// Writes an agent's transcript, a line for each text (nil: a line without
  /// text), and the host's note beside it; returns the transcript's path.
  func transcript(
    agent: String, texts: [String?], call: String? = nil, thenTool: Bool = false
  ) throws -> String {
    let path = root + "/transcripts/subagents/agent-\(agent).jsonl"
    var lines = [line("user", agent, 0, .string("Collect into /data"))]
    for (index, text) in texts.enumerated() {
      let block =
        text.map { Node.object(["type": .string("text"), "text": .string($0)]) }
        ?? Node.object(["type": .string("tool_use"), "id": .string("toolu_x"), "name": .string("Bash")])
      lines.append(line("assistant", agent, index + 1, .array([block])))
      lines.append(#"{"type":"api-request","prompt":"---\nagent: a\n---\nnot this"}"#)
    }
    try write(lines.joined(separator: "\n") + "\n", to: path)
    if let call {
      let note = Node.object([
        "agentType": .string("a"), "isBuiltIn": .boolean(false), "description": .string("collect"),
        "toolUseId": .string(call), "spawnDepth": .integer(1), "requestShape": .string("foreground"),
      ])
      try write(JSONWriter().write(note), to: root + "/transcripts/subagents/agent-\(agent).meta.json")
    }
    return path
  }

  private func line(_ type: String, _ agent: String, _ index: Int, _ content: Node) -> String {
    JSONWriter().write(
      .object([
        "isSidechain": .boolean(true), "agentId": .string(agent), "type": .string(type),
        "message": .object(["role": .string(type), "content": content]),
        "uuid": .string("\(agent)-\(index)"), "sessionId": .string(session), "cwd": .string(project),
      ]))
  }
}

/// Runs a body in several threads at once and returns what each gave.
func concurrently<T: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) -> T) -> [T] {
  let results = ThreadResults<T>()
  let group = DispatchGroup()
  for index in 0..<count {
    group.enter()
    let thread = Thread {
      results.set(index, body(index))
      group.leave()
    }
    thread.stackSize = 8 << 20
    thread.start()
  }
  group.wait()
  return results.inOrder
}

private final class ThreadResults<T: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var items: [Int: T] = [:]

  func set(_ index: Int, _ item: T) { lock.withLock { items[index] = item } }
  var inOrder: [T] { lock.withLock { items.sorted { $0.key < $1.key }.map(\.value) } }
}
