import Contracts
import Diagnostics
import Documents

/// Whether an event outside of any run is a workflow's business: a hook lets
/// what isn't go on with the same words as what it accepts.
struct EventConcern {
  /// Why a hook has nothing to decide, for people; nil if it may have.
  let note: String?

  init(of event: Node, for hook: HookExecutable, in project: Project) {
    let name = event["hook_event_name"]?.string ?? ""
    let tool = event["tool_name"]?.string ?? ""
    let reason: String? =
      switch (hook, name) {
      case (.workflowInput, "UserPromptSubmit"), (.workflowInput, "UserPromptExpansion"):
        Self.command(event["prompt"]?.string ?? "", project)
      case (.workflowInput, "PreToolUse") where tool == "Skill":
        Self.command("/" + (event["tool_input"]?["skill"]?.string ?? ""), project)
      case (.subagentInput, "PreToolUse") where tool == "Agent" || tool == "Task":
        Self.agent(event["tool_input"]?["subagent_type"]?.string, project, "what it is given") { $0.input?.contract }
      case (.subagentOutput, "SubagentStop"):
        Self.agent(event["agent_type"]?.string, project, "what it hands over") { $0.output?.contract }
      default: "no run is on, and the hook decides about \(name.isEmpty ? "this event" : name) only in one"
      }
    note = reason.map { "none of a workflow's business: \($0)" }
  }

  private static func command(_ prompt: String, _ project: Project) -> String? {
    if let command = WorkflowCommand(prompt: prompt), project.workflowFolder(command.name) != nil { return nil }
    return "the prompt isn't the command of a workflow of the project"
  }

  private static func agent(
    _ name: String?, _ project: Project, _ which: String, _ contract: (Agent) -> Located<String>?
  ) -> String? {
    guard let name else { return "the event names no agent" }
    do {
      guard let agent = try project.agent(name) else {
        return "the project has no agent \(quoted(name)); name one with --agent"
      }
      return contract(agent) == nil ? "the agent \(quoted(name)) has no contract for \(which)" : nil
    } catch { return nil }
  }
}
