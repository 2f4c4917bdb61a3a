import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// Starts a run when the user, or the model, calls a workflow's command.
public struct WorkflowInput: Hook {
  public let name = "workflow-input"

  public init() {}

  /// Whose prompt it is can't be known, and one that is blocked is lost.
  public var unreadAnswer: StaticString {
    """
    {"continue":true,"systemMessage":"workflow-input: found no answer in time and could not even read the event; \
    no workflow was started"}

    """
  }

  public func answer(to event: HookEvent, in context: HookContext) throws(Breakdown) -> HookAnswer {
    switch event.kind {
    case .userPromptSubmit(let prompt):
      if let notification = TaskNotification(prompt: prompt) { return news(of: notification, event, context) }
      return try start(WorkflowCommand(prompt: prompt), key: event.promptID, event, context)
    case .userPromptExpansion(let prompt):
      return try start(WorkflowCommand(prompt: prompt), key: event.promptID, event, context)
    case .preToolUse(let tool) where tool.name == "Skill":
      let command = tool.input["skill"]?.string.flatMap {
        WorkflowCommand(skill: $0, arguments: tool.input["args"]?.string ?? "")
      }
      return try start(command, key: tool.useID, event, context)
    case .sessionStart(let source): return try standing(source, event, context)
    default: return .goOn
    }
  }

  public func answer(toBroken problem: String, in context: HookContext) -> (event: String, answer: HookAnswer) {
    // Whose prompt it is can't be known, and a prompt that isn't a
    // workflow's must never be lost.
    ("UserPromptSubmit", .proceed(message: "workflow-input: \(problem); no workflow was started"))
  }

  private func start(
    _ command: WorkflowCommand?, key: String?, _ event: HookEvent, _ context: HookContext
  ) throws(Breakdown) -> HookAnswer {
    guard let command, let project = context.project(of: event) else { return .goOn }
    let folder = project.workflowFolder(command.name)
    guard folder != nil || isOfOwnRun(command, event, project) else { return .goOn }
    if event.agentID != nil, let type = event.agentType, let run = try ActiveRun.find(event, in: project),
      run.node(named: type) != nil
    {
      return .block(reason: "\(type) can't start /\(command.name): workflows are started by the main agent alone.")
    }
    guard let session = event.session, !session.isEmpty else {
      throw Breakdown(
        "the event has no \"session_id\", by which a run is found again", remedy: "Use a current Claude Code."
      ).inside(nil)
    }
    if let stop = RunStop(command, in: project, session: session, key: key, event: event, context: context) {
      // There is nothing for the model to do, whatever becomes of it.
      do { return try stop.answer() } catch { throw error.inside(.block) }
    }
    guard let folder else { return .goOn }
    let definition: WorkflowDefinition
    do {
      definition = try WorkflowDefinition(command.name, folder: folder, in: project, context)
    } catch {
      return .block(reason: command.cannotStart(error))
    }
    context.leave(definition)
    let start = RunBeginning(
      command: command, definition: definition, project: project, session: session, key: key, event: event,
      context: context)
    do {
      return try start.answer()
    } catch { throw error.inside(definition.onError) }
  }

  /// Whether the session's run is of the command's workflow, which may be gone
  /// since.
  private func isOfOwnRun(_ command: WorkflowCommand, _ event: HookEvent, _ project: Project) -> Bool {
    guard let session = event.session, let pointer = try? SessionPointer.read(session: session, project: project.root)
    else { return false }
    return pointer.workflow == command.name
  }

