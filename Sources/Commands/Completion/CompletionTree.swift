internal import ArgumentParser
import Contracts

/// The commands as the scripts of shells are to know them.
///
/// A generated script knows nothing of a default subcommand: behind `dry-run`
/// or `init` it would offer nothing but the subcommands' names. Here each of
/// these two is one command, with the options of all its forms.
struct CompletionTree: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claude-workflow", abstract: ClaudeWorkflow.Root.configuration.abstract,
    version: ClaudeWorkflow.version,
    subcommands: ClaudeWorkflow.Root.configuration.subcommands.map { command in
      switch command {
      case is DryRun.Type: CompletedDryRun.self
      case is Init.Type: CompletedInit.self
      default: command
      }
    })

  /// Whether a script asks for names. What it asks for the arguments of a
  /// subcommand, as those do that an earlier version wrote, isn't known here.
  static func isAsked(by arguments: [String]) -> Bool {
    guard arguments.first == "---completion" else { return false }
    let command = arguments.dropFirst().prefix { $0 != "--" }
    return command.count == 1 && ["dry-run", "init"].contains(command.first)
  }
}

/// `dry-run [workflow] NAME` and `dry-run hook HOOK PAYLOAD`.
struct CompletedDryRun: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "dry-run", abstract: DryRun.configuration.abstract)

  @Argument(completion: NameCompletion.completion { ["workflow", "hook"] + $0.workflowNames() })
  var first: String?

  @Argument(completion: .custom { words, _, _ in Self.second(words) })
  var second: String?

  @Argument(completion: .file())
  var payload: String?

  @OptionGroup var play: PlayOptions
  @OptionGroup var content: EventOptions
  @OptionGroup var options: DryRunOptions

  private static func second(_ words: [String]) -> [String] {
    if words.contains("hook") { return HookExecutable.allCases.map(\.rawValue) }
    return words.contains("workflow") ? NameCompletion.names(in: words) { $0.workflowNames() } : []
  }
}

/// `init [PROJECT]` and `init agent|contract|workflow NAME`.
struct CompletedInit: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "init", abstract: Init.configuration.abstract)

  @Argument(completion: .custom { _, _, _ in Init.configuration.subcommands.map { $0._commandName } })
  var first: String?

  @Argument(completion: .custom { _, _, _ in [] })
  var name: String?

  @Option(help: "The folder of the built hooks.", completion: .directory)
  var hooks: String?

  @Option(
    help: "The workflow that the piece is for, or the name of the first one.", completion: NameCompletion.workflows)
  var workflow: String?

  @Option(help: "The name of the workflow's agent.")
  var agent: String?

  @Flag(help: "Put the hooks in although an enabled plugin brings them.")
  var withHooks = false

  @OptionGroup var scaffold: Scaffold
}
