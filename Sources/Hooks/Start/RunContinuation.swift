import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// What a command does with a run that is there already. Only under the
/// run's lock.
struct RunContinuation {
  let beginning: RunBeginning
  let options: RunOptions
  let input: Node
  private var definition: WorkflowDefinition
  private var targets: DefinitionTargets

  init(beginning: RunBeginning, options: RunOptions, input: Node, targets: DefinitionTargets) {
    self.beginning = beginning
    self.options = options
    self.input = input
    self.targets = targets
    definition = beginning.definition
  }

  private var command: WorkflowCommand { beginning.command }
  private var project: Project { beginning.project }
  private var context: HookContext { beginning.context }

  /// Whether the run is set aside for a new one.
  func startsAnew(_ run: ActiveRun) -> Bool {
    if options.fresh { return true }
    let isOver = run.state.outcome.map(\.isOver) ?? false
    return isOver && options.redo == nil && !(options.resume && run.state.outcome == .aborted)
  }

  func answer(_ run: ActiveRun) throws(Breakdown) -> HookAnswer {
    if let reason = otherWorkflow(run) ?? foreign(run) { return .block(reason: reason) }
    var going = self
    do throws(DefinitionError) { try going.readAdmitted(run) } catch {
      return .block(reason: command.cannotStart(error))
    }
    return try going.decide(run)
  }

  /// Reads the agents that a run without a flow has admitted: the workflow's
  /// own definition doesn't name them.
  private mutating func readAdmitted(_ run: ActiveRun) throws(DefinitionError) {
    guard run.flow == nil, definition.flow == nil, let folder = project.workflowFolder(command.name) else { return }
    let names = run.definition.agentNames
    guard !names.isEmpty else { return }
    definition = try WorkflowDefinition(command.name, folder: folder, in: project, context, admitted: names)
    targets = DefinitionTargets(admitted: definition, run.variables(context.environment))
    if !targets.problems.isEmpty { throw DefinitionError(targets.problems) }
  }

  private func decide(_ run: ActiveRun) throws(Breakdown) -> HookAnswer {
    // Each file is hashed once.
    let changed = changedFiles(run)
    if let reason = refusal(run, changed) { return .block(reason: reason) }
    return try goOn(run, isChanged: !changed.isEmpty)
  }

  // MARK: Refusals

  private func refusal(_ run: ActiveRun, _ changed: [String]) -> String? {
    flowGone(run) ?? self.changed(run, changed) ?? otherInput(run) ?? cannotRedo(run) ?? busy(run)
  }

  private func otherWorkflow(_ run: ActiveRun) -> String? {
    guard run.workflow != command.name else { return nil }
    return
      "/\(command.name): \(place(run)) holds an unfinished run of /\(run.workflow). Go on with it by /\(run.workflow), archive it by adding --fresh, or use another --workdir."
  }

  private func place(_ run: ActiveRun) -> String { quoted(run.folder.workdir, limit: 4000) }

  /// A run is owned by one session.
  func foreign(_ run: ActiveRun) -> String? {
    guard run.state.session != beginning.session, !options.takeover else { return nil }
    return
      "/\(command.name): the run in \(place(run)) belongs to the session \(quoted(run.state.session)). Add --takeover to go on with it here, or use another --workdir."
  }

  /// No definition without a flow can be gone on by: nothing would say what
  /// comes next.
  private func flowGone(_ run: ActiveRun) -> String? {
    guard options.force, run.flow != nil, definition.flow == nil else { return nil }
    return
      "/\(command.name): the run in \(place(run)) follows a flow, and .claude/workflows/\(command.name)/flow.yaml is gone. Restore it to go on, or archive the run and start over without a flow by adding --fresh."
  }

  private func changed(_ run: ActiveRun, _ files: [String]) -> String? {
    guard !options.force else { return nil }
    let mendable = mendableFiles(run)
    let changed = files.filter { !mendable.contains($0) }
    guard !changed.isEmpty else { return nil }
    return limited(
      first:
        "/\(command.name): the run in \(place(run)) began with another definition; since then these files have changed:",
      lines: changed,
      last:
        "Restore them to go on, add --force to go on by the new definition (what is done is checked again by it), or archive the run and start over by adding --fresh."
    )
  }

  /// Files of the definition that say something else, or that the run doesn't
  /// know: the same names lead elsewhere now.
  private func changedFiles(_ run: ActiveRun) -> [String] {
    // That one was read, or found unchanged, when the hook began; of what has
    // changed since then the gates say so.
    if run.definition.saysTheSame(as: definition.snapshot) { return [] }
    let known = Set(run.definition.paths)
    return run.definition.changedFiles(in: project)
      + definition.snapshot.paths.filter { !known.contains($0) }
  }

