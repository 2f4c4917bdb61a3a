import Hooks
import Platform

/// Decides whether a subagent may start.
@main
enum Main {
  static func main() { exit(code: HookProcess.current.run(SubagentInput())) }
}
