import Contracts
import Diagnostics
import Documents
import Platform

/// Runs a wired hook as Claude Code does, on an event that is none of a
/// workflow's: it must answer in time that the session goes on. `HookTrial` shows that it
/// can refuse.
struct HookProbe: Sendable {
  let entry: HookEntry
  let project: Project
  let environment: [String: String]
  /// The folder of the plugin that brings the hook.
  var pluginRoot: String?

  /// Longer than this nobody should wait for an event that is none of ours.
  private static let patience = Duration.seconds(1)

  func run() -> Finding {
    let name = "\(entry.executable?.rawValue ?? "hook") at \(entry.event)\(pluginRoot == nil ? "" : " (plugin)")"
    let clock = ContinuousClock()
    let start = clock.now
    let outcome: ChildProcess.Outcome
    do {
      outcome = try call(payload)
    } catch {
      return .error("hook", "\(name) can't be started: \(error)", remedy: reinstall)
    }
    let time = clock.now - start
    guard case .exited(0) = outcome.termination else {
      return .error("hook", "\(name) \(Self.words(outcome, limit))", remedy: reinstall)
    }
    let answer = JSONReader(file: name).read(outcome.output).accepted
    guard answer?["continue"]?.boolean == true else {
      let text = quoted(String(decoding: outcome.output.prefix(400), as: UTF8.self))
      return .error("hook", "\(name) answered \(text), expected {\"continue\":true}", remedy: reinstall)
    }
    let milliseconds = Int(time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000)
    if time > Self.patience {
      return .warning(
        "hook", "\(name) took \(milliseconds) ms for an event that is none of its business",
        remedy: "look what else the command starts; Claude Code waits for it at every such event")
    }
    return .ok("hook", "\(name) answers in \(milliseconds) ms")
  }

  private var limit: Duration { Duration.seconds(min(entry.timeout?.value ?? 30, 60)) }

  func call(_ payload: Node) throws -> ChildProcess.Outcome {
    var variables = environment
    variables["CLAUDE_PROJECT_DIR"] = project.root
    variables["CLAUDE_PLUGIN_ROOT"] = pluginRoot
    let (program, arguments) = command
    return try ChildProcess.run(
      executable: program, arguments: arguments, environment: variables, directory: project.root,
      input: JSONWriter().bytes(payload), deadline: Deadline(after: limit), outputLimit: 1 << 20, memoryLimit: nil)
  }

  var reinstall: String {
    guard let pluginRoot else {
      return
        "build the hooks for this machine and put them there: `claude-workflow init`; then try the command by hand"
    }
    return "put a plugin that was built for this machine to \(quoted(pluginRoot, limit: 4000)) and install it again"
  }

  /// The shell with the text, or the program that stands beside `args`.
  private var command: (String, [String]) {
    if let text = entry.shellText { return ("/bin/sh", ["-c", text]) }
    let words = entry.command.words.map { word in
      if let pluginRoot, word.hasPrefix(PluginHooks.variable) {
        return pluginRoot + word.dropFirst(PluginHooks.variable.count)
      }
      return HookCommand.path(of: word, project: project.root).map { word.hasPrefix("$") ? $0 : word } ?? word
    }
    let program = words.first ?? ""
    return (FileSystem.findExecutable(program, path: environment["PATH"] ?? "") ?? program, Array(words.dropFirst()))
  }

  /// An event of a session that has no run.
  private var payload: Node {
    var payload = Object()
    payload.set("hook_event_name", .string(entry.event))
    payload.set("session_id", .string("claude-workflow-doctor"))
    payload.set("cwd", .string(project.root))
    for (key, value) in Self.details[entry.event] ?? [] { payload.set(key, value) }
    return Node(.object(payload))
  }

  private static let details: [String: [(String, Node)]] = [
    "UserPromptSubmit": [("prompt", .string("how are you?"))],
    "UserPromptExpansion": [("prompt", .string("how are you?")), ("command_name", .string("none"))],
    "SessionStart": [("source", .string("startup"))], "SessionEnd": [("reason", .string("other"))],
    "PreToolUse": [
      ("tool_name", .string("Read")), ("tool_use_id", .string("doctor")), ("tool_input", .object([:])),
    ],
    "PostToolUse": [
      ("tool_name", .string("Read")), ("tool_use_id", .string("doctor")), ("tool_input", .object([:])),
      ("tool_response", .object([:])),
    ],
    "PostToolUseFailure": [
      ("tool_name", .string("Read")), ("tool_use_id", .string("doctor")), ("tool_input", .object([:])),
      ("error", .string("none")),
    ],
    "SubagentStart": [("agent_id", .string("doctor")), ("agent_type", .string("claude-workflow-doctor"))],
    "SubagentStop": [
      ("agent_id", .string("doctor")), ("agent_type", .string("claude-workflow-doctor")),
      ("last_assistant_message", .string("well")), ("stop_hook_active", .boolean(false)),
    ],
    "StopFailure": [("error", .string("none"))],
    "Stop": [("stop_hook_active", .boolean(false)), ("last_assistant_message", .string("well"))],
  ]

  private static func words(_ outcome: ChildProcess.Outcome, _ limit: Duration) -> String {
    let printed = String(decoding: outcome.errorOutput.suffix(400), as: UTF8.self)
    let tail = printed.isEmpty ? "" : ", having printed \(quoted(printed))"
    return switch outcome.termination {
    // The shell's word for a signal.
    case .exited(let code) where code > 128: "was ended by signal \(code - 128)\(tail)"
    case .exited(let code): "ended with status \(code)\(tail)"
    case .signalled(let signal): "was ended by signal \(signal)\(tail)"
    case .timedOut: "gave no answer within \(limit.components.seconds) s\(tail)"
    }
  }
}
