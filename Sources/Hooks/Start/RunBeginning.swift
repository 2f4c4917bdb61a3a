import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// The start of a run, or its going on, from one command.
struct RunBeginning {
  let command: WorkflowCommand
  let definition: WorkflowDefinition
  let project: Project
  let session: String
  let key: String?
  let event: HookEvent
  let context: HookContext

  func answer() throws(Breakdown) -> HookAnswer {
    let schema = OptionSchema(definition.inputContract)
    let options = CommandLineOptions(command.arguments) { key in
      RunOptions.flags.contains(key) || schema.isBoolean(key)
    }
    if let problem = options.problem { return .block(reason: "/\(command.name): \(problem); quote it as in a shell.") }
    let own: RunOptions
    do {
      own = try RunOptions(options, schema)
    } catch { return .block(reason: "/\(command.name): \(error.problem); nothing was changed.") }
    let (workdir, reason) = try self.workdir(options)
    guard let workdir else { return .block(reason: reason) }
    let input = self.input(options, schema)
    if let refusal = try refusal(of: input, schema) { return .block(reason: refusal) }
    // A dangling link is no folder, and nothing lies below this device.
    let real = FileSystem.resolvingLinks(workdir, followsDangling: false) ?? "/dev/null"
    let variables = PathVariables(
      workdir: real, project: project.root, environment: context.environment)
    let targets = DefinitionTargets(definition, variables)
    guard targets.problems.isEmpty else {
      return .block(
        reason: limited(
          first: "The workflow /\(command.name) can't start in \(quoted(workdir, limit: 4000)):",
          lines: targets.problems.map(\.line), last: "Mend them, then give the command again."))
    }
    let folder = try prepare(workdir)
    return try begin(in: folder, input: input.recorded, options: own, targets)
  }

  // MARK: The working directory

  private func prepare(_ workdir: String) throws(Breakdown) -> RunFolder {
    do {
      try FileSystem.makeDirectories(RunFolder(workdir: workdir).records)
    } catch { throw Breakdown(error) }
    guard let real = FileSystem.realPath(workdir) else {
      throw Breakdown(
        "the working directory \(quoted(workdir, limit: 4000)) vanished", remedy: "Give the command again.")
    }
    return RunFolder(workdir: real)
  }

  // MARK: Under the lock

  private func begin(
    in folder: RunFolder, input: Node, options: RunOptions, _ targets: DefinitionTargets
  ) throws(Breakdown) -> HookAnswer {
    if let reason = try otherRunAtWork(folder) { return .block(reason: reason) }
    let lock: FileLock
    do {
      lock = try folder.locked(for: ActiveRun.lockTimeout)
    } catch { throw Breakdown(error) }
    defer { lock.release() }
    let existing: ActiveRun?
    do {
      existing = try ActiveRun.open(folder, in: project)
    } catch {
      guard options.fresh else { throw error }
      let name = RunArchive.name(ofUnreadable: folder, context.now())
      try RunArchive(folder: folder, name: name).move(targets: Array(targets.paths.values))
      return try start(in: folder, input, targets)
    }
    guard let existing else {
      if options.redo != nil {
        return .block(reason: "/\(command.name): there is no run in \(quoted(folder.workdir, limit: 4000)).")
      }
      // What an archiving that was cut off has left behind.
      if try isPresent(Path.join(folder.records, "attempts")) {
        try RunArchive(folder: folder, name: RunArchive.name(context.now())).move(targets: [])
      }
      return try start(in: folder, input, targets)
    }
    if let key, let answer = existing.state.answer(key: "start:" + key) {
      // The first copy may have died before it wrote the pointer.
      try pointDurably(to: existing.state.start.run, folder)
      // The same prompt's expansion need not be told everything again.
      return answeredElsewhere(answer) ? .goOn : .recorded(answer)
    }
    let going = RunContinuation(beginning: self, options: options, input: input, targets: targets)
    if going.startsAnew(existing) {
      if existing.state.outcome.map(\.isOver) != true, let reason = going.foreign(existing) {
        return .block(reason: reason)
      }
      let moved =
        Array(targets.paths.values) + existing.state.nodes.values.flatMap { $0.standing.compactMap(\.target) }
      try RunArchive(folder: folder, name: existing.state.start.run).move(targets: moved)
      return try start(in: folder, input, targets)
    }
    return try going.answer(existing)
  }

