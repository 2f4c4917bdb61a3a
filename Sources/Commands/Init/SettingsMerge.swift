import Contracts
import Documents

/// The wiring of the hooks in a settings file, put in and taken out without
/// touching anything else.
struct SettingsMerge {
  /// One hook: an event, its matcher and the executable that answers.
  struct Wire: Sendable {
    var event: String
    var matcher: String?
    var executable: HookExecutable

    var command: String { "\"$CLAUDE_PROJECT_DIR\"/.claude/hooks/\(executable.rawValue)" }

    /// The entry below the event.
    var group: Node {
      .object([
        "matcher": matcher.map(Node.string),
        "hooks": .array([
          .object(["type": .string("command"), "command": .string(command), "timeout": .integer(30)])
        ]),
      ])
    }
  }

  /// All events that the hooks answer, in the order of a session.
  static let wires: [Wire] = [
    Wire(event: "SessionStart", matcher: "resume|compact", executable: .workflowInput),
    Wire(event: "UserPromptSubmit", executable: .workflowInput),
    Wire(event: "UserPromptExpansion", executable: .workflowInput),
    Wire(event: "PreToolUse", matcher: "Skill", executable: .workflowInput),
    Wire(event: "PreToolUse", matcher: "*", executable: .subagentInput),
    Wire(event: "PostToolUse", matcher: "Task|Agent", executable: .subagentOutput),
    Wire(event: "PostToolUseFailure", matcher: "Task|Agent", executable: .subagentOutput),
    Wire(event: "SubagentStart", executable: .subagentInput),
    Wire(event: "SubagentStop", executable: .subagentOutput),
    Wire(event: "StopFailure", executable: .subagentOutput),
    Wire(event: "Stop", executable: .workflowOutput),
    Wire(event: "SessionEnd", executable: .workflowOutput),
  ]

  /// The settings with every wire that isn't there yet, and which were added;
  /// nil if they have a shape that Claude Code would ignore.
  static func adding(to settings: Object) -> (Object, added: [Wire])? {
    var result = settings
    guard let hooks = settings["hooks"] ?? .some(.object([:])), var events = hooks.object else { return nil }
    var added: [Wire] = []
    for wire in wires {
      let existing = events[wire.event] ?? .array([])
      guard let groups = existing.array else { return nil }
      if groups.contains(where: { answers($0, wire) }) { continue }
      events.set(wire.event, .array(groups + [wire.group]))
      added.append(wire)
    }
    if !added.isEmpty { result.set("hooks", Node(.object(events))) }
    return (result, added)
  }

  /// The commands of a settings file's hooks, each with its event.
  static func commands(of settings: Node) -> [(event: String, text: String, command: HookCommand)] {
    (settings["hooks"]?.object?.members ?? []).flatMap { event in
      (event.value.array ?? []).flatMap { $0["hooks"]?.array ?? [] }.compactMap { hook in
        command(of: hook).map { (event.key, $0.text, $0.command) }
      }
    }
  }

  private static func command(of hook: Node) -> (text: String, command: HookCommand)? {
    guard hook["type"]?.string == "command", let text = hook["command"]?.string else { return nil }
    let arguments = hook["args"]?.array?.compactMap(\.string)
    return (text, arguments.map { HookCommand(program: text, arguments: $0) } ?? HookCommand(shell: text))
  }

  /// Whether an entry does already what the wire is for.
  private static func answers(_ group: Node, _ wire: Wire) -> Bool {
    let matcher = HookMatcher(group["matcher"]?.string)
    let sees =
      switch wire.matcher {
      case nil: true
      case "*"?: matcher.matches("Write") && matcher.matches("Agent")
      case "resume|compact"?: matcher.matches("resume") && matcher.matches("compact")
      case "Task|Agent"?: matcher.matches("Task") && matcher.matches("Agent")
      case let name?: matcher.matches(name)
      }
    return sees
      && (group["hooks"]?.array ?? []).contains { hook in
        command(of: hook)?.command.executable?.0 == wire.executable
      }
  }
}
