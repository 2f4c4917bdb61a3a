import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// What the main agent is told about its run.
struct Briefing {
  let run: ActiveRun
  /// When it is told: behind the run's deadline nothing is ready any more.
  let now: Timestamp
  /// Whether the definition was read just now, so that it needs no look at
  /// whether its files have changed.
  var isJustRead = false
  /// The flow as text as long as nothing has happened; nil if it isn't known.
  var startView: String?

  /// The longest context that the host passes on whole: 9,000 UTF-16 units, in
  /// which it counts.
  static let limit = 9_000

  /// At the start, and when an interrupted run goes on: the flow, what is
  /// ready, the rules.
  func opening(_ what: String) -> String {
    let state = run.state
    var parts = [
      "The workflow \"\(run.workflow)\" \(what). WORKDIR=\(harmless(run.folder.workdir, limit: 4_000))",
      "Its hooks check every call and every document; what they refuse says why.",
    ]
    if let flow = run.flow {
      parts.append(flowText(flow))
      parts.append(standing)
    } else {
      parts.append("It has no flow.yaml: its agents' contracts are checked, their order is not.")
      let statuses = state.statuses
      let agents = state.nodes.names.map { "\($0) [\(statuses[$0] ?? "")]" }
      if !agents.isEmpty { parts.append("Its agents so far: \(listed(agents)).") }
    }
    parts.append(run.flow == nil ? Self.rulesWithoutFlow : Self.rules)
    if state.start.input["header"]?.object?.isEmpty == false {
      parts.append("Input: " + quotedData(state.start.input["header"] ?? .null))
    }
    return parts.joined(separator: "\n\n").cut(Self.limit)
  }

  private static let rules = """
    Rules:
    - Run a node by calling the Agent tool with its name as subagent_type. Say in the prompt what this task is about; \
    paths, item and the demands on the document are added for you.
    - Call only nodes that are ready; nodes that are ready at the same time may run at the same time.
    - Do not do a node's work yourself and do not write its document: the agent's final message is checked, stored and \
    passed on by the hooks.
    - An agent whose document is rejected is asked again by itself. Do not call it again unless you are told that it is ready.
    - The workflow is over when END is reached; you are not let go before.
    """

  private static let rulesWithoutFlow = """
    Rules:
    - Run an agent by calling the Agent tool with its name as subagent_type. Say in the prompt what this task is about; \
    paths and the demands on the document are added for you.
    - Which agents are called, and in which order, is for you to decide by the task.
    - Do not do an agent's work yourself and do not write its document: its final message is checked, stored and \
    passed on by the hooks.
    - An agent whose document is rejected is asked again by itself.
    - The workflow is over when your turn ends and none of its agents is at work.
    """

  /// The flow as text, or where to read it if it is long.
  private func flowText(_ flow: Flow) -> String {
    // At a start all of it would say *ready* or *waiting*.
    let states = run.state.calls.isEmpty ? [:] : run.state.statuses
    let known = states.isEmpty ? startView : nil
    let text = known ?? TextView(flow: flow, states: states).render()
    // The bytes are counted already; units are no more than those.
    guard text.utf8.count > 6_000, text.utf16.count > 6_000 else { return text }
    // If it can't be written, what is ready is still told at every step.
    try? FileSystem.writeAtomically(Array(text.utf8), to: run.folder.flowText, durably: false)
    return "The flow is long; read it in \(run.folder.flowText)."
  }

  /// Where the run stands: what is ready, at work, held.
  var standing: String {
    let state = run.state
    var lines: [String] = []
    let working = state.openCalls.map { $0.admission.node }
    if let rest {
      lines.append(rest)
    } else {
      lines += ready
    }
    if !working.isEmpty { lines.append("At work: " + listed(working) + ".") }
    let returns = state.pendingReturns
    if !returns.isEmpty, !working.isEmpty {
      lines.append("The flow goes back to \(listed(returns)) as soon as \(listed(working)) has ended.")
    }
    for node in state.heldNodes { lines.append("Held: \(node): " + (state.nodes[node]?.held ?? "").cut(1_000) + ".") }
    for node in state.failedNodes { lines.append("Failed: \(node): \(reason(node))\(handling(node)).") }
    switch state.phase {
    case .complete where run.flow == nil:
      lines.append("No agent is at work. Call another one if the task needs it, else end your turn.")
    case .complete: lines.append("All nodes are done: END is reached.")
    case .failed, .failing: lines.append("The run has failed; no other node may start.")
    case .terminated: lines.append("The run is terminated; no other node may start.")
    default: break
    }
    return lines.joined(separator: "\n")
  }

  /// Why what is ready may not start; nil where something else is told, or
  /// where nothing is left to start.
  private var rest: String? {
    switch run.state.phase {
    case .running, .held, .closed: run.rest(at: now)
    case .failing, .failed, .terminated, .complete: nil
    }
  }

  /// What keeps every node from starting, as the gate will see it.
  private var obstacle: StartObstacle? {
    run.state.startObstacle(at: now) { isJustRead ? [] : run.definition.changedFiles(in: run.project) }
  }

  /// What may start, or why it may not.
  private var ready: [String] {
    let ready = run.state.readyNodes.map(run.counted)
    guard !ready.isEmpty else { return [] }
    switch obstacle {
    case nil: return ["Ready now: " + listed(ready) + "."]
    case .full(_, let limit):
      return [
        "Ready as soon as one of those at work has ended: \(listed(ready)). No more than \(limit) may be at work at once (max_parallel)."
      ]
    case .changed(let files):
      return [
        "The workflow's definition was changed while the run is under way: \(listed(files)). No node may start: tell the user to restore these files, to take them as they are with /\(run.workflow) --force, or to start over with /\(run.workflow) --fresh."
      ]
    // They are told by themselves.
    case .closed, .overdue, .held, .failing: return []
    }
  }

