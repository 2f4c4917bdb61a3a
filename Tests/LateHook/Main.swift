import Hooks
import Platform

/// A hook with less time than the real ones have, for tests of what it answers
/// when that is over.
///
/// The arguments are the hook's name and its limit in milliseconds.
@main
enum Main {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let limit = Int(arguments[2]) else { exit(code: 1) }
    var process = HookProcess.current
    process.watchdog = Watchdog(limit: .milliseconds(limit))
    switch arguments[1] {
    case "workflow-input": exit(code: process.run(WorkflowInput()))
    case "subagent-input": exit(code: process.run(SubagentInput()))
    case "subagent-output": exit(code: process.run(SubagentOutput()))
    case "workflow-output": exit(code: process.run(WorkflowOutput()))
    default: exit(code: 1)
    }
  }
}
