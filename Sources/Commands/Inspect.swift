internal import ArgumentParser
import Diagnostics
import Documents
import Platform

/// `claude-workflow inspect`: a file as the data that a contract sees.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows a file as the data that a contract sees, as JSON.",
    discussion: """
      A Markdown document becomes an object with "header", its frontmatter, and "content", the text below. Numbers are \
      exact.
      """)

  @Argument(help: "The file, or - for standard input.", completion: .file())
  var file: String

  @Option(help: "What to read it as, if its name doesn't tell: json, yaml or markdown.")
  var input: InputFormat?

  func run() throws {
    let file: InputFile
    do {
      file = try InputFile(self.file, format: input)
    } catch { throw Self.failure("\(error)") }
    let reading = file.data
    if !reading.diagnostics.isEmpty {
      let source = SourceText(file: file.name, bytes: file.text)
      let renderer = TextRenderer(color: Output.error.takesColor) { $0 == source.file ? source : nil }
      Output.error.write(renderer.render(reading.diagnostics.sortedByPlace()))
    }
    guard let node = reading.accepted else { throw ExitCode(1) }
    Output.standard.write(JSONWriter(pretty: true).write(node) + "\n")
  }
}
