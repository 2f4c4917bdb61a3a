internal import ArgumentParser

extension FileSchema: ExpressibleByArgument {}

/// `claude-workflow schema`: the formats for editors.
struct PrintSchema: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints the JSON Schema of agent, contract or flow files, for editors.",
    discussion: """
      An editor with yaml-language-server completes and checks a contract whose first line is
      # yaml-language-server: $schema=PATH
      """)

  @Argument(help: ArgumentHelp("agent (the frontmatter of its file), contract or flow.", valueName: "kind"))
  var kind: FileSchema

  func run() { Output.standard.write(kind.text) }
}
