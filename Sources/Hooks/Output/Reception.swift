import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// The reception of one agent's final message.
struct Reception {
  let project: Project
  let event: HookEvent
  let message: FinalMessage
  let context: HookContext

  func answer() throws(Breakdown) -> HookAnswer {
    let pointed: ActiveRun?
    do throws(Breakdown) {
      pointed = try ActiveRun.pointed(to: event, in: project)
    } catch {
      guard let run = unreadable(error) else { throw error }
      return try left(for: run)
    }
    defer { context.leave(pointed) }
    let calling: CallingRun?
    do throws(UnreadableRun) {
      calling = try CallingRun.find(event, message.transcript, pointed, in: project)
    } catch { return try left(for: error) }
    var run = pointed.flatMap { $0.isCurrent(in: event.session) ? $0 : nil }
    var called: String?
    switch calling {
    case .takenOver(let other)?: return notTaken(other, isSetAside: false)
    case .setAside(let other)?: return notTaken(other, isSetAside: true)
    case .own(let own, let node)?: (run, called) = (own, node)
    case nil: break
    }
    guard let type = event.agentType else { return try byType(run) }
    if let run, let node = try run.tracks(type) ?? called { return try receive(in: run, node: node) }
    let agent: Agent?
    do {
      agent = try project.agent(type)
    } catch { throw Breakdown(error) }
    guard let agent, agent.output?.contract != nil else { return .goOn }
    return try outside(agent, run)
  }

  /// The run has another session by now, or none: nobody waits for the
  /// document, and nothing of it is the session's to write.
  private func notTaken(_ run: ActiveRun, isSetAside: Bool) -> HookAnswer {
    guard handsOver else { return .goOn }
    return .proceed(
      message:
        "subagent-output: the document of \(agentName) is not written: it was called for the run of /\(run.workflow) in \(quoted(run.folder.workdir, limit: 4000)), \(isSetAside ? "which was set aside since" : "which another session has taken over").\(transcriptNote)"
    )
  }

  /// Whether the agent may have a document to hand over.
  private var handsOver: Bool {
    guard let type = event.agentType, let agent = try? project.agent(type) else { return true }
    return agent.output?.contract != nil
  }

  private var agentName: String { harmless(event.agentType ?? "an agent") }

  private var transcriptNote: String {
    message.transcript.map { " It stands in \(quoted($0.path, limit: 4000))." } ?? ""
  }

  /// The run that may have called the agent can't be read: written elsewhere
  /// the document would be lost to that. It is left there for the command,
  /// which comes when the run can be read again.
  private func left(for run: UnreadableRun) throws(Breakdown) -> HookAnswer {
    guard handsOver else { return .goOn }
    var breakdown = run.cause
    var note = "whether it called \(agentName) can't be told, so the document is not checked and not passed on."
    if let folder = run.folder, let place = leave(in: folder) {
      note += " It is kept in \(quoted(place, limit: 4000))."
      breakdown.remedy +=
        " When it can be read, its workflow's command with --workdir \(quoted(folder.workdir, limit: 4000)) checks the document."
    } else {
      note += transcriptNote
    }
    breakdown.lines.append(note)
    throw breakdown
  }

  /// The session's run, which can't be read, if it may have called the agent.
  private func unreadable(_ cause: Breakdown) -> UnreadableRun? {
    guard let session = event.session, let agent = CalledAgent(event, message.transcript),
      let pointer = try? SessionPointer.read(session: session, project: project.root)
    else { return nil }
    let folder = RunFolder(workdir: pointer.workdir)
    return agent.isMentioned(in: folder.journal) ? UnreadableRun(folder, cause) : nil
  }

  /// Leaves the text as one that could not be recorded; nil if that can't be
  /// done either.
  private func leave(in folder: RunFolder) -> String? {
    let kept = KeptAttempt(
      folder: folder, node: event.agentType ?? "", text: message.text, agentID: event.agentID,
      isActive: message.isActive)
    do {
      try kept.prepare()
    } catch { return nil }
    kept.leave()
    let path = Path.join(folder.records, kept.unrecordedName)
    return FileSystem.exists(path) ? path : nil
  }

  /// Only a payload that doesn't say which agent stopped is matched by the
  /// document's `type`.
  private func byType(_ run: ActiveRun?) throws(Breakdown) -> HookAnswer {
    let text = message.text
    guard let type = DocumentReader(file: "message").read(Array(text.utf8)).value?.header["type"]?.string else {
      return .goOn
    }
    for path in project.agentFiles() {
      guard let agent = try? project.agent(inFile: path), let name = agent.output?.contract,
        let contract = try? project.contract(name, workflow: run?.workflow), contract.type == type
      else { continue }
      if let run, let node = try run.tracks(agent.name) { return try receive(in: run, node: node) }
      return try outside(agent, run)
    }
    return .goOn
  }

  private func outside(_ agent: Agent, _ run: ActiveRun?) throws(Breakdown) -> HookAnswer {
    try LooseReception(project: project, event: event, message: message, context: context, run: run, agent: agent)
      .answer()
  }

  // MARK: Inside a run

