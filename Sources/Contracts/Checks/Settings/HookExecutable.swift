/// The executables of this package that Claude Code calls, one for each
/// boundary of a workflow.
package enum HookExecutable: String, Sendable, CaseIterable {
  case workflowInput = "workflow-input"
  case subagentInput = "subagent-input"
  case subagentOutput = "subagent-output"
  case workflowOutput = "workflow-output"

  /// The event without which it can't do its part.
  package var requiredEvent: String {
    switch self {
    case .workflowInput: "UserPromptSubmit"
    case .subagentInput: "PreToolUse"
    case .subagentOutput: "SubagentStop"
    case .workflowOutput: "Stop"
    }
  }

  /// All events that it answers.
  package var events: [String] {
    switch self {
    case .workflowInput: ["UserPromptSubmit", "UserPromptExpansion", "SessionStart", "PreToolUse"]
    case .subagentInput: ["PreToolUse", "SubagentStart"]
    case .subagentOutput: ["SubagentStop", "PostToolUse", "PostToolUseFailure", "StopFailure"]
    case .workflowOutput: ["Stop", "SessionEnd"]
    }
  }

  /// Seconds after which each answers at the latest, whatever happens.
  package static let timeLimit = 20
}

/// The events that Claude Code has, or may have, hooks for: a name that isn't
/// among them and nearly one of them is taken for a slip.
enum HostEvents {
  static let names = [
    "ConfigChange", "InstructionsLoaded", "Notification", "PermissionDenied", "PermissionRequest", "PostCompact",
    "PostToolUse", "PostToolUseFailure", "PreCompact", "PreToolUse", "SessionEnd", "SessionStart", "Stop",
    "StopFailure", "SubagentStart", "SubagentStop", "TaskCompleted", "TeammateIdle", "UserPromptExpansion",
    "UserPromptSubmit", "WorktreeCreate", "WorktreeRemove",
  ]
}