  private func handling(_ node: String) -> String {
    guard let state = run.state.nodes[node], !state.failsRun else { return "" }
    return "; the flow goes on by " + state.labels.map { "?" + $0 }.joined(separator: ", ")
  }

  private func reason(_ node: String) -> String {
    if case .failed(let reason)? = run.state.nodes[node]?.outcome { return reason }
    return ""
  }

  /// What became of calls that just ended, and what is ready now.
  func news(of call: Call, and others: [Call] = []) -> String {
    (([call] + others).map(fate) + [standing]).filter { !$0.isEmpty }.joined(separator: "\n").cut(Self.limit)
  }

  /// What became of a call, and which way the flow takes if it was the last
  /// one of its node.
  private func fate(of call: Call) -> String {
    let name = call.admission.node
    let what = (call.admission.item.map { "item \($0 + 1) of " } ?? "") + name
    let node = run.state.nodes[name]
    let own = node?.attempts.last { $0.toolUseID == call.admission.toolUseID }
    switch own?.outcome {
    case .accepted?, .exhausted?: break
    default:
      if let late = lateAttempt(of: call) { return tooLate(what, late) }
      guard let node else { return call.isOpen ? "" : ended(what, call, of: nil) }
      // Another item may be what holds a loop.
      if let held = node.held { return "\(name) is held: \(held)." }
      return call.isOpen || call.end == .settled ? "" : ended(what, call, of: node)
    }
    guard let attempt = own, let node else { return "" }
    let departure = run.state.departure(behind: call)
    if attempt.outcome == .exhausted {
      return limited(
        first: "The document of \(what) was rejected, and its attempts are exhausted:",
        lines: attempt.problems.map(\.line), last: "It is not passed on.\(onward(departure))", limit: 4_000)
    }
    let isArtifact = node.standing.contains { $0.target == attempt.target }
    // After a way back over its own node it lies only with the attempts.
    let place = isArtifact ? attempt.target : attempt.file.map { Path.join(run.folder.records, $0) }
    let artifact = attempt.target == nil ? "" : place.map { " Its document is in \($0)." } ?? ""
    let unchecked = attempt.isGated ? "" : attempt.note.map { " without a check (\($0.cut(500)))" } ?? ""
    return "The document of \(what) was accepted\(unchecked).\(artifact)\(failure(departure))\(onward(departure))"
  }

  /// The last document of a call's agent that came when its visit was over.
  private func lateAttempt(of call: Call) -> Attempt? {
    guard let agent = call.agentID else { return nil }
    return run.state.lateAttempts.last { $0.node == call.admission.node && $0.agentID == agent }
  }

  private func tooLate(_ what: String, _ attempt: Attempt) -> String {
    let why = attempt.note.map { ": " + $0.cut(500) } ?? ""
    let place = attempt.file.map { " It lies in \(Path.join(run.folder.records, $0))." } ?? ""
    return "The document of \(what) came too late and is not passed on\(why).\(place)"
  }

  /// A call that ended without a document; `node` is nil if the flow no longer
  /// has it.
  private func ended(_ what: String, _ call: Call, of node: NodeState?) -> String {
    let known = node ?? run.state.formerNodes.first { $0.name == call.admission.node }
    let loss = known?.losses.last { $0.toolUseID == call.admission.toolUseID }
    let told: String
    if call.end == .released {
      told = "\(what) has not started"
    } else if let cause = loss?.cause {
      told = "\(what) ended without a document (\(cause))"
    } else {
      told = "\(what) ended without a document"
    }
    guard let node else { return told + ". The flow no longer has it." }
    if call.end == .released, node.attempts.last(where: { $0.toolUseID == call.admission.toolUseID }) != nil {
      // It was found out late whose it is, and nobody could be asked again.
      return "The document of \(what) does not satisfy its contract and is not passed on"
        + (isReadyAgain(call, node) ? "; \(what) is ready again." : ".")
    }
    if let policy = loss?.policy {
      let end =
        switch policy {
        case .skip: "is skipped"
        case .fail, .terminate: "failed"
        }
      return told + "; its attempts are exhausted, and it \(end)." + onward(run.state.departure(behind: call))
    }
    return told + (isReadyAgain(call, node) ? " and is ready again." : ".")
  }

  /// Whether the gate would let another agent in for the same.
  private func isReadyAgain(_ call: Call, _ node: NodeState) -> Bool {
    node.visit == call.admission.visit && node.outcome == nil
      && node.pendingItems.contains(call.admission.item ?? 0)
      && run.state.status(of: node.name) == .ready && obstacle == nil
  }

  /// That a node failed although its last document was accepted.
  private func failure(_ departure: Departure?) -> String {
    guard let departure, departure.outcome == .failed else { return "" }
    return " But the node failed: \(departure.because ?? "")."
  }

  /// Which way the flow takes, if a condition decided.
  private func onward(_ departure: Departure?) -> String {
    guard let departure, let flow = run.flow, flow.hasLabels(departure.node), !departure.edges.isEmpty else {
      return ""
    }
    let targets = departure.edges.map { edge in
      let isBack = flow.edges(from: edge.from).contains { $0.name == edge && $0.isBack }
      return (isBack ? "back to " : "") + edge.to
    }
    let labels = departure.labels.isEmpty ? "else" : departure.labels.map { "?" + $0 }.joined(separator: ", ")
    return " The flow goes on by \(labels): \(listed(targets))."
  }

  private func quotedData(_ node: Node) -> String {
    JSONWriter(escapesMarkup: true).write(node).cut(2_000)
  }
}