  private func answeredElsewhere(_ answer: RecordedAnswer) -> Bool {
    answer.node["hookSpecificOutput"]?["hookEventName"]?.string.map { $0 != event.name } ?? false
  }

  /// A session has one run at a time; agents of another one would be taken
  /// for agents of this.
  private func otherRunAtWork(_ folder: RunFolder) throws(Breakdown) -> String? {
    guard let pointer = try pointer(), pointer.workdir != folder.workdir,
      try isPresent(RunFolder(workdir: pointer.workdir).journal)
    else { return nil }
    // One that is broken is no reason against a new one.
    guard let run = try? ActiveRun.find(event, in: project) else { return nil }
    let calls = run.state.openCalls.filter(\.isBackground)
    guard !calls.isEmpty else { return nil }
    let working = calls.map { $0.admission.node }.joined(separator: ", ")
    return
      "/\(command.name): the run of /\(run.workflow) in \(quoted(run.folder.workdir, limit: 4000)) has agents at work (\(working)). Wait for them, then give the command again."
  }

  /// The session's pointer; nil if there is none, or something else in its
  /// place, which a start replaces.
  func pointer() throws(Breakdown) -> SessionPointer? {
    do {
      return try SessionPointer.read(session: session, project: project.root)
    } catch  where error.code == 0 {
      return nil
    } catch { throw Breakdown(error) }
  }

  private func isPresent(_ path: String) throws(Breakdown) -> Bool {
    do {
      return try FileSystem.isPresent(path)
    } catch { throw Breakdown(error) }
  }

  // MARK: Start

  private func start(
    in folder: RunFolder, _ input: Node, _ targets: DefinitionTargets
  ) throws(Breakdown) -> HookAnswer {
    let now = context.now()
    let run = RunArchive.name(now)
    let files = targets.snapshot(of: definition).node
    let begun = { (answer: RecordedAnswer) in
      RunStart(
        run: run, workflow: command.name, session: session, key: key, promptID: event.promptID, project: project.root,
        workdir: folder.workdir, input: input, definition: files, answer: answer)
    }
    // The answer tells where the run stands, and is a part of its first event.
    guard
      let draft = ActiveRun(
        drafting: begun(RecordedAnswer(.null)), flow: definition.flow, in: folder, of: project, at: now)
    else {
      throw Breakdown("the run can't be described", remedy: "Check the workflow's flow.yaml.")
    }
    let briefing = Briefing(run: draft, now: now, isJustRead: true, startView: definition.flowView)
    let answer = HookAnswer.proceed(context: briefing.opening("has started"))
    do {
      var journal = Journal(creating: folder.journal)
      // It is waited for behind the pointer's writing, so that one commit of
      // the file system's own journal takes both.
      try journal.append(
        [.runStarted(begun(answer.recorded(for: event.name)))] + draft.decided, at: now, durably: false)
    } catch { throw Breakdown(error) }
    // A pointer that a loss of power took is made anew by a resumed session,
    // where it finds the run; so it isn't waited for by itself there.
    let replaced = try self.pointer()
    let pointer = try point(to: run, folder, replacing: replaced)
    let isFound = replaced == nil && folder.workdir == FileSystem.realPath(context.workdir(in: project))
    try synchronize(folder.journal)
    if let pointer, !isFound { try synchronize(pointer) }
    return answer
  }

  /// Writes the session's pointer; gives its path if it said something else.
  private func point(
    to run: String, _ folder: RunFolder, replacing replaced: SessionPointer?
  ) throws(Breakdown) -> String? {
    let pointer = SessionPointer(workdir: folder.workdir, workflow: command.name, run: run)
    do {
      return try pointer.write(session: session, project: project.root, replacing: replaced)
    } catch { throw Breakdown(error) }
  }

  /// Points the session to a run that was there before, and waits for it.
  func pointDurably(to run: String, _ folder: RunFolder) throws(Breakdown) {
    if let path = try point(to: run, folder, replacing: try pointer()) { try synchronize(path) }
  }

  /// Waits until the file is on the disk.
  private func synchronize(_ path: String) throws(Breakdown) {
    do { try FileSystem.synchronize(path) } catch { throw Breakdown(error) }
  }
}
