import Hooks
import Platform

/// Holds a run until it is complete, then reports.
@main
enum Main {
  static func main() { exit(code: HookProcess.current.run(WorkflowOutput())) }
}
