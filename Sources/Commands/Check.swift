internal import ArgumentParser
import Contracts
import Diagnostics
import Documents
import Platform

/// `claude-workflow check`: everything that a project has for workflows.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks a project's settings, agents, contracts, examples, commands and flows.",
    discussion: """
      Each problem has a code such as flow/unknown-agent, which the documentation explains. Validators are programs of \
      the project, and checking contracts runs them; --no-validators leaves that out.

      Exit status: 0 no errors, 1 errors (with --strict also warnings; a file that can't be read is one), 2 there is no project to check.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, sarif, github
  }

  @Argument(
    help: ArgumentHelp(
      "The project, any folder in it, or one of its files, whose problems alone are then shown.", valueName: "path"),
    completion: .file())
  var path: String?

  @Option(help: "How problems are printed: text, json, sarif (2.1.0) or github.")
  var format: Format = .text

  @Flag(help: "Warnings count as errors for the exit status.")
  var strict = false

  @Flag(help: "Print errors only: no warnings (unless --strict) and no summary.")
  var quiet = false

  @Option(
    help: ArgumentHelp(
      "A code, or the first part of one, that is of no interest here; may be repeated.", valueName: "code"),
    completion: NameCompletion.codes)
  var ignore: [String] = []

  @Flag(inversion: .prefixedNo, help: "Whether the contracts' validators are run.")
  var validators = true

  func run() throws {
    if let problem = ignore.lazy.compactMap(DiagnosticCodes.problem).first { throw Self.failure(problem) }
    let start = path ?? "."
    guard FileSystem.exists(start) else {
      throw Self.failure(
        "there is nothing at \(quoted(start, limit: 4000)), expected a project, a folder in it or one of its files")
    }
    guard let project = ProjectOption.nearest(to: start) else { throw Self.failure(ProjectOption.missing(path)) }
    let report = ProgressLine.during("checking the project", unit: "pieces") { line in
      ProjectCheck(project, mapping: ParallelMapping(progress: line), runsValidators: validators).run()
    }
    let names = FileNames(project)
    let found = report.diagnostics.filter { isWanted($0, in: project) }.map(names.renamed)
    let errors = found.count { $0.severity == .error }
    let shown = quiet && !strict ? found.filter { $0.severity == .error } : found
    print(shown, names)
    if format == .text, !quiet { Output.standard.write(summary(report, errors, found.count - errors)) }
    if strict ? !found.isEmpty : errors > 0 { throw ExitCode(1) }
  }

  private func isWanted(_ diagnostic: Diagnostic, in project: Project) -> Bool {
    let code = "\(diagnostic.code)"
    guard !ignore.contains(where: { code == $0 || code.hasPrefix($0 + "/") }) else { return false }
    guard let path, !FileSystem.isDirectory(path), let file = FileSystem.realPath(path) else { return true }
    return diagnostic.range?.file == project.displayPath(file)
  }

  private func print(_ diagnostics: [Diagnostic], _ names: FileNames) {
    switch format {
    case .text:
      Output.standard.write(
        TextRenderer(color: Output.standard.takesColor) { names.source($0) }.render(diagnostics))
    case .json:
      let errors = diagnostics.count { $0.severity == .error }
      let node = Node.object([
        "problems": .array(diagnostics.map(\.node)),
        "counts": .object(["errors": .integer(errors), "warnings": .integer(diagnostics.count - errors)]),
      ])
      Output.standard.write(JSONWriter(pretty: true).write(node) + "\n")
    case .sarif:
      let log = SARIFLog(diagnostics: diagnostics, version: ClaudeWorkflow.version)
      Output.standard.write(JSONWriter(pretty: true).write(log.node) + "\n")
    case .github: Output.standard.write(GitHubAnnotations(diagnostics: diagnostics).text)
    }
  }

  private func summary(_ report: ProjectCheck<ParallelMapping>.Report, _ errors: Int, _ warnings: Int) -> String {
    let looked = [(report.workflows, "workflow"), (report.agents, "agent"), (report.contracts, "contract")]
      .map { Self.counted($0, $1) }.joined(separator: ", ")
    let found = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }.map { Self.counted($0, $1) }
    return "\(looked): \(found.isEmpty ? "no problems" : found.joined(separator: ", "))\n"
  }

  private static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
