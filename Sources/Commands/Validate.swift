internal import ArgumentParser
import Contracts
import Diagnostics
import Documents
import JSONSchema
import Platform

/// `claude-workflow validate`: files against a contract or a schema.
struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    // ArgumentParser would take a quarter of its time to make it of the type's.
    commandName: "validate",
    abstract: "Checks JSON, YAML and Markdown files against a contract or a JSON Schema.",
    discussion: """
      A Markdown document is checked as the object with "header", its frontmatter, and "content", the text below. \
      Files are told apart by their extensions, others by how they begin.

      Exit status: 0 all files are valid, 1 some are not, 2 something could not be checked.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json
  }

  @Option(
    help: ArgumentHelp("The name of a contract of the project.", valueName: "name"),
    completion: NameCompletion.contracts)
  var contract: String?

  @Option(
    help: ArgumentHelp("The file of a JSON Schema, in JSON or YAML.", valueName: "file"), completion: .file())
  var schema: String?

  @Option(
    help: ArgumentHelp(
      "The project whose contracts are meant, else the nearest folder with .claude at or above this one.",
      valueName: "directory"), completion: .directory)
  var project: String?

  @Option(
    help: ArgumentHelp("The workflow whose contracts come first.", valueName: "name"),
    completion: NameCompletion.workflows)
  var workflow: String?

  @Option(help: "How problems are printed: text or json.")
  var format: Format = .text

  @Option(help: "What to read all files as: json, yaml or markdown.")
  var input: InputFormat?

  @Flag(inversion: .prefixedNo, help: "Whether the schema's \"format\" rejects or only describes.")
  var assertFormats = true

  @Argument(help: ArgumentHelp("The files, or - for standard input.", valueName: "files"), completion: .file())
  var someFiles: [String]

  /// All of them; see `Operands`.
  private var files: [String] { Operands.ofProcess.files }

  func validate() throws {
    if (contract == nil) == (schema == nil) {
      let found = contract == nil ? "neither --contract NAME nor" : "both --contract NAME and"
      throw ValidationError("Found \(found) --schema FILE, expected one of them.")
    }
    if ([schema] + files).count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Standard input can be read only once.")
    }
  }

  func run() throws {
    let validation = Validation(
      contract: contract, schema: schema, project: project, workflow: workflow, format: format, input: input,
      assertsFormats: assertFormats, files: files)
    try validation.run()
  }
}
