import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// Checks what a subagent hands over before it may stop.
public struct SubagentOutput: Hook {
  public let name = "subagent-output"

  public init() {}

  /// Nothing passes by it: the node of a document that nobody checked is
  /// undone, and the next gate says so. Blocked, an agent that is none of ours
  /// would be asked again.
  public var unreadAnswer: StaticString {
    """
    {"continue":true,"systemMessage":"subagent-output: found no answer in time and could not even read the event; \
    if an agent has ended, its document was not checked"}

    """
  }

  public func answer(to event: HookEvent, in context: HookContext) throws(Breakdown) -> HookAnswer {
    switch event.kind {
    case .subagentStop(let message, let isActive, let transcript):
      // Compaction stops an agent without a name; it is none of ours.
      if event.agentType?.isEmpty == true { return .goOn }
      guard let project = context.project(of: event) else { return .goOn }
      let attempt = FinalMessage(
        message: message, isActive: isActive, transcript: transcript.map(Transcript.init), event: event)
      return try Reception(project: project, event: event, message: attempt, context: context).answer()
    case .postToolUse(let tool, let response) where tool.isAgent:
      guard let project = context.project(of: event) else { return .goOn }
      return try CallEnd(project: project, event: event, tool: tool, context: context).answer(response: response)
    case .postToolUseFailure(let tool, let error) where tool.isAgent:
      guard let project = context.project(of: event) else { return .goOn }
      return try CallEnd(project: project, event: event, tool: tool, context: context).answer(failure: error)
    case .stopFailure(let error):
      guard let agentID = event.agentID, let project = context.project(of: event) else { return .goOn }
      return try CallEnd.lose(agentID: agentID, cause: error, project: project, event: event, context: context)
    default: return .goOn
    }
  }

  public func answer(toBroken problem: String, in context: HookContext) -> (event: String, answer: HookAnswer) {
    // The agent can't mend the payload. Inside a run its node stays undone,
    // and the next gate says so.
    ("SubagentStop", .proceed(message: "subagent-output: \(problem); the agent's document was not checked"))
  }
}
