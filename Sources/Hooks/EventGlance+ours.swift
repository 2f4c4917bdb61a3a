import Contracts
import Documents
import Platform
import Runs

extension EventGlance {
  func isEvent(_ name: StaticString) -> Bool { equals(event, name) }

  func isTool(_ first: StaticString, _ second: StaticString) -> Bool {
    equals(toolName, first) || equals(toolName, second)
  }

  /// Whether the prompt may start a workflow or tell of an agent's end.
  func mayBeOurPrompt(_ context: HookContext) -> Bool {
    guard prompt.isFound, let text = text(prompt) else { return true }
    guard text.utf8.first == UInt8(ascii: "/") else { return text.hasPrefix("<task-notification>") }
    // A name ends at the first blank, of which bytes show only some kinds.
    guard let root = context.projectFolder, text.utf8.allSatisfy({ $0 < 128 }),
      let name = WorkflowCommand(prompt: text)?.name, !promptIsCut || name.utf8.count + 1 < text.utf8.count
    else { return true }
    if FileSystem.exists(root + "/.claude/workflows/" + name) { return true }
    // A run can be ended though its workflow is gone.
    let words = Array(text.utf8)
    let mayStop = promptIsCut || RunStop.options.contains { words.contains(bytes: Array(("--" + $0).utf8)) }
    return mayStop && mayHaveRun(context)
  }

  /// Whether the session may have a run, or a project that we can't see.
  func mayHaveRun(_ context: HookContext) -> Bool {
    guard let root = context.projectFolder, let session = text(session) else { return true }
    return FileSystem.exists(SessionPointer.path(session: session, project: root))
  }

  /// Whether the session may have a run in which something has to be done by
  /// some time: only then its journal mentions one.
  func mayHaveDeadline(_ context: HookContext) -> Bool {
    guard let root = context.projectFolder, let session = text(session) else { return true }
    let pointer = SessionPointer.path(session: session, project: root)
    guard FileSystem.exists(pointer) else { return false }
    guard let path = Self.journalPath(ofPointer: pointer) else { return true }
    if let mark = FileSystem.status(path).flatMap({ JournalMark(of: path, $0) }) { return mark.mentionsTimeout }
    return (try? FileSystem.read(path)).map { $0.contains(bytes: JournalMark.timeout) } ?? true
  }

  /// Whether an agent of the project or of the session's run may have this
  /// name; the run may know one whose file is gone.
  func mayBeOurAgent(_ name: Place, _ context: HookContext) -> Bool {
    guard let root = context.projectFolder, let name = text(name), let session = text(session),
      let project = Project(root: root)
    else { return true }
    return project.mayHaveAgent(name) || runMayName(name, SessionPointer.path(session: session, project: root))
  }

  /// Whether the run's journal mentions the name: its first line holds the
  /// definition, and any later one may hold the one that `--force` took.
  private func runMayName(_ name: String, _ pointer: String) -> Bool {
    guard FileSystem.exists(pointer) else { return false }
    guard let journal = Self.journal(ofPointer: pointer) else { return true }
    return Project.contains(journal[...], Project.lowercased(name))
  }

  /// The journal that a pointer leads to; nil if it can't be read at first
  /// sight: then the payload is read as a whole.
  private static func journal(ofPointer pointer: String) -> [UInt8]? {
    journalPath(ofPointer: pointer).flatMap { try? FileSystem.read($0) }
  }

  private static func journalPath(ofPointer pointer: String) -> String? {
    guard let text = try? FileSystem.read(pointer, limit: 64 << 10), let workdir = workdir(inPointer: text) else {
      return nil
    }
    return RunFolder(workdir: workdir).journal
  }

  /// The working directory that a pointer names, if it has no escapes.
  private static func workdir(inPointer text: [UInt8]) -> String? {
    let start = Array("{\"workdir\":\"".utf8)
    guard text.starts(with: start), let end = text[start.count...].firstIndex(of: UInt8(ascii: "\"")) else {
      return nil
    }
    let path = text[start.count..<end]
    return path.contains(UInt8(ascii: "\\")) ? nil : String(decoding: path, as: UTF8.self)
  }
}

extension WorkflowInput {
  public func isNoneOfOurs(_ payload: [UInt8], in context: HookContext) -> Bool {
    guard let glance = EventGlance(payload) else { return false }
    if glance.isEvent("UserPromptSubmit") || glance.isEvent("UserPromptExpansion") {
      return !glance.mayBeOurPrompt(context)
    }
    return glance.isEvent("PreToolUse") && glance.toolName.isFound && !glance.isTool("Skill", "Skill")
  }
}

extension SubagentInput {
  public func isNoneOfOurs(_ payload: [UInt8], in context: HookContext) -> Bool {
    guard let glance = EventGlance(payload) else { return false }
    if glance.isEvent("SubagentStart"), glance.agentType.isFound {
      return glance.agentType.isEmpty
        || !glance.mayBeOurAgent(glance.agentType, context)
    }
    guard glance.isEvent("PreToolUse"), glance.toolName.isFound else { return false }
    let isSubagents = glance.agentType.isFound && !glance.agentType.isEmpty
    if glance.isTool("Agent", "Task") {
      // A subagent that is overdue can't let another one go on for it.
      if isSubagents, glance.mayHaveDeadline(context) { return false }
      guard glance.hasSubagentType else { return true }
      guard glance.subagentType.isFound, !glance.subagentType.isEmpty else { return false }
      return !glance.mayBeOurAgent(glance.subagentType, context)
    }
    guard !glance.isTool("Write", "Edit"), !glance.isTool("MultiEdit", "NotebookEdit") else { return false }
    return !isSubagents || !glance.mayHaveDeadline(context)
  }
}

extension SubagentOutput {
  public func isNoneOfOurs(_ payload: [UInt8], in context: HookContext) -> Bool {
    guard let glance = EventGlance(payload) else { return false }
    if glance.isEvent("SubagentStop") {
      let type = glance.agentType
      guard type.isFound else { return false }
      return type.isEmpty || !glance.mayBeOurAgent(type, context)
    }
    if glance.isEvent("PostToolUse") || glance.isEvent("PostToolUseFailure") {
      return glance.toolName.isFound && (!glance.isTool("Agent", "Task") || !glance.mayHaveRun(context))
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
