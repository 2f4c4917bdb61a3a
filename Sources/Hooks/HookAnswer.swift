public import Documents
public import Runs

/// What a hook says to Claude Code.
public enum HookAnswer: Sendable {
  /// Go on; `context` is told to the model, `message` to the user, and
  /// `updatedInput` replaces a tool's whole input.
  case proceed(context: String? = nil, updatedInput: Node? = nil, message: String? = nil)
  /// Don't: the prompt is not sent, the tool not run, the agent asked again.
  case block(reason: String)
  /// The tool is not run and the session ends.
  case endSession(reason: String)
  /// The answer that was given to the same cause before.
  case recorded(RecordedAnswer)

  /// Go on, with nothing to say.
  public static let goOn = HookAnswer.proceed()
}

extension HookAnswer {
  /// The answer as the line that goes to standard output.
  func bytes(for event: String) -> [UInt8] {
    // What most calls get is none of our business and should cost nothing.
    if case .proceed(nil, nil, nil) = self { return Array("{\"continue\":true}\n".utf8) }
    // Read and written anew: nothing but a JSON object may be answered.
    return JSONWriter().bytes(encoded(for: event)) + [10]
  }

  /// The answer as the journal keeps it.
  func recorded(for event: String) -> RecordedAnswer {
    if case .recorded(let answer) = self { return answer }
    return RecordedAnswer(encoded(for: event))
  }

  /// The answer as the JSON object that the event's protocol knows.
  ///
  /// `continue: false` alone is never used: a tool would still run, and an
  /// agent's rejected text would pass.
  public func encoded(for event: String) -> Node {
    switch self {
    case .recorded(let answer): answer.node
    case .proceed(let context, let updatedInput, let message):
      .object([
        "continue": .boolean(true), "systemMessage": message.map(Node.string),
        "hookSpecificOutput": Self.specific(event, context: context, updatedInput: updatedInput),
      ])
    case .block(let reason):
      event == "PreToolUse"
        ? .object(["hookSpecificOutput": Self.denial(reason)])
        : .object(["decision": .string("block"), "reason": .string(reason)])
    case .endSession(let reason):
      .object([
        "continue": .boolean(false), "stopReason": .string(reason), "hookSpecificOutput": Self.denial(reason),
      ])
    }
  }

  private static func denial(_ reason: String) -> Node {
    .object([
      "hookEventName": .string("PreToolUse"), "permissionDecision": .string("deny"),
      "permissionDecisionReason": .string(reason),
    ])
  }

  private static func specific(_ event: String, context: String?, updatedInput: Node?) -> Node? {
    // On SubagentStop and Stop context would force another turn.
    let context = event == "SubagentStop" || event == "Stop" ? nil : context
    guard context != nil || updatedInput != nil else { return nil }
    return .object([
      "hookEventName": .string(event), "additionalContext": context.map(Node.string), "updatedInput": updatedInput,
    ])
  }
}
