import Documents
import Runs
import Testing

@testable import Hooks

@Suite("Answers")
struct HookAnswerTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let answer: HookAnswer
    let event: String
    let json: String
    var testDescription: String { "\(event): \(json)" }

    init(_ answer: HookAnswer, _ event: String, _ json: String) {
      self.answer = answer
      self.event = event
      self.json = json
    }
  }

  private static let events = [
    "UserPromptSubmit", "UserPromptExpansion", "SessionStart", "SessionEnd", "PreToolUse", "PostToolUse",
    "PostToolUseFailure", "SubagentStart", "SubagentStop", "Stop", "StopFailure",
  ]
  private static let blocked = #"{"decision":"block","reason":"why"}"#
  private static let denied =
    #"{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"why"}}"#

  @Test(arguments: [
    Case(.block(reason: "why"), "UserPromptSubmit", blocked),
    Case(.block(reason: "why"), "UserPromptExpansion", blocked),
    Case(.block(reason: "why"), "SubagentStop", blocked), Case(.block(reason: "why"), "Stop", blocked),
    Case(.block(reason: "why"), "PreToolUse", denied),
    Case(
      .endSession(reason: "why"), "PreToolUse",
      #"{"continue":false,"stopReason":"why","# + String(denied.dropFirst())),
    Case(
      .proceed(context: "news"), "UserPromptSubmit",
      #"{"continue":true,"hookSpecificOutput":{"hookEventName":"UserPromptSubmit","additionalContext":"news"}}"#),
    Case(
      .proceed(context: "news"), "PostToolUse",
      #"{"continue":true,"hookSpecificOutput":{"hookEventName":"PostToolUse","additionalContext":"news"}}"#),
    Case(
      .proceed(context: "news"), "SubagentStart",
      #"{"continue":true,"hookSpecificOutput":{"hookEventName":"SubagentStart","additionalContext":"news"}}"#),
    Case(.proceed(context: "news"), "SubagentStop", #"{"continue":true}"#),
    Case(.proceed(context: "news"), "Stop", #"{"continue":true}"#),
    Case(.proceed(message: "told"), "Stop", #"{"continue":true,"systemMessage":"told"}"#),
    Case(
      .proceed(updatedInput: .object(["prompt": .string("x")])), "PreToolUse",
      #"{"continue":true,"hookSpecificOutput":{"hookEventName":"PreToolUse","updatedInput":{"prompt":"x"}}}"#),
    Case(.recorded(.init(.object(["continue": .boolean(true)]))), "Stop", #"{"continue":true}"#),
  ])
  func `An answer is encoded as its event's protocol knows it`(example: Case) {
    #expect(JSONWriter().write(example.answer.encoded(for: example.event)) == example.json)
  }

  @Test(arguments: events)
  func `Going on with nothing to say is the same for every event`(event: String) {
    #expect(JSONWriter().write(HookAnswer.goOn.encoded(for: event)) == #"{"continue":true}"#)
  }

  @Test(arguments: events)
  func `Context never reaches an event that it would keep from ending`(event: String) {
    let node = HookAnswer.proceed(context: "x", message: "m").encoded(for: event)
    let isEnd = event == "Stop" || event == "SubagentStop"
    #expect((node["hookSpecificOutput"]?["additionalContext"] == nil) == isEnd)
  }

  @Test(arguments: events)
  func `The session is ended only beside a denial`(event: String) {
    for answer: HookAnswer in [
      .goOn, .block(reason: "x"), .endSession(reason: "x"), .proceed(context: "x", message: "y"),
    ] {
      let node = answer.encoded(for: event)
      guard node["continue"]?.boolean == false else { continue }
      #expect(node["hookSpecificOutput"]?["permissionDecision"]?.string == "deny")
    }
  }

  @Test func `An admission gives no permission`() {
    let node = HookAnswer.proceed(updatedInput: .object([:])).encoded(for: "PreToolUse")
    #expect(node["hookSpecificOutput"]?["permissionDecision"] == nil)
    #expect(node["hookSpecificOutput"]?["updatedInput"] != nil)
  }
}
