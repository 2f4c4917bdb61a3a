import Contracts
import Diagnostics
import Platform
import Runs

/// A command that lets a run rest (`--pause`) or ends it (`--abort`). It
/// needs nothing of the workflow's definition, which may be broken.
struct RunStop {
  let command: WorkflowCommand
  let project: Project
  let session: String
  let key: String?
  let event: HookEvent
  let context: HookContext
  private let outcome: RunOutcome
  private let takesOver: Bool
  /// Two options of which each would do something else with the run.
  private let contrary: (String, String)?
  private let workdir: String?

  static let options = ["pause", "abort"]

  /// nil if the command asks for neither.
  init?(
    _ command: WorkflowCommand, in project: Project, session: String, key: String?, event: HookEvent,
    context: HookContext
  ) {
    let options = CommandLineOptions(command.arguments) { RunOptions.flags.contains($0) }
    let on = options.switchedOn
    guard on.contains(where: Self.options.contains) else { return nil }
    self.command = command
    self.project = project
    self.session = session
    self.key = key
    self.event = event
    self.context = context
    outcome = on.contains("abort") ? .aborted : .paused
    let own = on.contains("pause") ? "pause" : "abort"
    let given = on + options.options.map(\.key).filter { $0 == "redo" }
    contrary = ["abort", "fresh", "force", "resume", "redo"].first { $0 != own && given.contains($0) }.map { (own, $0) }
    takesOver = on.contains("takeover")
    workdir = options.options.last { $0.key == "workdir" }?.value
  }

  /// Always blocked: there is nothing for the model to do.
  func answer() throws(Breakdown) -> HookAnswer {
    if let (own, other) = contrary {
      return .block(reason: "/\(command.name): --\(own) and --\(other) exclude each other; nothing was changed.")
    }
    let folder = try self.folder()
    let lock: FileLock
    do {
      guard FileSystem.exists(folder.journal) else { return .block(reason: none(folder)) }
      lock = try folder.locked(for: ActiveRun.lockTimeout)
    } catch { throw Breakdown(error) }
    defer { lock.release() }
    guard var run = try ActiveRun.open(folder, in: project) else { return .block(reason: none(folder)) }
    // The other copy of a doubled hook was here.
    if let key, let answer = run.state.answer(key: "stop:" + key) { return .recorded(answer) }
    guard run.workflow == command.name, run.state.outcome.map({ !$0.isOver }) ?? true else {
      return .block(reason: none(folder))
    }
    guard run.state.session == session || takesOver else {
      return .block(
        reason:
          "/\(command.name): the run in \(quoted(folder.workdir, limit: 4000)) belongs to the session \(quoted(run.state.session)). Add --takeover to end it here."
      )
    }
    let working = run.state.openCalls.map { $0.admission.node }
    run.writeReport(outcome, at: context.now())
    let answer = HookAnswer.block(reason: told(run, working))
    if run.state.outcome != outcome {
      try run.append([.finished(outcome, key: key, answer: answer.recorded(for: event.name))], at: context.now())
      context.stand(by: answer, to: event)
    }
    return answer
  }

  /// The working directory that was given, else that of the session's own
  /// run, else the one in which the command would start.
  private func folder() throws(Breakdown) -> RunFolder {
    if workdir == nil {
      let pointer: SessionPointer?
      do {
        pointer = try SessionPointer.read(session: session, project: project.root)
      } catch { throw Breakdown(pointer: error) }
      if let pointer, pointer.workflow == command.name { return RunFolder(workdir: pointer.workdir) }
    }
    let path = context.workdir(workdir, in: project)
    return RunFolder(workdir: FileSystem.realPath(path) ?? path)
  }

  private func none(_ folder: RunFolder) -> String {
    "/\(command.name): there is no unfinished run of it in \(quoted(folder.workdir, limit: 4000)); nothing was changed."
  }

  private func told(_ run: ActiveRun, _ working: [String]) -> String {
    let rest =
      working.isEmpty
      ? ""
      : " At work still: \(listed(working)); what they hand in \(outcome == .paused ? "counts" : "is kept for it, should it go on")."
    return outcome == .paused
      ? "The run of /\(command.name) is paused: no node may start, and the session may end.\(rest) /\(command.name) goes on with it."
      : "The run of /\(command.name) is aborted.\(rest) Report: \(run.folder.reportMarkdown). /\(command.name) starts a new run; /\(command.name) --resume goes on with this one after all."
  }
}
