import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// The main agent wants to end its turn.
struct TurnEnd {
  let event: HookEvent
  let stop: HookEvent.Stop
  let context: HookContext

  func answer(_ found: ActiveRun) throws(Breakdown) -> HookAnswer {
    guard found.state.outcome == nil, let promptID = event.promptID ?? found.state.start.promptID,
      found.state.turns.contains(promptID) || event.promptID == nil
    else { return .goOn }
    var run = found
    defer { context.leave(run) }
    if run.state.phase == .complete { run.recall() }
    let transcript = event.transcript.map(Transcript.init)
    let identity = MessageIdentity(
      of: event.promptID, text: stop.message, isActive: stop.isActive, last: transcript?.lastAssistant())
    let hasTranscript = transcript?.exists ?? false
    // A workflow's validator may take long; it runs before the lock is taken.
    let output = try WorkflowOutputCheck(run: run, context: context).problemsIfComplete()
    return try run.locked(context) { (run) throws(Breakdown) in
      if let answer = run.state.answer(toStop: identity, hasTranscript: hasTranscript, begunAt: context.begin) {
        return .recorded(answer)
      }
      guard run.state.outcome == nil else { return .goOn }
      try settleCalls(&run)
      if run.state.openCalls.contains(where: isInBackground) { return .goOn }
      return try decide(&run, output, identity)
    }
  }

  private func isInBackground(_ call: Call) -> Bool {
    stop.background.contains { task in
      call.agentID == task.id
        || (call.agentID == nil && task.agentType?.lowercased() == call.admission.node.lowercased())
    }
  }

  /// Calls that are over although nothing said so: what had started is lost,
  /// what had not is released.
  private func settleCalls(_ run: inout ActiveRun) throws(Breakdown) {
    try run.placeUnassigned(context)
    for call in run.state.openCalls where !isInBackground(call) {
      try run.append([run.ending(call, in: event, because: "it was gone when the turn ended")], at: context.now())
    }
  }

  private func decide(_ run: inout ActiveRun, _ output: [Problem]?, _ identity: MessageIdentity) throws(Breakdown)
    -> HookAnswer
  {
    let phase = run.state.phase
    if phase == .running || phase == .held, let deadline = run.state.deadline, context.now() > deadline {
      return try close(&run, .failed, "its time was over at \(deadline) (timeout)")
    }
    if phase == .running || phase == .complete {
      // No agent can restore them, and by others nothing may be judged.
      let changed = run.definition.changedFiles(in: run.project)
      guard changed.isEmpty else {
        return .proceed(
          message: "workflow-output: " + Breakdown.changedDefinition(changed, run.workflow).inside(nil).text())
      }
    }
    switch phase {
    case .closed, .failing: return .goOn
    case .running:
      let ready = run.state.readyNodes.map { node in
        "\(run.counted(node)): ready, call the Agent tool with subagent_type \"\(node)\""
      }
      return try hold(
        &run, identity,
        limited(
          first: "The workflow \"\(run.workflow)\" is not complete. These nodes have to run now:", lines: ready,
          last: "Call them. If one can't be run, tell the user why."))
    case .held:
      let held = run.state.heldNodes.map { "\($0): \(run.state.nodes[$0]?.held ?? "")" }
      return .proceed(
        message: limited(
          first: "The workflow \"\(run.workflow)\" is held:", lines: held,
          last: run.state.remedy(ofHeld: run.state.heldNodes, records: run.folder.records)))
    case .failed:
      return try close(
        &run, .failed,
        run.state.failingNodes.isEmpty
          ? "nothing is left to run, and END was not reached\(deadEnds(run))"
          : listed(run.state.failingNodes.map { run.failure(of: $0) }))
    case .terminated:
      return try close(&run, .terminated, "the attempts of \(listed(run.state.failingNodes)) are exhausted")
    case .complete:
      // It became complete only now: its output hasn't been looked at.
      guard let output else {
        return try hold(&run, identity, "The last agent has only just ended. Tell the user what the workflow did.")
      }
      guard output.isEmpty else { return try hold(&run, identity, askForOutput(run, output), problems: output) }
      return try close(&run, .complete, nil)
    }
  }

  /// Where the way to END was lost, a node each.
  private func deadEnds(_ run: ActiveRun) -> String {
    let ends = run.state.deadEnds.map { node in
      "\(node.name) was skipped (\(node.reason)), and only labels lead on from there, of which none is tried for a skipped node: \(node.labels.joined(separator: ", ")). Run it again by /\(run.workflow) --redo \(node.name), or give it an edge without a label in the flow and go on by --force"
    }
    return ends.isEmpty ? "" : ": " + ends.prefix(5).joined(separator: "; ").cut(4_000)
  }

  private func askForOutput(_ run: ActiveRun, _ problems: [Problem]) -> String {
    let done = run.flow == nil ? "The agents of" : "All nodes of"
    return limited(
      first:
        "\(done) \"\(run.workflow)\" are done, but its output does not satisfy the workflow's output contract:",
      lines: problems.map(\.diagnostic.sourceLine),
      last: "Write the workflow's output, a Markdown document with YAML frontmatter, to \(run.folder.workflowOutput).")
  }

  /// Blocks the stop, or gives up if nothing has gone forward for too long.
  private func hold(
    _ run: inout ActiveRun, _ identity: MessageIdentity, _ reason: String, problems: [Problem] = []
  ) throws(Breakdown) -> HookAnswer {
    let limit = run.flow?.execution.stopBlocks ?? 3
    guard run.state.stopBlocks < limit else {
      let attempts = limit == 1 ? "an attempt" : "\(limit) attempts"
      return try close(&run, .stalled, "nothing went forward in \(attempts) to end the turn", problems)
    }
    let answer = HookAnswer.block(reason: reason)
    try run.append([.stopBlocked(identity, answer: answer.recorded(for: event.name))], at: context.now())
    context.stand(by: answer, to: event)
    return answer
  }

  private func close(
    _ run: inout ActiveRun, _ outcome: RunOutcome, _ because: String?, _ problems: [Problem] = []
  ) throws(Breakdown) -> HookAnswer {
    // The report stands before the event that closes the run: a process that
    // dies in between is followed by another try.
    let failure = run.writeReport(outcome, at: context.now(), problems: problems.map(\.diagnostic.sourceLine))
    try run.append([.finished(outcome)], at: context.now())
    var message = because.map {
      "The workflow \"\(run.workflow)\" is \(outcome.rawValue): \($0). Report: \(run.folder.reportMarkdown)"
        + (outcome == .terminated ? "" : "; /\(run.workflow) goes on where it stopped") + "."
    }
    if let failure {
      message = [message, "The report can't be written: \(failure)."].compactMap { $0 }.joined(separator: " ")
    }
    return .proceed(message: message)
  }
}