  /// The news of a subagent that ended in the background. A notification is
  /// never blocked: the host would throw the agent's result away.
  private func news(of notification: TaskNotification, _ event: HookEvent, _ context: HookContext) -> HookAnswer {
    do {
      guard let project = context.project(of: event), var run = try ActiveRun.find(event, in: project) else {
        return .goOn
      }
      if let promptID = event.promptID, !run.state.turns.contains(promptID) {
        try run.locked(context) { (run) throws(Breakdown) in
          guard !run.state.turns.contains(promptID) else { return }
          try run.append([.turn(promptID: promptID)], at: context.now())
        }
      }
      try settle(notification, &run, context)
      let call =
        notification.toolUseID.flatMap { run.state.call(toolUseID: $0) }
        ?? notification.agentID.flatMap { run.state.call(ofAgent: $0) }
      let briefing = Briefing(run: run, now: context.begin)
      return .proceed(
        context: call.map { briefing.news(of: $0) } ?? briefing.standing.cut(Briefing.limit))
    } catch {
      return .proceed(message: "workflow-input: " + error.text())
    }
  }

  /// A notified agent whose call is still open ended without a final message
  /// that was checked: the host cut it off.
  private func settle(
    _ notification: TaskNotification, _ run: inout ActiveRun, _ context: HookContext
  ) throws(Breakdown) {
    guard let agentID = notification.agentID, run.state.call(ofAgent: agentID)?.isOpen == true else { return }
    try run.locked(context) { (run) throws(Breakdown) in
      guard let call = run.state.call(ofAgent: agentID), call.isOpen else { return }
      try run.append([run.ending(call, hasStarted: true, because: RunState.endedEarly)], at: context.now())
    }
  }

  /// After a resumed session or a compaction the main agent may have
  /// forgotten where its run stands.
  private func standing(
    _ source: String, _ event: HookEvent, _ context: HookContext
  ) throws(Breakdown) -> HookAnswer {
    guard source == "resume" || source == "compact", let project = context.project(of: event) else { return .goOn }
    if source == "resume" { restorePointer(event, project, context) }
    guard var run = try ActiveRun.find(event, in: project) else { return .goOn }
    if source == "resume", !run.state.openCalls.isEmpty {
      // A session goes on in a new process; its agents ended with the old one.
      try run.locked(context) { (run) throws(Breakdown) in
        try run.placeUnassigned(context)
        for call in run.state.openCalls {
          try run.append([run.ending(call, in: event, because: "the session was interrupted")], at: context.now())
        }
      }
    }
    return .proceed(context: Briefing(run: run, now: context.begin).opening("is under way"))
  }

  /// Points the session to its run in the usual working directory if it has no
  /// pointer that can be read, or one to a run that was there before: a start
  /// doesn't wait until the pointer is on the disk.
  ///
  /// A run that rests waits for its command, and the session may have begun
  /// another one elsewhere since: it isn't found by this.
  private func restorePointer(_ event: HookEvent, _ project: Project, _ context: HookContext) {
    guard let session = event.session, !session.isEmpty else { return }
    let known: SessionPointer?
    do throws(SystemError) {
      known = try SessionPointer.read(session: session, project: project.root)
    } catch {
      // What is there is no pointer, else `find` says why it can't be read.
      guard error.code == 0 else { return }
      known = nil
    }
    if let known {
      // Of a journal that is gone `find` says so.
      guard let run = try? ActiveRun.open(RunFolder(workdir: known.workdir), in: project),
        run.state.start.run != known.run
      else { return }
    }
    guard let workdir = FileSystem.realPath(context.workdir(in: project)),
      let run = try? ActiveRun.open(RunFolder(workdir: workdir), in: project), run.isCurrent(in: session),
      run.state.outcome == nil
    else { return }
    let pointer = SessionPointer(workdir: workdir, workflow: run.workflow, run: run.state.start.run)
    if let path = try? pointer.write(session: session, project: project.root, replacing: known) {
      try? FileSystem.synchronize(path)
    }
  }
}

extension WorkflowCommand {
  func cannotStart(_ error: DefinitionError) -> String {
    limited(
      first: "The workflow /\(name) can't start, its definition has mistakes:",
      lines: error.diagnostics.sortedByPlace().map(\.line), last: "Mend them, then give the command again.")
  }
}
