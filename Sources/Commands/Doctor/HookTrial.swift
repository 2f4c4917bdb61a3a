import Contracts
import Diagnostics
import Documents
import Foundation
import Platform
import Runs

/// A project made up for trying hooks, with a workflow in it whose gates are
/// all closed. What else the project has is seen through links, so that a
/// hook's command is found there, too.
struct TrialProject: Sendable {
  /// What the workflow, its agent and the session of its run are called.
  static let name = "claude-workflow-doctor"
  static let contract = "ClaudeWorkflowDoctor"

  let root: String

  init(of project: Project, below parent: String) throws {
    root = TemporaryFolders.path(for: "doctor", below: parent)
    do {
      try fill(from: project)
    } catch {
      remove()
      throw error
    }
  }

  func remove() { TemporaryFolders.remove(root) }

  private func fill(from project: Project) throws {
    try FileSystem.makeDirectories(Path.join(root, ".claude"))
    try link(project.root, root, but: [".claude", ".context", "contracts"])
    try link(project.claudeFolder, Path.join(root, ".claude"), but: ["agents", "commands", "workflows"])
    try write("name: \(Self.contract)\nschema: false\n", to: "contracts/\(Self.name).yaml")
    try write(
      """
      ---
      name: \(Self.name)
      description: Nobody calls it.
      input: { contract: \(Self.contract) }
      output: { contract: \(Self.contract) }
      ---

      """, to: ".claude/agents/\(Self.name).md")
    try FileSystem.makeDirectories(Path.join(root, ".claude/workflows/\(Self.name)"))
    // A run that is gone.
    _ = try SessionPointer(workdir: root, workflow: Self.name, run: "none").write(session: Self.name, project: root)
  }

  private func link(_ source: String, _ folder: String, but left: Set<String>) throws {
    for name in try FileSystem.list(source) where !left.contains(name) {
      try FileManager.default.createSymbolicLink(
        atPath: Path.join(folder, name), withDestinationPath: Path.join(source, name))
    }
  }

  private func write(_ text: String, to name: String) throws {
    let path = Path.join(root, name)
    try FileSystem.makeDirectories(Path.parent(of: path))
    try FileSystem.writeAtomically(Array(text.utf8), to: path, durably: false)
  }
}

/// Gives a hook an event that it alone answers in its own way: whatever lets
/// everything pass, or is another hook, is found out.
struct HookTrial: Sendable {
  let executable: HookExecutable
  let probe: HookProbe

  init?(_ probe: HookProbe, in trial: TrialProject) {
    guard let executable = probe.entry.executable, let project = Project(root: trial.root) else { return nil }
    var variables = probe.environment
    variables["WORKDIR"] = nil
    variables["CLAUDE_CODE_SESSION_ID"] = session(executable)
    self.executable = executable
    self.probe = HookProbe(
      entry: probe.entry, project: project, environment: variables, pluginRoot: probe.pluginRoot)
  }

  func run() -> Finding {
    let name = "\(executable.rawValue)\(probe.pluginRoot == nil ? "" : " (plugin)")"
    let outcome = try? probe.call(payload)
    let answer = outcome.flatMap { JSONReader(file: "answer").read($0.output).accepted }
    if outcome?.termination == .exited(0), let answer, isRight(answer) {
      return .ok("gate", "\(name) \(deed)")
    }
    let text = outcome.map { quoted(String(decoding: $0.output.prefix(400), as: UTF8.self)) } ?? "nothing"
    return .error(
      "gate", "\(name) answered \(text) where it \(deed): it is another program than the hook of that name",
      remedy: probe.reinstall)
  }

  /// What the hook does, as the rest of a sentence.
  private var deed: String {
    switch executable {
    case .workflowInput: "refuses to end a run that there isn't"
    case .subagentInput: "refuses a call that doesn't satisfy its contract"
    case .subagentOutput: "sends back a document that doesn't satisfy its contract"
    case .workflowOutput: "tells that a run's journal is gone"
    }
  }

  private func isRight(_ answer: Node) -> Bool {
    let reason = answer["reason"]?.string ?? ""
    let isBlock = answer["decision"]?.string == "block"
    switch executable {
    case .workflowInput: return isBlock && reason.hasPrefix("/\(TrialProject.name): ")
    case .subagentInput: return answer["hookSpecificOutput"]?["permissionDecision"]?.string == "deny"
    // Foundation's `contains` of a text needs its locales.
    case .subagentOutput: return isBlock && reason.firstRange(of: TrialProject.contract) != nil
    case .workflowOutput: return answer["systemMessage"]?.string?.hasPrefix("workflow-output: ") == true
    }
  }

  private var payload: Node {
    var payload = Object()
    payload.set("hook_event_name", .string(executable.requiredEvent))
    payload.set("session_id", .string(session(executable)))
    payload.set("cwd", .string(probe.project.root))
    payload.set("stop_hook_active", .boolean(false))
    switch executable {
    case .workflowInput:
      payload.set("prompt", .string("/\(TrialProject.name) --abort"))
    case .subagentInput:
      payload.set("tool_name", .string("Agent"))
      payload.set("tool_use_id", .string("doctor"))
      payload.set(
        "tool_input",
        .object([
          "subagent_type": .string(TrialProject.name), "description": .string("none"), "prompt": .string("none"),
        ]))
    case .subagentOutput:
      payload.set("agent_id", .string("doctor"))
      payload.set("agent_type", .string(TrialProject.name))
      payload.set("last_assistant_message", .string("---\nagent: none\n---\n\nNothing.\n"))
    case .workflowOutput: payload.set("last_assistant_message", .string("Done."))
    }
    return Node(.object(payload))
  }
}

/// Only the end of a turn is tried in the session that has a run.
private func session(_ executable: HookExecutable) -> String {
  executable == .workflowOutput ? TrialProject.name : TrialProject.name + "-free"
}