  /// The files whose mistake may be what holds a node: mending them is what
  /// the user was asked for.
  private func mendableFiles(_ run: ActiveRun) -> Set<String> {
    let broken = Set(run.state.heldAttempts.filter { $0.hold != .changed }.map(\.node))
    return Set(definition.agents.filter { broken.contains($0.name) }.flatMap(\.ownFiles))
  }

  private func otherInput(_ run: ActiveRun) -> String? {
    let isEmpty = input["header"]?.object?.isEmpty == true && input["content"]?.string?.isEmpty == true
    guard !isEmpty, !options.resume, input != run.state.start.input else { return nil }
    return limited(
      first: "/\(command.name): \(place(run)) holds an unfinished run with another input:",
      lines: [
        "there: " + JSONWriter(escapesMarkup: true).write(run.state.start.input),
        "now: " + JSONWriter(escapesMarkup: true).write(input),
      ],
      last: "Add --resume to go on with the input there, or --fresh to archive that run and start over.")
  }

  private func cannotRedo(_ run: ActiveRun) -> String? {
    guard let name = options.redo else { return nil }
    guard let node = run.node(named: name) else {
      let hint = nearestName(to: name, in: run.flow?.nodes.map(\.name) ?? []).map { ", did you mean \"\($0)\"?" }
      return "/\(command.name): no node has the name \(quoted(name))\(hint ?? ""); nothing was changed."
    }
    guard run.state.nodes[node]?.outcome == nil else { return nil }
    return "/\(command.name): \(node) has not come to an end, so there is nothing to redo; nothing was changed."
  }

  /// Agents in the background would hand in documents of visits that are over.
  private func busy(_ run: ActiveRun) -> String? {
    guard options.redo != nil || options.force else { return nil }
    let working = run.state.openCalls.filter { $0.isBackground && run.state.session == beginning.session }
    guard !working.isEmpty else { return nil }
    return
      "/\(command.name): agents are at work in the background (\(listed(working.map { $0.admission.node }))). Wait for them, then give the command again."
  }

  // MARK: Going on

  private func goOn(_ existing: ActiveRun, isChanged: Bool) throws(Breakdown) -> HookAnswer {
    var run = existing
    let now = context.now()
    try run.adoptUnrecorded(at: now)
    run.restoreTexts()
    let snapshot = isChanged ? targets.snapshot(of: definition) : nil
    var answer = HookAnswer.goOn
    // What a new definition has accepted stands in the journal together with
    // that definition, or not at all.
    try run.appendingAtOnce(at: now) { (run) throws(Breakdown) in
      answer = try resume(&run, by: snapshot, at: now)
    }
    try beginning.pointDurably(to: run.state.start.run, run.folder)
    return answer
  }

  /// `snapshot`: the definition as it is now, if it is another one.
  private func resume(
    _ run: inout ActiveRun, by snapshot: DefinitionSnapshot?, at now: Timestamp
  ) throws(Breakdown) -> HookAnswer {
    let forced = options.force ? snapshot : nil
    // With a flow a node that is held still begins anew; without one it waits
    // for what may be gone.
    if let forced, run.flow == nil, forced.flowText == nil { run = run.redefined(by: forced) }
    let isChecked = forced != nil || !run.state.heldAttempts.isEmpty || !run.state.unassignedAttempts.isEmpty
    try run.recheckHeld(context)
    try giveUpCalls(&run)
    let kept = forced.flatMap { run.departures(by: $0, context) }
    let items = forced.map { run.keptItems(by: $0, context) } ?? [:]
    let reset = forced.map { run.unsatisfied(by: $0, context) } ?? []
    // What was checked was checked by the files as they are by now.
    let changed = isChecked ? (snapshot ?? run.definition).changedFiles(in: project) : []
    guard changed.isEmpty else {
      throw Breakdown(
        "the workflow's definition was changed while the command checked documents by it: " + listed(changed),
        remedy: "Give the command again; nothing was recorded.")
    }
    let files = snapshot?.node
    let redo = options.redo.flatMap(run.node)
    let resumed = { (answer: RecordedAnswer) in
      RunEvent.Kind.resumed(
        Resumption(
          session: beginning.session, key: beginning.key, promptID: beginning.event.promptID,
          definition: files, kept: kept,
          items: items, reset: reset, redo: redo, answer: answer))
    }
    let draft = run.drafting(resumed(RecordedAnswer(.null)), at: now)
    let view = snapshot == nil ? definition.flowView : nil
    let briefing = Briefing(run: draft, now: now, isJustRead: true, startView: view)
    let answer = HookAnswer.proceed(context: briefing.opening("goes on where it stopped"))
    try run.append([resumed(answer.recorded(for: beginning.event.name))], at: now)
    return answer
  }

