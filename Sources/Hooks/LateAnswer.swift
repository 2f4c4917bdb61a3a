import Contracts
import Documents
import Platform
import Runs

/// What a hook answers that finds none before the host would give it up, and
/// go on as if nothing had been asked.
///
/// Little is known then, and nothing may take long: a session with a pointer
/// has a run, and a prompt with the name of a workflow's folder starts one.
struct LateAnswer {
  /// The hook's name.
  let hook: String
  let watchdog: Watchdog
  let context: HookContext

  /// Gates stay closed. Who wants to end is asked once more, not again and
  /// again: the host would let him go after eight blocks without another word.
  func answer(to event: HookEvent) -> HookAnswer {
    switch event.kind {
    case .userPromptSubmit(let prompt), .userPromptExpansion(let prompt):
      let command = WorkflowCommand(prompt: prompt)
      return startsWorkflow(command, event) ? .block(reason: problem.text()) : message
    case .preToolUse(let tool) where tool.name == "Skill":
      let command = tool.input["skill"]?.string.map { WorkflowCommand(skill: $0, arguments: "") }
      return startsWorkflow(command ?? nil, event) ? .block(reason: problem.text()) : message
    case .preToolUse where hasRun(event): return .block(reason: problem.text())
    case .subagentStop(_, isActive: false, _) where hasRun(event):
      return .block(
        reason: problem.text()
          + " Your document may not have been checked: send it once more, whole, as your final message.")
    case .stop(let stop) where !stop.isActive && hasRun(event): return .block(reason: problem.text())
    default: return message
    }
  }

  private var message: HookAnswer { .proceed(message: hook + ": " + problem.text()) }

  private var problem: Breakdown {
    Breakdown(
      "\(hook) found no answer within \(limit); if it had decided by then, the run's journal says what",
      remedy:
        "Look for what takes so long: a huge flow, contract or journal, a disk or a process that hangs. Then try again."
    )
  }

  private var limit: String {
    let tenths = Int((watchdog.seconds * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
  }

  private func startsWorkflow(_ command: WorkflowCommand?, _ event: HookEvent) -> Bool {
    guard let command, let project = context.project(of: event) else { return false }
    return project.workflowFolder(command.name) != nil
  }

  private func hasRun(_ event: HookEvent) -> Bool {
    guard let session = event.session, let project = context.project(of: event) else { return false }
    return FileSystem.exists(SessionPointer.path(session: session, project: project.root))
  }
}
