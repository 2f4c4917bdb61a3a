internal import ArgumentParser

/// What an event holds that is made up.
struct EventOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The event to make up, else the one that the hook is there for.", valueName: "event"))
  var event: String?

  @Option(help: ArgumentHelp("The prompt of a user or of a call.", valueName: "text"))
  var prompt: String?

  @Option(
    help: ArgumentHelp("The agent that is called, or hands over.", valueName: "name"),
    completion: NameCompletion.agents)
  var agent: String?

  @Option(
    help: ArgumentHelp("A file with the agent's final message, or - for standard input.", valueName: "file"),
    completion: .file())
  var message: String?
}
