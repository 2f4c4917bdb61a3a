import Contracts
import Platform
import Runs

extension EventGlance {
  func isEvent(_ name: StaticString) -> Bool { event.map { equals($0, name) } ?? false }

  func isTool(_ names: StaticString...) -> Bool {
    guard let toolName else { return false }
    for name in names where equals(toolName, name) { return true }
    return false
  }

  /// Whether the prompt may start a workflow or tell of an agent's end.
  func mayBeOurPrompt(_ context: HookContext) -> Bool {
    guard let prompt else { return true }
    if prompt.first == UInt8(ascii: "<") { return prompt.starts(with: "<task-notification>".utf8) }
    guard prompt.first == UInt8(ascii: "/") else { return false }
    guard let root = projectRoot(context) else { return true }
    // A name ends before the first blank, of which bytes show only some kinds.
    let name = prompt.dropFirst().prefix { $0 > 32 && $0 < 128 }
    guard !name.isEmpty else { return true }
    let next = prompt.dropFirst(1 + name.count).first
    if let next, next >= 128 { return true }
    return FileSystem.exists(root + "/.claude/workflows/" + String(decoding: name, as: UTF8.self))
  }

  /// Whether the session may have a run, or a project that we can't see.
  func mayHaveRun(_ context: HookContext) -> Bool {
    guard let root = projectRoot(context), let session else { return true }
    let name = String(decoding: session, as: UTF8.self)
    return FileSystem.exists(SessionPointer.path(session: name, project: root))
  }

  /// Whether an agent of the project may have this name.
  func mayBeOurAgent(_ name: Text, _ context: HookContext) -> Bool {
    guard let root = projectRoot(context), let project = Project(root: root) else { return true }
    return project.mayHaveAgent(String(decoding: name, as: UTF8.self))
  }

  private func projectRoot(_ context: HookContext) -> String? {
    context.environment["CLAUDE_PROJECT_DIR"].flatMap { $0.isEmpty ? nil : $0 }
  }

  private func equals(_ text: Text, _ name: StaticString) -> Bool {
    name.withUTF8Buffer { text.elementsEqual($0) }
  }
}

extension WorkflowInput {
  public func isNoneOfOurs(_ payload: [UInt8], in context: HookContext) -> Bool {
    guard let glance = EventGlance(payload) else { return false }
    if glance.isEvent("UserPromptSubmit") || glance.isEvent("UserPromptExpansion") {
      return !glance.mayBeOurPrompt(context)
    }
    return glance.isEvent("PreToolUse") && glance.toolName != nil && !glance.isTool("Skill")
  }
}

extension SubagentInput {
  public func isNoneOfOurs(_ payload: [UInt8], in context: HookContext) -> Bool {
    guard let glance = EventGlance(payload) else { return false }
    if glance.isEvent("SubagentStart"), let type = glance.agentType {
      return type.isEmpty || (!glance.mayHaveRun(context) && !glance.mayBeOurAgent(type, context))
    }
    guard glance.isEvent("PreToolUse"), glance.toolName != nil else { return false }
    if glance.isTool("Agent", "Task") {
      guard glance.hasSubagentType else { return true }
      guard let type = glance.subagentType, !type.isEmpty else { return false }
      return !glance.mayHaveRun(context) && !glance.mayBeOurAgent(type, context)
    }
    return !glance.isTool("Write", "Edit", "MultiEdit", "NotebookEdit")
  }
}

extension SubagentOutput {
  public func isNoneOfOurs(_ payload: [UInt8], in context: HookContext) -> Bool {
    guard let glance = EventGlance(payload) else { return false }
    if glance.isEvent("SubagentStop") {
      guard let type = glance.agentType else { return false }
      return type.isEmpty || (!glance.mayHaveRun(context) && !glance.mayBeOurAgent(type, context))
    }
    if glance.isEvent("PostToolUse") || glance.isEvent("PostToolUseFailure") {
      return glance.toolName != nil && (!glance.isTool("Agent", "Task") || !glance.mayHaveRun(context))
    }
    return glance.isEvent("StopFailure") && !glance.mayHaveRun(context)
  }
}

extension WorkflowOutput {
  public func isNoneOfOurs(_ payload: [UInt8], in context: HookContext) -> Bool {
    guard let glance = EventGlance(payload) else { return false }
    return (glance.isEvent("Stop") || glance.isEvent("SessionEnd")) && !glance.mayHaveRun(context)
  }
}
