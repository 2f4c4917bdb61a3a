import Hooks
import Platform

/// Checks what a subagent hands over before it may stop.
@main
enum Main {
  static func main() { exit(code: HookProcess.current.run(SubagentOutput())) }
}
