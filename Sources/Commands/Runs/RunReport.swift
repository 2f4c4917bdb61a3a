internal import ArgumentParser
import Diagnostics
import Documents
import Platform
import Runs

/// `claude-workflow report`: what a run did.
struct RunReport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Tells what a run did, attempt by attempt.",
    discussion: """
      Made from the run's journal as it is now, whether the run is over or not. The page is one file that needs no \
      network: the flow drawn, each node's attempts and problems to be opened.

      Exit status: 0 the report was written, 2 there is no run that can be read, or the file can't be written.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case markdown, json, html
  }

  @OptionGroup var choice: RunChoice

  @Option(help: "How it is written: markdown, json or html; without it the output's extension tells, else markdown.")
  var format: Format?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The file to write, else (or with -) standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(help: "Write the file again whenever something happens, until the run is over; an open page follows.")
  var watch = false

  func validate() throws {
    if format == nil, let output,
      !["", "md", "markdown", "txt", "json", "html", "htm"].contains(Path.fileExtension(output).lowercased())
    {
      throw ValidationError(
        "\(quoted(output)) names no format that a report is written in, expected .md, .json or .html; or name one with --format."
      )
    }
    if watch, output == nil || output == "-" {
      throw ValidationError("--watch writes a file: name it with --output FILE.")
    }
  }

  func run() throws {
    let record = try choice.record()
    try write(record)
    if watch { _ = try choice.watch(record, write) }
  }

  private func write(_ record: RunRecord) throws {
    let text = text(record)
    guard let output, output != "-" else { return Output.standard.write(text) }
    do {
      try FileSystem.writeAtomically(Array(text.utf8), to: output, durably: false)
    } catch  where error.isNotFound {
      throw Self.failure("\(error); make the folder \(quoted(Path.parent(of: output), limit: 4000)) first")
    } catch { throw Self.failure("\(error)") }
  }

  private func text(_ record: RunRecord) -> String {
    let now = WallClock.now()
    let report = Report(
      state: record.state, outcome: record.standing, at: record.state.endedAt ?? now, ready: record.ready(at: now))
    switch format ?? known {
    case .markdown: return report.markdown
    case .json: return JSONWriter(pretty: true).write(report.json) + "\n"
    case .html: return ReportPage(record: record, report: report.json, follows: watch && !record.isOver).html
    }
  }

  private var known: Format {
    switch output.map(Path.fileExtension)?.lowercased() {
    case "json": .json
    case "html", "htm": .html
    default: .markdown
    }
  }
}
