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

/// What an agent says at its end.
struct FinalMessage {
  let message: String?
  let isActive: Bool
  let transcript: Transcript?
  let event: HookEvent
  /// Read once, since the host goes on writing: text and identity are to be
  /// of the same moment.
  private let last: Transcript.Assistant?

  init(message: String?, isActive: Bool, transcript: Transcript?, event: HookEvent) {
    self.message = message
    self.isActive = isActive
    self.transcript = transcript
    self.event = event
    last = transcript?.lastAssistant().flatMap { $0.isLatest ? $0 : nil }
  }

  /// What the agent said.
  ///
  /// Without a text in the event it is the text of the last line that the
  /// model wrote, never of an earlier one.
  var text: String { message ?? last?.text ?? "" }

  var identity: MessageIdentity { .init(of: event.agentID, text: text, isActive: isActive, last: last) }

  var hasTranscript: Bool { transcript?.exists ?? false }
}

extension MessageIdentity {
  /// The identity of a final message: whose it is, its words, whether they
  /// were sent back before, and the transcript's line if it says the same.
  init(of author: String?, text: String, isActive: Bool, last: Transcript.Assistant?) {
    let digest = XXH64.hex(Array(text.utf8))
    self.init(
      key: (author ?? "") + "/" + digest + (isActive ? "/again" : "/first"),
      uuid: last.flatMap { $0.isLatest && $0.text == text ? $0.uuid : nil })
  }
}