  /// Writes down the end of the calls that nobody waits for any more: of
  /// another session's, and of those in the foreground of this one.
  ///
  /// They count as attempts, and no command exhausts them: it is there to go
  /// on.
  private func giveUpCalls(_ run: inout ActiveRun) throws(Breakdown) {
    let isForeign = run.state.session != beginning.session
    let cause = isForeign ? "another session went on with the run" : "the command went on with the run"
    let given = run.state.openCalls.filter { isForeign || !$0.isBackground }
    guard !given.isEmpty else { return }
    let event = isForeign ? nil : beginning.event
    let ends = given.map { run.ending($0, in: event, mayExhaust: false, because: cause) }
    try run.append(ends, at: context.now())
  }
}

extension ActiveRun {
  /// What is still done by another definition, and which way it leads from
  /// there: the kept documents are checked again, their agents are not run.
  /// nil without a flow.
  fileprivate func departures(by snapshot: DefinitionSnapshot, _ context: HookContext) -> [Departure]? {
    guard let flow = snapshot.flow(of: workflow) else { return nil }
    let later = redefined(by: snapshot)
    var documents: [String: [Document?]] = [:]
    for node in state.nodes.values where node.outcome == .done {
      guard let place = flow.node(node.name), place.loop?.variable == self.flow?.node(node.name)?.loop?.variable else {
        continue
      }
      let kept = node.artifacts.compactMap { later.stillAccepted($0, context) }
      let isEarlierKept = node.earlierItems.allSatisfy { $0.attempt.flatMap { later.accepts($0, context) } != nil }
      if kept.count == node.items.count, isEarlierKept { documents[node.name] = kept.map(\.document) }
    }
    return state.departures(by: flow, of: documents)
  }

  /// The items that are still done, of loops that aren't.
  fileprivate func keptItems(by snapshot: DefinitionSnapshot, _ context: HookContext) -> [String: [Int]] {
    guard let flow = snapshot.flow(of: workflow) else { return [:] }
    let later = redefined(by: snapshot)
    var items: [String: [Int]] = [:]
    for node in state.nodes.values where node.isLoop && node.outcome != .done {
      guard flow.node(node.name)?.loop?.variable == self.flow?.node(node.name)?.loop?.variable else { continue }
      let kept = node.artifacts.filter { later.stillAccepted($0, context) != nil }.compactMap(\.item)
      if !kept.isEmpty { items[node.name] = kept }
    }
    return items
  }

  /// The nodes of a run without a flow that are done and, by another
  /// definition, would not be. Of an agent that it no longer has nothing is
  /// demanded.
  fileprivate func unsatisfied(by snapshot: DefinitionSnapshot, _ context: HookContext) -> [String] {
    guard flow == nil, snapshot.flowText == nil else { return [] }
    let later = redefined(by: snapshot)
    return state.nodes.values.filter { node in
      node.outcome == .done && snapshot.path(of: .agent, name: node.name) != nil
        && !node.artifacts.allSatisfy { later.stillAccepted($0, context) != nil }
    }.map(\.name)
  }

  /// The document of an accepted attempt, if it satisfies the definition and
  /// would be written to the same target.
  private func stillAccepted(_ attempt: Attempt, _ context: HookContext) -> KeptDocument? {
    guard let (agent, document) = accepts(attempt, context) else { return nil }
    let target = agent?.output?.target.flatMap {
      try? variables(context.environment).target($0, item: item(of: attempt.node, at: attempt.item)).path
    }
    return target == attempt.target ? document : nil
  }

  /// The same, wherever it would be written.
  private func accepts(_ attempt: Attempt, _ context: HookContext) -> (Agent?, KeptDocument)? {
    guard let text = keptText(of: attempt) else { return nil }
    let (agent, verdict) = verdict(on: text, of: attempt.node, context, mayDiffer: true)
    guard case .accepted(let document, _) = verdict else { return nil }
    return (agent, KeptDocument(document: document))
  }
}

/// A document that was accepted, as far as it can be read.
private struct KeptDocument {
  let document: Document?
}
