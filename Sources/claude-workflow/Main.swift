import Commands

/// The command line.
@main
enum Main {
  static func main() { ClaudeWorkflow.run() }
}
