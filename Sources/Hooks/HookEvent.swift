import Diagnostics
public import Documents

/// One call of a hook, as Claude Code tells it on standard input.
public struct HookEvent: Sendable {
  public enum Kind: Sendable {
    case userPromptSubmit(prompt: String)
    case userPromptExpansion(prompt: String)
    case sessionStart(source: String)
    case sessionEnd(reason: String)
    case preToolUse(Tool)
    case postToolUse(Tool, response: Node)
    case postToolUseFailure(Tool, error: String)
    case subagentStart
    /// `message` is nil if the agent wrote no text at the end.
    case subagentStop(message: String?, isActive: Bool, transcript: String?)
    case stop(Stop)
    case stopFailure(error: String)
    /// An event that none of the hooks answers.
    case other
  }

  /// A call of a tool.
  public struct Tool: Sendable {
    public var name: String
    public var input: Node
    public var useID: String?

    /// The tool that starts subagents; `Task` is its older name.
    public var isAgent: Bool { name == "Agent" || name == "Task" }
  }

  /// The end of a turn of the main agent.
  public struct Stop: Sendable {
    public var message: String
    public var isActive: Bool
    /// Subagents that still work in the background.
    public var background: [BackgroundTask]
  }

  public struct BackgroundTask: Sendable, Hashable {
    public var id: String
    public var agentType: String?
  }

  /// `hook_event_name`.
  public var name: String
  public var kind: Kind
  public var session: String?
  public var transcript: String?
  public var directory: String?
  /// The same for all events of one turn of the main agent.
  public var promptID: String?
  /// Set inside a subagent.
  public var agentID: String?
  /// The subagent's name; nil if the payload has no such key.
  public var agentType: String?
}

extension HookEvent {
  /// What is wrong with a payload that is no event.
  public struct PayloadError: Error, Sendable {
    public var problem: String
  }

  /// Reads the payload. Keys that we don't use are not looked at.
  public init(payload: [UInt8]) throws(PayloadError) {
    if payload.allSatisfy({ $0 == 32 || (9...13).contains($0) }) {
      throw PayloadError(problem: "standard input is empty")
    }
    let reader = JSONReader(file: "standard input", duplicateKeys: .lastWins)
    var reading = reader.read(payload)
    if reading.diagnostics.contains(where: { $0.code == "json/lone-surrogate" }) {
      reading = reader.read(Self.withoutLoneSurrogates(payload))
    }
    guard let node = reading.accepted else {
      throw PayloadError(problem: Self.words(reading.diagnostics))
    }
    guard node.object != nil else {
      throw PayloadError(problem: "standard input holds \(Self.article(node.typeName)), not an object")
    }
    guard let name = node["hook_event_name"]?.string else {
      throw PayloadError(problem: "standard input has no \"hook_event_name\"")
    }
    self.name = name
    session = node["session_id"]?.string
    transcript = node["transcript_path"]?.string
    directory = node["cwd"]?.string
    promptID = node["prompt_id"]?.string
    agentID = node["agent_id"]?.string
    agentType = node["agent_type"]?.string
    kind = Kind(name, node)
  }

  /// The text with U+FFFD for every half of a surrogate pair: a text that the
  /// host cut inside a character is no reason to let an event pass unread.
  private static func withoutLoneSurrogates(_ text: [UInt8]) -> [UInt8] {
    var text = text
    let unit = { (text: [UInt8], index: Int) -> UInt32? in
      guard index + 6 <= text.count, text[index] == 92, text[index + 1] == UInt8(ascii: "u") else { return nil }
      return UInt32(String(decoding: text[(index + 2)..<(index + 6)], as: UTF8.self), radix: 16)
    }
    var index = 0
    while index < text.count {
      guard text[index] == 92 else {
        index += 1
        continue
      }
      guard let first = unit(text, index), (0xD800...0xDFFF).contains(first) else {
        index += 2
        continue
      }
      if first < 0xDC00, let second = unit(text, index + 6), (0xDC00...0xDFFF).contains(second) {
        index += 12
        continue
      }
      text.replaceSubrange((index + 2)..<(index + 6), with: Array("FFFD".utf8))
      index += 6
    }
    return text
  }

  private static func words(_ diagnostics: [Diagnostic]) -> String {
    guard let first = diagnostics.first else { return "standard input is not JSON" }
    return "standard input is not JSON: " + (first.range.map { "\($0.start): " } ?? "") + first.message.text
  }

  private static func article(_ type: String) -> String {
    type == "null" ? type : (type == "array" || type == "object" ? "an " : "a ") + type
  }
}

extension HookEvent.Kind {
  /// What the host may say of a task that is no longer at work.
  private static let ended = ["completed", "failed", "killed", "stopped", "cancelled"]

  fileprivate init(_ name: String, _ node: Node) {
    let text = { (key: String) in node[key]?.string ?? "" }
    switch name {
    case "UserPromptSubmit": self = .userPromptSubmit(prompt: text("prompt"))
    case "UserPromptExpansion": self = .userPromptExpansion(prompt: text("prompt"))
    case "SessionStart": self = .sessionStart(source: text("source"))
    case "SessionEnd": self = .sessionEnd(reason: text("reason"))
    case "PreToolUse": self = .preToolUse(.init(node))
    case "PostToolUse": self = .postToolUse(.init(node), response: node["tool_response"] ?? .null)
    case "PostToolUseFailure": self = .postToolUseFailure(.init(node), error: text("error"))
    case "SubagentStart": self = .subagentStart
    case "SubagentStop":
      self = .subagentStop(
        message: node["last_assistant_message"]?.string, isActive: node["stop_hook_active"]?.boolean ?? false,
        transcript: node["agent_transcript_path"]?.string)
    case "Stop":
      let tasks = (node["background_tasks"]?.array ?? []).compactMap { task -> HookEvent.BackgroundTask? in
        guard let id = task["id"]?.string, task["type"]?.string ?? "subagent" == "subagent",
          !Self.ended.contains(task["status"]?.string ?? "")
        else { return nil }
        return .init(id: id, agentType: task["agent_type"]?.string)
      }
      self = .stop(
        .init(
          message: text("last_assistant_message"), isActive: node["stop_hook_active"]?.boolean ?? false,
          background: tasks))
    case "StopFailure": self = .stopFailure(error: text("error"))
    default: self = .other
    }
  }
}

extension HookEvent.Tool {
  fileprivate init(_ node: Node) {
    self.init(
      name: node["tool_name"]?.string ?? "", input: node["tool_input"] ?? .object([:]),
      useID: node["tool_use_id"]?.string)
  }
}
