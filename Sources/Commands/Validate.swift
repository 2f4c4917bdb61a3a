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

  @Option(help: ArgumentHelp("The name of a contract of the project.", valueName: "name"))
  var contract: String?

  @Option(
    help: ArgumentHelp("The file of a JSON Schema, in JSON or YAML.", valueName: "file"), completion: .file())
  var schema: String?

  @Option(
    help: ArgumentHelp(
      "The project whose contracts are meant, else the nearest folder with .claude at or above this one.",
      valueName: "directory"), completion: .directory)
  var project: String?

  @Option(help: ArgumentHelp("The workflow whose contracts come first.", valueName: "name"))
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
    if (contract == nil) == (schema == nil) { throw ValidationError("Name either --contract or --schema.") }
    if files.filter({ $0 == "-" }).count > 1 { throw ValidationError("Standard input can be read only once.") }
  }

  func run() throws {
    let gauge = try self.gauge()
    let report = ValidationReport(format: format, gauge: gauge)
    report.begin()
    var counts = ValidationReport.Counts()
    // A few at a time: memory grows with the largest file, not with their
    // number, and results come in the order of the files.
    var rest = files[...]
    while !rest.isEmpty {
      let verdicts = Array(rest.prefix(Self.batch)).concurrentMap { name in verdict(on: name, gauge) }
      rest = rest.dropFirst(Self.batch)
      for verdict in verdicts { report.add(verdict, to: &counts) }
    }
    report.end(counts)
    if counts.unchecked > 0 { throw ExitCode(2) }
    if counts.invalid > 0 { throw ExitCode(1) }
  }

  private static let batch = 256

  private func gauge() throws -> Gauge {
    do {
      if let schema { return try .schema(inFile: schema, assertsFormat: assertFormats) }
      return try .contract(contract ?? "", project: project, workflow: workflow)
    } catch {
      Output.error.write(error.text)
      throw ExitCode(2)
    }
  }

  private func verdict(on name: String, _ gauge: Gauge) -> FileVerdict {
    let file: InputFile
    do {
      file = try InputFile(name, format: input)
    } catch {
      return FileVerdict(file: name, text: [], outcome: .unchecked(["\(error)"]))
    }
    let reading = file.data
    let errors = reading.diagnostics.filter { $0.severity == .error }
    guard let data = reading.value, errors.isEmpty else {
      return FileVerdict(file: file.name, text: file.text, outcome: .checked(errors.sortedByPlace()))
    }
    do {
      let problems = try gauge.problems(of: data, file: file.name)
      return FileVerdict(file: file.name, text: file.text, outcome: .checked(problems.sortedByPlace()))
    } catch {
      return FileVerdict(file: file.name, text: [], outcome: .unchecked(error.diagnostics.map { "\($0.message)" }))
    }
  }
}
