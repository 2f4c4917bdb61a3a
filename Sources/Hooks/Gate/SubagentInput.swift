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
  /// workflow without a flow the agent's own if it has contracts.
  func tracks(_ type: String) throws(Breakdown) -> String? {
    if flow != nil { return node(named: type) }
    do {
      guard let agent = try agent(type), agent.hasContracts else { return nil }
      return agent.name
    } catch { throw Breakdown(error).inside(policy) }
  }
}

extension ActiveRun {
  /// The node whose accepted document the file is.
  func owner(of path: String) -> String? {
    state.nodes.values.first { node in
      node.outcome != nil || node.isLoop ? node.standing.contains { $0.target == path } : false
    }?.name
  }
}

/// Keeps the tools that write files away from our records and from accepted
/// documents.
///
/// It is a guard against confusion, not against malice: a shell command can
/// still write anywhere.
struct RecordGuard {
  let project: Project
  let event: HookEvent
  let context: HookContext

  /// The file that a tool is about to write; nil for any other tool.
  static func file(of tool: HookEvent.Tool) -> String? {
    switch tool.name {
    case "Write", "Edit", "MultiEdit": tool.input["file_path"]?.string
    case "NotebookEdit": tool.input["notebook_path"]?.string
    default: nil
    }
  }

  func answer(file: String) -> HookAnswer {
    let path = resolved(file)
    // File systems may take `.RUN` for `.run`.
    let below = path.lowercased() + "/"
    if below.contains("/.context/.run/")
      || below.hasPrefix(SessionPointer.folder(project: project.root).lowercased() + "/")
    {
      return .block(
        reason:
          "\(quoted(file, limit: 4000)) is a record of a workflow's run; only the hooks write it. Leave it as it is.")
    }
    let run: ActiveRun?
    do {
      run = try ActiveRun.find(event, in: project)
    } catch {
      // Which documents were accepted can't be told; the gates say so.
      return .goOn
    }
    guard let run else { return .goOn }
    guard let owner = run.owner(of: path) else { return .goOn }
    return .block(
      reason:
        "\(quoted(file, limit: 4000)) is the accepted document of \(owner); it can't be changed by hand. To replace it, the node would have to run again."
    )
  }

  /// Absolute, with the links on its way followed: its own, too, since a tool
  /// writes through it.
  private func resolved(_ file: String) -> String {
    let absolute = Path.normalized(Path.isAbsolute(file) ? file : Path.join(event.directory ?? project.root, file))
    return FileSystem.resolvingLinks(absolute) ?? absolute
  }
}
