import Contracts
import Diagnostics
import Documents
import Platform

/// One event sent to one hook, and what came back.
struct HookCall {
  let hook: HookExecutable
  let payload: Node
  /// The standard output, if it was one JSON object.
  let answer: Node
  let output: [UInt8]
  /// What Claude Code would make nothing of; nil if all is as it should be.
  let fault: String?

  var event: String { payload["hook_event_name"]?.string ?? "" }

  /// Why the hook refuses; nil if it lets the event pass.
  var refusal: String? {
    if answer["decision"]?.string == "block" { return answer["reason"]?.string ?? "" }
    let specific = answer["hookSpecificOutput"]
    if specific?["permissionDecision"]?.string == "deny" { return specific?["permissionDecisionReason"]?.string ?? "" }
    return answer["continue"]?.boolean == false ? answer["stopReason"]?.string ?? "" : nil
  }

  /// What the model is told beside the event.
  var context: String? { answer["hookSpecificOutput"]?["additionalContext"]?.string }
  /// The prompt that an agent is given instead of the caller's.
  var prompt: String? { answer["hookSpecificOutput"]?["updatedInput"]?["prompt"]?.string }
  /// What the user is told.
  var message: String? { answer["systemMessage"]?.string }
}

/// Runs the built hooks as Claude Code does.
struct HookRunner {
  /// The folder of the executables.
  let hooks: String
  /// The project that they are told.
  let project: String
  let environment: [String: String]

  init(hooks: String, project: String, session: String, environment: [String: String]) {
    self.hooks = hooks
    self.project = project
    var variables = environment
    // A run's own working directory is the mirror.
    variables["WORKDIR"] = nil
    variables["CLAUDE_PROJECT_DIR"] = project
    variables["CLAUDE_CODE_SESSION_ID"] = session
    variables["CLAUDECODE"] = "1"
    self.environment = variables
  }

  func send(_ payload: Node, to hook: HookExecutable) -> HookCall {
    let outcome: ChildProcess.Outcome
    do {
      outcome = try ProgressLine.during("waiting for \(hook.rawValue)") { _ in
        try ChildProcess.run(
          executable: Path.join(hooks, hook.rawValue), arguments: [], environment: environment, directory: project,
          input: JSONWriter().bytes(payload), deadline: Deadline(after: .seconds(30)), outputLimit: 8 << 20,
          memoryLimit: nil, isWarned: true)
      }
    } catch {
      return HookCall(hook: hook, payload: payload, answer: .null, output: [], fault: "can't be started: \(error)")
    }
    let answer = JSONReader(file: "answer").read(outcome.output).accepted
    return HookCall(
      hook: hook, payload: payload, answer: answer ?? .null, output: outcome.output,
      fault: Self.fault(outcome, answer))
  }

  private static func fault(_ outcome: ChildProcess.Outcome, _ answer: Node?) -> String? {
    switch outcome.termination {
    case .timedOut: return "gave no answer within 30 s"
    case .signalled(let signal): return "was ended by signal \(signal)"
    case .exited(let status) where status != 0:
      return "ended with status \(status): " + quoted(String(decoding: outcome.errorOutput.suffix(400), as: UTF8.self))
    case .exited: break
    }
    guard answer?.object != nil else {
      return "answered \(quoted(String(decoding: outcome.output.prefix(200), as: UTF8.self))), expected one JSON object"
    }
    return nil
  }
}
