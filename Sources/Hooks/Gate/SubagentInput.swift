import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// Decides whether a subagent may start, and tells it what its contract asks.
public struct SubagentInput: Hook {
  public let name = "subagent-input"

  public init() {}

  /// The gate is closed until it is known that the session has no run: a call
  /// that is refused can be made again, one that is let in can't be taken back.
  public var unreadAnswer: StaticString {
    """
    {"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny",\
    "permissionDecisionReason":"subagent-input found no answer in time and could not even read the call, so it is refused. \
    Look for a disk that hangs. Then try again."}}

    """
  }

  public var unreadAnswerOutsideARun: StaticString? {
    """
    {"continue":true,"systemMessage":"subagent-input: found no answer in time and could not even read the event; \
    nothing was checked"}

    """
  }

  public func answer(to event: HookEvent, in context: HookContext) throws(Breakdown) -> HookAnswer {
    if case .preToolUse = event.kind, event.agentID != nil, let answer = try Overdue(event, context).answer() {
      return answer
    }
    switch event.kind {
    case .preToolUse(let tool) where tool.isAgent:
      guard let type = tool.input["subagent_type"]?.string, !type.isEmpty, let project = context.project(of: event)
      else { return .goOn }
      return try Gate(project: project, event: event, tool: tool, type: type, context: context).answer()
    case .preToolUse(let tool):
      guard let file = RecordGuard.file(of: tool), let project = context.project(of: event) else { return .goOn }
      return RecordGuard(project: project, event: event, context: context).answer(file: file)
    case .subagentStart: return try started(event, context)
    default: return .goOn
    }
  }

  public func answer(toBroken problem: String, in context: HookContext) -> (event: String, answer: HookAnswer) {
    let text = "subagent-input: \(problem)"
    guard let project = context.project(of: nil), let session = context.environment["CLAUDE_CODE_SESSION_ID"],
      FileSystem.exists(SessionPointer.path(session: session, project: project.root))
    else { return ("PreToolUse", .proceed(message: text)) }
    // A gate that can't read whom it is asked to let in stays closed.
    return ("PreToolUse", .block(reason: text + "; a run is under way, so the call is refused. Try it again."))
  }

  /// An agent begins to work; only now its node is running.
  private func started(_ event: HookEvent, _ context: HookContext) throws(Breakdown) -> HookAnswer {
    guard let type = event.agentType, !type.isEmpty, let agentID = event.agentID,
      let project = context.project(of: event)
    else { return .goOn }
    if var run = try ActiveRun.find(event, in: project), let node = try run.tracks(type) {
      let call = try run.locked(context) { (run) throws(Breakdown) -> Call? in
        let known = run.state.call(ofAgent: agentID)
        if known.map({ run.state.canBeRevived($0) }) ?? (run.state.strays[agentID] == nil) {
          try run.append([.started(agentID: agentID, agent: node)], at: context.now())
        }
        return run.state.call(ofAgent: agentID)
      }
      if call?.isOpen == true { return .goOn }
      return .proceed(context: try demands(type, project, run))
    }
    return .proceed(context: try demands(type, project, nil))
  }

  /// What the agent's contract asks, for an agent whom no gate has told.
  private func demands(
    _ type: String, _ project: Project, _ run: ActiveRun?
  ) throws(Breakdown) -> String? {
    do throws(DefinitionError) {
      let agent = if let run { try run.agent(type) } else { try project.agent(type) }
      guard let agent, let name = agent.output?.contract else { return nil }
      let contract = if let run { try run.contract(name) } else { try project.contract(name, workflow: nil) }
      return Demands(contract: contract, agent: agent.name).text.cut(Briefing.limit)
    } catch { throw Breakdown(error) }
  }
}

extension ActiveRun {
  /// The name under which the run keeps an agent: its node's, or in a
  /// workflow without a flow the agent's own if it has contracts, or had them
  /// when it was admitted.
  func tracks(_ type: String) throws(Breakdown) -> String? {
    if flow != nil { return node(named: type) }
    if definition.path(of: .agent, name: type) != nil { return type }
    // One that the run knows stays its own, whatever became of its file.
    do {
      guard let agent = try project.agent(type) else { return admitted(type) }
      return agent.hasContracts || definition.path(of: .agent, name: agent.name) != nil ? agent.name : nil
    } catch {
      if let known = admitted(type) { return known }
      throw Breakdown(error).inside(policy)
    }
  }

  /// The agent of a run without a flow that was admitted under this name, in
  /// whatever letter case.
  func admitted(_ type: String) -> String? {
    guard flow == nil else { return nil }
    return definition.agentNames.first { Project.lowercased($0) == Project.lowercased(type) }
  }
}

extension ActiveRun {
  /// The node whose accepted document the file is.
  func owner(of path: String) -> String? {
    state.nodes.values.first { node in
      node.stands(at: path) && (node.outcome != nil || node.isLoop)
    }?.name
  }
}
