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
    let text = TextView(flow: flow, states: states).render()
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
    let ready = state.readyNodes.map(run.counted)
    let working = state.openCalls.map(\.admission.node)
    if let rest {
      lines.append(rest)
    } else if !ready.isEmpty, state.heldNodes.isEmpty {
      lines.append("Ready now: " + listed(ready) + ".")
    }
    if !working.isEmpty { lines.append("At work: " + listed(working) + ".") }
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

  private func handling(_ node: String) -> String {
    guard let state = run.state.nodes[node], !state.failsRun else { return "" }
    return "; the flow goes on by " + state.labels.map { "?" + $0 }.joined(separator: ", ")
  }

  private func reason(_ node: String) -> String {
    if case .failed(let reason)? = run.state.nodes[node]?.outcome { return reason }
    return ""
  }

  /// What became of an agent that just ended, and what is ready now.
  func news(of node: String, _ call: Call? = nil, and others: [Call] = []) -> String {
    var lines: [String] = []
    if let state = run.state.nodes[node] { lines.append(fate(of: state, call)) }
    for other in others {
      if let state = run.state.nodes[other.admission.node] { lines.append(fate(of: state, other)) }
    }
    lines.append(standing)
    return lines.filter { !$0.isEmpty }.joined(separator: "\n").cut(Self.limit)
  }

  /// What became of a call of the node, or of the last one.
  private func fate(of node: NodeState, _ call: Call?) -> String {
    let own = call.flatMap { call in node.attempts.last { $0.toolUseID == call.admission.toolUseID } }
    let item = call?.admission.item.map { "item \($0 + 1) of " } ?? ""
    let isDecided = own?.outcome == .accepted || own?.outcome == .exhausted
    // Another item may be what holds a loop.
    if let held = node.held, !isDecided { return "\(node.name) is held: \(held)." }
    let last = own ?? node.lastAttempt
    let losses = node.losses
    if call?.end == .lost && !isDecided || (last == nil && !losses.isEmpty) {
      let cause = losses.last?.cause ?? "for an unknown reason"
      let next = rest == nil && run.state.status(of: node.name) == .ready ? " and is ready again" : ""
      return "\(item)\(node.name) ended without a document (\(cause))\(next)."
    }
    guard let attempt = last else { return "" }
    switch attempt.outcome {
    case .accepted:
      let isArtifact = node.standing.contains { $0.target == attempt.target }
      // After a way back over its own node it lies only with the attempts.
      let place = isArtifact ? attempt.target : attempt.file.map { Path.join(run.folder.records, $0) }
      let artifact = attempt.target == nil ? "" : place.map { " Its document is in \($0)." } ?? ""
      let unchecked = attempt.isGated ? "" : attempt.note.map { " without a check (\($0.cut(500)))" } ?? ""
      return "The document of \(item)\(node.name) was accepted\(unchecked).\(artifact)\(way(attempt.departure))"
    case .exhausted:
      return limited(
        first: "The document of \(item)\(node.name) was rejected, and its attempts are exhausted:",
        lines: attempt.problems.map(\.line), last: "It is not passed on.", limit: 4_000)
    default: return ""
    }
  }

  /// Which way the flow takes, if a condition decided.
  private func way(_ departure: Departure?) -> String {
    guard let departure, let flow = run.flow, flow.hasLabels(departure.node) else { return "" }
    if departure.outcome == .failed { return " But the node failed: \(departure.because ?? "")." }
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