  private func receive(in found: ActiveRun, node: String) throws(Breakdown) -> HookAnswer {
    var run = found
    let text = message.text
    let identity = message.identity
    if let answer = answered(identity, run) { return .recorded(answer) }
    let (agent, judged) = run.verdict(on: Array(text.utf8), of: node, context)
    // The document is kept before anything is said about it.
    let kept = KeptAttempt(
      folder: run.folder, node: node, text: text, agentID: event.agentID, isActive: message.isActive)
    var verdict = judged
    var isKept = true
    do {
      try kept.prepare()
    } catch {
      verdict = .unchecked(Breakdown(error).inside(.block))
      isKept = false
    }
    let answer = try recorded(kept) { () throws(Breakdown) in
      try run.locked(context, unrecordedAs: kept.unrecordedName) { (run) throws(Breakdown) -> HookAnswer in
        if let answer = answered(identity, run) { return .recorded(answer) }
        // To judge a document may take seconds.
        guard run.isStill(found) else {
          return notTaken(found, isSetAside: run.state.start.run != found.state.start.run)
        }
        let entry = Entry(identity: identity, node: node, text: text, kept: isKept ? kept : nil, agent: agent)
        return try record(verdict, entry, in: &run)
      }
    }
    kept.discard()
    return answer
  }

  /// If nothing can be recorded, the text is left for a later hook: it may be
  /// all that is left of the document.
  private func recorded(
    _ kept: KeptAttempt, _ record: () throws(Breakdown) -> HookAnswer
  ) throws(Breakdown) -> HookAnswer {
    do {
      return try record()
    } catch {
      kept.leave()
      throw error
    }
  }

  private func answered(_ identity: MessageIdentity, _ run: ActiveRun) -> RecordedAnswer? {
    run.state.answer(to: identity, hasTranscript: message.hasTranscript, begunAt: context.begin)
  }

  private struct Entry {
    let identity: MessageIdentity
    let node: String
    let text: String
    /// nil if the disk refused it.
    let kept: KeptAttempt?
    let agent: Agent?
  }

  /// Decides what the verdict means for the run as it stands now, and writes
  /// it down: first the files, then the event that makes them count.
  private func record(_ verdict: Verdict, _ entry: Entry, in run: inout ActiveRun) throws(Breakdown) -> HookAnswer {
    let placement = Placement(of: event, node: entry.node, transcript: message.transcript, in: run.state)
    let state = run.state.nodes[entry.node] ?? NodeState(name: entry.node)
    var attempt = Attempt(
      identity: entry.identity, node: entry.node, visit: placement.visit ?? state.visit,
      number: state.nextNumber(ofItem: placement.item),
      agentID: event.agentID ?? "", toolUseID: placement.toolUseID, outcome: .late, isGated: true,
      answer: HookAnswer.goOn.recorded(for: event.name))
    attempt.item = placement.item
    var answer = HookAnswer.goOn
    var document: Document?
    switch (placement, verdict) {
    case (.late(let note), let verdict):
      attempt.note = note + ", " + verdict.description
      attempt.number = run.state.lateAttemptCount + 1
    case (.unassigned, _):
      attempt.outcome = .unassigned
      attempt.note = "several calls of it wait, and nothing tells which of them this document belongs to"
    case (_, .accepted(let accepted, let contract)):
      attempt.outcome = .accepted
      attempt.isGated = contract != nil
      document = accepted
    case (_, .rejected(let problems, let contract)):
      answer = reject(&attempt, problems, contract, entry, run)
    case (_, .unchecked(let breakdown)):
      attempt.isGated = false
      attempt.wait(for: breakdown)
      if breakdown.effectivePolicy == .allow {
        // The flow wants to go on all the same, with what can be read.
        attempt.outcome = .accepted
        document = DocumentReader(file: entry.node).read(Array(entry.text.utf8)).accepted
      }
      answer = .proceed(message: "subagent-output: " + breakdown.text())
    }
    if case .accepted(_, let contract?) = verdict { attempt.describe(contract) }
    if case .rejected(_, let contract) = verdict { attempt.describe(contract) }
    do {
      attempt.hash = entry.kept?.hash
      if let kept = entry.kept, run.journal.takes(textOf: kept.count) { attempt.text = entry.text }
      attempt.file = try entry.kept?.keep(as: attempt)
    } catch { throw error.inside(run.policy) }
    do {
      if attempt.outcome == .accepted {
        run.leave(with: document, as: &attempt)
        try run.passOn(document, of: entry.agent, as: &attempt, context)
      }
    } catch {
      // The document is kept; the node waits until it can be passed on.
      attempt.wait(for: error)
      answer = .proceed(message: "subagent-output: " + error.text())
    }
    attempt.answer = answer.recorded(for: event.name)
    do {
      try run.append([.attempt(attempt)], at: context.now())
      // The report of a run that is over was written before.
      if let outcome = run.state.outcome, !outcome.isInterrupted { run.writeReport(outcome, at: context.now()) }
    } catch {
      if let name = attempt.file { entry.kept?.takeBack(name) }
      throw error
    }
    return answer
  }

  /// Sent back while retries remain; the same problems twice in a row end
  /// them early, since asking a third time would change nothing.
  private func reject(
    _ attempt: inout Attempt, _ problems: [Problem], _ contract: Contract, _ entry: Entry, _ run: ActiveRun
  ) -> HookAnswer {
    attempt.problems = problems.map { .init(identity: $0.identity, line: $0.diagnostic.placedLine) }
    let state = run.state.nodes[entry.node]?.item(attempt.item)
    let limits = RetryLimits(agent: entry.agent, flow: run.flow)
    let isSame = state.map { !$0.lastProblems.isEmpty && $0.lastProblems == Set(problems.map(\.identity)) } ?? false
    if state?.failures ?? 0 < limits.retries, !isSame {
      attempt.outcome = .rejected
      return .block(reason: Rejection(problems: problems, contract: contract).reason)
    }
    attempt.outcome = .exhausted
    attempt.policy = limits.policy
    run.leaveExhausted(as: &attempt)
    if isSame { attempt.note = "the same problems twice in a row" }
    return .goOn
  }
}
