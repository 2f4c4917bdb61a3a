internal import ArgumentParser

/// How a workflow is played.
struct PlayOptions: ParsableArguments {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json
  }

  // It may begin with an option of the workflow's own.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What is typed behind the command, else an example of the input contract.", valueName: "text"))
  var input: String?

  @Option(
    help: ArgumentHelp(
      "The run's working directory, a folder of the project, named relative to it; typed as the command's --workdir.",
      valueName: "directory"), completion: .directory)
  var workdir: String?

  @Option(
    help: ArgumentHelp(
      "A node whose first document, or first COUNT documents, are rejected examples; given again there are more.",
      valueName: "node[=count]"), completion: NameCompletion.nodes)
  var reject: [String] = []

  @Option(
    help: ArgumentHelp(
      "A node whose first agent, or first COUNT agents, end without handing anything over.", valueName: "node[=count]"),
    completion: NameCompletion.nodes)
  var lose: [String] = []

  @Option(
    help: ArgumentHelp(
      "The label (or else) by which a node is left; repeated for the node's next visits.", valueName: "node=label"),
    completion: NameCompletion.branches)
  var branch: [String] = []

  @Flag(help: "Agents work in the background, as Claude Code has it unless it is told otherwise.")
  var background = false

  @Option(help: "How the events are printed: text or json.")
  var format: Format = .text

  @Flag(help: "Print all that models are told.")
  var verbose = false
}
