import Documents
import Hooks
import Platform
import TestSupport

/// One event of a run in which nothing goes wrong, as the host sends it.
enum HostStep: CaseIterable, Sendable, CustomStringConvertible {
  case command, call, begin, reject, accept, report, nextCall, nextBegin, nextAccept, nextReport, stop

  var description: String {
    switch self {
    case .command: "the command"
    case .call: "the call of a"
    case .begin: "a begins"
    case .reject: "a document of a that is rejected"
    case .accept: "a document of a that is accepted"
    case .report: "the end of the call of a"
    case .nextCall: "the call of b"
    case .nextBegin: "b begins"
    case .nextAccept: "a document of b that is accepted"
    case .nextReport: "the end of the call of b"
    case .stop: "the end of the turn"
    }
  }

  var node: String { [.nextCall, .nextBegin, .nextAccept, .nextReport].contains(self) ? "b" : "a" }

  var hook: any Hook {
    switch self {
    case .command: WorkflowInput()
    case .call, .begin, .nextCall, .nextBegin: SubagentInput()
    case .reject, .accept, .report, .nextAccept, .nextReport: SubagentOutput()
    case .stop: WorkflowOutput()
    }
  }

  func payload(_ bench: HookBench) -> Node {
    let caller = Caller(id: "agent_" + node, type: node)
    let call = Node.string("toolu_" + node)
    let input = Node.object([
      "description": .string("work"), "prompt": .string("Do your part."), "subagent_type": .string(node),
    ])
    switch self {
    case .command: return bench.payload("UserPromptSubmit", ["prompt": .string("/wf the mill")])
    case .call, .nextCall:
      return bench.payload("PreToolUse", ["tool_name": .string("Agent"), "tool_input": input, "tool_use_id": call])
    case .begin, .nextBegin: return bench.payload("SubagentStart", caller: caller, [:])
    case .reject, .accept, .nextAccept:
      let message = self == .reject ? "No document." : bench.document(node)
      return bench.payload(
        "SubagentStop", caller: caller,
        ["stop_hook_active": .boolean(self == .accept), "last_assistant_message": .string(message)])
    case .report, .nextReport:
      return bench.payload(
        "PostToolUse",
        [
          "tool_name": .string("Agent"), "tool_input": input, "tool_use_id": call,
          "tool_response": .object([
            "status": .string("completed"), "agentId": .string(caller.id), "agentType": .string(node),
            "content": .array([.object(["type": .string("text"), "text": .string("END")])]),
            "totalTokens": .integer(10),
          ]),
        ])
    case .stop:
      return bench.payload(
        "Stop",
        [
          "stop_hook_active": .boolean(false), "last_assistant_message": .string("ALL FINISHED"),
          "background_tasks": .array([]),
        ])
    }
  }
}

extension HookBench {
  /// Sends the event to the hook in this process.
  @discardableResult
  func send(_ step: HostStep) -> HookReply {
    clock.set(WallClock.now())
    return run(step.hook, step.payload(self))
  }

  /// Sends the event to the hook's own executable.
  func send(_ step: HostStep, fault: ProgramFault?) throws -> ProgramRun {
    try BuiltProgram(step.hook.name)
      .run(input: JSONWriter().bytes(step.payload(self)), environment: environment, fault: fault)
  }
}
