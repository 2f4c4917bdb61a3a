import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// The end of a call of the Agent tool, as the main agent's tools see it.
struct CallEnd {
  let project: Project
  let event: HookEvent
  let tool: HookEvent.Tool
  let context: HookContext

  func answer(response: Node) throws(Breakdown) -> HookAnswer {
    guard var run = try ActiveRun.find(event, in: project), let toolUseID = tool.useID,
      let call = run.state.call(toolUseID: toolUseID)
    else { return .goOn }
    let agentID = response["agentId"]?.string
    if response["status"]?.string == "async_launched" {
      try run.locked(context) { (run) throws(Breakdown) in
        let known = run.state.call(toolUseID: toolUseID)
        guard let agentID, known?.agentID != agentID || known?.isBackground == false else { return }
        try run.append([.joined(agentID: agentID, toolUseID: toolUseID)], at: context.now())
      }
      return .goOn
    }
    let others = try run.locked(context) { (run) throws(Breakdown) -> [Call] in
      guard run.state.answer(key: "usage:" + toolUseID) == nil else { return [] }
      var kinds: [RunEvent.Kind] = [
        .usage(
          Usage(
            toolUseID: toolUseID, agentID: agentID, node: call.admission.node,
            tokens: response["totalTokens"]?.integer, milliseconds: response["totalDurationMs"]?.integer,
            toolUses: response["totalToolUseCount"]?.integer))
      ]
      let isOpen = run.state.call(toolUseID: toolUseID)?.isOpen == true
      if isOpen, let kept = run.unassigned(of: agentID, in: call) {
        try run.append(kinds, at: context.now())
        try run.place(kept, in: call, context)
        return try run.placeUnassigned(context)
      }
      // Completed without a final message that was checked: the host cut it.
      if isOpen {
        kinds.append(run.ending(call, agentID: agentID, hasStarted: true, because: RunState.endedEarly))
      }
      try run.append(kinds, at: context.now())
      return try run.placeUnassigned(context)
    }
    return .proceed(context: run.news(of: toolUseID, call, and: others, at: context.begin))
  }

  func answer(failure: String) throws(Breakdown) -> HookAnswer {
    guard var run = try ActiveRun.find(event, in: project), let toolUseID = tool.useID,
      let call = run.state.call(toolUseID: toolUseID)
    else { return .goOn }
    try run.locked(context) { (run) throws(Breakdown) in
      guard let call = run.state.call(toolUseID: toolUseID), call.isOpen else { return }
      try run.append([run.ending(call, in: event, because: quoted(failure))], at: context.now())
    }
    return .proceed(context: run.news(of: toolUseID, call, at: context.begin))
  }

  /// An agent whose own turn failed, of an API error for instance.
  static func lose(
    agentID: String, cause: String, project: Project, event: HookEvent, context: HookContext
  ) throws(Breakdown) -> HookAnswer {
    guard var run = try ActiveRun.find(event, in: project) else { return .goOn }
    // Of several agents that began at once the host's note alone tells whose.
    let noted = Transcript.ofAgent(agentID, session: event.transcript)?.toolUseID()
    let call = { (state: RunState) in
      state.call(ofAgent: agentID) ?? noted.flatMap { state.call(toolUseID: $0) }
    }
    guard call(run.state) != nil else { return .goOn }
    try run.locked(context) { (run) throws(Breakdown) in
      guard let call = call(run.state), call.isOpen else { return }
      try run.append(
        [run.ending(call, agentID: agentID, hasStarted: true, because: "its turn failed: " + quoted(cause))],
        at: context.now())
    }
    return .goOn
  }
}

extension ActiveRun {
  /// What the main agent is told when a call has ended, and of other calls
  /// whose documents could be placed by that.
  fileprivate func news(of toolUseID: String, _ known: Call, and others: [Call] = [], at now: Timestamp) -> String {
    Briefing(run: self, now: now).news(
      of: state.call(toolUseID: toolUseID) ?? known, and: others.filter { $0.admission.toolUseID != toolUseID })
  }

  /// The event that ends a call without a document. If its agent had begun to
  /// work that counts as an attempt: a node that is lost again and again is
  /// exhausted like one that is rejected. Else nothing was tried.
  ///
  /// Several agents that began at once may belong to no call yet; the host's
  /// notes beside their transcripts, which the event leads to, tell whose they are.
  func ending(
    _ call: Call, agentID told: String? = nil, hasStarted: Bool = false, in event: HookEvent? = nil,
    mayExhaust: Bool = true, because cause: String
  ) -> RunEvent.Kind {
    let agentID = told ?? call.agentID ?? event.flatMap { stray(of: call, in: $0) }
    guard hasStarted || call.startedAt != nil || agentID != nil || state.hasSurelyBegun(call) else {
      return .released(toolUseID: call.admission.toolUseID)
    }
    let node = call.admission.node
    let item = call.admission.item
    var loss = Loss(
      node: node, visit: call.admission.visit, item: item, toolUseID: call.admission.toolUseID,
      agentID: agentID, cause: cause.isEmpty ? "for an unknown reason" : cause)
    guard mayExhaust else { return .lost(loss) }
    let failures = state.nodes[node]?.item(item)?.failures ?? 0
    do {
      loss.policy = RetryLimits(agent: try agent(node), flow: flow).policy(after: failures)
    } catch  where policy == .allow {
      // Where nothing waits for mending, nothing may run for ever.
      loss.policy = RetryLimits(agent: nil, flow: flow).policy(after: failures)
      loss.cause += "; its own retries can't be read, so the flow's count: " + error.firstLine
    } catch {
      loss.cause += "; its retries can't be read, so whether they are used up isn't known: " + error.firstLine
    }
    return .lost(loss)
  }

  private func stray(of call: Call, in event: HookEvent) -> String? {
    state.strays(of: call.admission.node).first {
      Transcript.ofAgent($0, session: event.transcript)?.toolUseID() == call.admission.toolUseID
    }
  }
}

extension DefinitionError {
  /// What comes first in its files.
  fileprivate var firstLine: String { diagnostics.sortedByPlace().first.map(\.line) ?? "" }
}

extension RunState {
  /// Why a call is lost whose agent the host cut off.
  static let endedEarly = "it ended before it handed over a document"
}
