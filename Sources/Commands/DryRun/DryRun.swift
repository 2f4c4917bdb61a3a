internal import ArgumentParser

/// `claude-workflow dry-run`: the hooks at work, without Claude Code.
struct DryRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dry-run",
    abstract: "Plays a workflow, or one event, through the real hooks, without a model.",
    usage: """
      claude-workflow dry-run [workflow] [<name>] [<options>]
      claude-workflow dry-run hook <hook> [<payload>] [<options>]
      """,
    discussion: """
      Everything happens in a copy of the project's definitions: nothing in the project is changed, and no model is \
      asked. `claude-workflow dry-run NAME` is short for `claude-workflow dry-run workflow NAME`, whose options `claude-workflow help dry-run workflow` lists.
      """,
    subcommands: [DryRunWorkflow.self, DryRunHook.self],
    defaultSubcommand: DryRunWorkflow.self)
}
