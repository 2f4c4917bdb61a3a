import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// Holds a run until it is complete, then reports what it did.
public struct WorkflowOutput: Hook {
  public let name = "workflow-output"

  public init() {}

  public func answer(to event: HookEvent, in context: HookContext) throws(Breakdown) -> HookAnswer {
    switch event.kind {
    case .stop(let stop):
      guard let project = context.project(of: event), let run = try ActiveRun.find(event, in: project) else {
        return .goOn
      }
      return try TurnEnd(event: event, stop: stop, context: context).answer(run)
    case .sessionEnd(let reason):
      guard let project = context.project(of: event), var run = try ActiveRun.find(event, in: project),
        run.state.outcome == nil
      else { return .goOn }
      try run.locked(context) { (run) throws(Breakdown) in
        try run.append([.sessionEnded(session: event.session ?? "", reason: reason)], at: context.now())
        run.writeReport(nil, at: context.now())
      }
      return .goOn
    default: return .goOn
    }
  }

  public func answer(toBroken problem: String, in context: HookContext) -> (event: String, answer: HookAnswer) {
    ("Stop", .proceed(message: "workflow-output: \(problem); whether the workflow is complete was not checked"))
  }
}

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
    for call in run.state.openCalls where !isInBackground(call) {
      try run.append([run.ending(call, because: "it was gone when the turn ended")], at: context.now())
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
        return "\(run.counted(node)): ready, call the Agent tool with subagent_type \"\(node)\""
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
          last: "Mend the cause, then give /\(run.workflow) again: "
            + run.state.heldNodes.map { run.afterMending($0) }.joined(separator: "; ") + "."))
    case .failed:
      return try close(
        &run, .failed,
        run.state.failingNodes.isEmpty
          ? "nothing is left to run, and END was not reached"
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

  private func askForOutput(_ run: ActiveRun, _ problems: [Problem]) -> String {
    limited(
      first:
        "All nodes of \"\(run.workflow)\" are done, but its output does not satisfy the workflow's output contract:",
      lines: problems.map(\.diagnostic.sourceLine),
      last: "Write the workflow's output, a Markdown document with YAML frontmatter, to \(run.folder.workflowOutput).")
  }

  /// Blocks the stop, or gives up if nothing has gone forward for too long.
  private func hold(
    _ run: inout ActiveRun, _ identity: MessageIdentity, _ reason: String, problems: [Problem] = []
  ) throws(Breakdown) -> HookAnswer {
    let limit = run.flow?.execution.stopBlocks ?? 3
    guard run.state.stopBlocks < limit else {
      return try close(&run, .stalled, "nothing went forward in \(limit) attempts to end the turn", problems)
    }
    let answer = HookAnswer.block(reason: reason)
    try run.append([.stopBlocked(identity, answer: answer.recorded(for: event.name))], at: context.now())
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

/// Checks what a complete workflow hands over.
struct WorkflowOutputCheck {
  let run: ActiveRun
  let context: HookContext

  /// nil if the run isn't complete; empty if there is no contract, or if it
  /// is satisfied.
  func problemsIfComplete() throws(Breakdown) -> [Problem]? {
    guard run.state.phase == .complete || (run.flow == nil && !run.state.openCalls.isEmpty) else {
      return nil
    }
    do throws(DefinitionError) {
      let project = run.project
      guard let contract = try contract(project) else { return [] }
      try run.restoreArtifacts()
      let judge = Judge(project: project, environment: context.environment, deadline: context.deadline)
      let path = file
      guard let path, FileSystem.exists(path) else {
        return [Problem(Diagnostic("output/missing", "the workflow's output document does not exist"))]
      }
      let name = project.displayPath(path)
      let reading = DocumentReader(file: name).read(try project.readDefinition(path))
      guard let document = reading.accepted else {
        return reading.diagnostics.filter { $0.severity == .error }.map { Problem($0) }
      }
      var data = document.node.object ?? Object()
      data.set("nodes", nodes)
      return try judge.problems(of: Node(.object(data)), by: contract, file: name).map(Self.placed)
    } catch {
      let breakdown = Breakdown(error).inside(run.policy)
      guard breakdown.effectivePolicy == .allow else { throw breakdown }
      return []
    }
  }

  /// Where the nodes stand is written in no file.
  private static func placed(_ problem: Problem) -> Problem {
    guard problem.diagnostic.pointer?.tokens.first == .key("nodes") else { return problem }
    var copy = problem
    copy.diagnostic.range = nil
    return copy
  }

  private func contract(_ project: Project) throws(DefinitionError) -> Contract? {
    if let name = try project.command(run.workflow)?.output { return try run.contract(name) }
    return try project.contract(file: "workflow-output", ofWorkflow: run.workflow)
  }

  /// `workflow-output.md`, else the artifact on whose edge END was reached.
  private var file: String? {
    FileSystem.exists(run.folder.workflowOutput) ? run.folder.workflowOutput : run.state.lastArtifact
  }

  private var nodes: Node {
    var object = Object()
    for node in run.state.nodes.values.sorted(by: { $0.name < $1.name }) {
      object.set(
        node.name,
        .object([
          "status": .string(run.state.status(of: node.name).rawValue), "attempts": .integer(node.attempts.count),
          "header": header(node),
        ]))
    }
    return Node(.object(object))
  }

  /// Of a loop the headers of all items, in their order.
  private func header(_ node: NodeState) -> Node {
    node.isLoop ? .array(node.items.map { $0.header ?? .null }) : node.accepted?.header ?? .object([:])
  }
}

extension ActiveRun {
  /// A failed node, with the reason if it isn't the usual one.
  func failure(of node: String) -> String {
    guard case .failed(let reason)? = state.nodes[node]?.outcome, reason != RunState.exhausted else { return node }
    return "\(node) (\(reason.cut(500)))"
  }

  /// What the command does for a held node.
  func afterMending(_ node: String) -> String {
    state.nodes[node]?.attempts.last?.file == nil
      ? "\(node) becomes ready to run again" : "the kept document is checked without running \(node)"
  }

  /// Writes both forms of the report; returns why it can't be written.
  @discardableResult
  func writeReport(_ outcome: RunOutcome?, at now: Timestamp, problems: [String] = []) -> String? {
    let report = Report(state: state, outcome: outcome?.rawValue ?? "interrupted", at: now, problems: problems)
    do {
      try FileSystem.writeAtomically(Array(report.markdown.utf8), to: folder.reportMarkdown, durably: false)
      try FileSystem.writeAtomically(
        JSONWriter(pretty: true).bytes(report.json) + [10], to: folder.reportJSON, durably: false)
      return nil
    } catch {
      return error.description
    }
  }
}
