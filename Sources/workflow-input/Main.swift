import Hooks
import Platform

/// Starts a run when a workflow's command is given.
@main
enum Main {
  static func main() { exit(code: HookProcess.current.run(WorkflowInput())) }
}
