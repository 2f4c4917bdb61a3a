internal import ArgumentParser
import Contracts
import Diagnostics
import Documents
import Flows
import Platform

/// `claude-workflow flow`: the views of a flow.
struct ShowFlow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow",
    abstract: "Shows a flow as a Mermaid chart, as text, as JSON or as a picture.",
    discussion: """
      Mistakes in the flow go to standard error.

      Exit status: 0 the flow was shown, 1 it has errors, 2 the file can't be read.
      """)

  enum View: String, CaseIterable, ExpressibleByArgument {
    case mermaid, text, json, svg
  }

  @Argument(
    help: ArgumentHelp("A flow.yaml, a folder that holds one, or - for standard input.", valueName: "file"),
    completion: .file())
  var file: String

  @Option(name: [.customLong("to")], help: "The view: mermaid, text (as agents are given it), json or svg.")
  var view: View = .text

  /// The folder of a workflow that is named where its file is expected.
  private var workflowFolder: String? {
    guard !FileSystem.exists(file), let project = ProjectOption.nearest(to: ".") else { return nil }
    return project.workflowFolder(file).map { FileNames(project).name(project.displayPath($0)) }
  }

  func run() throws {
    let name = file != "-" && FileSystem.isDirectory(file) ? Path.join(file, "flow.yaml") : file
    let input: InputFile
    do {
      input = try InputFile(name, format: .yaml)
    } catch {
      throw Self.failure(
        workflowFolder.map { "there is no file \(quoted(file)), did you mean \(quoted($0))?" } ?? "\(error)")
    }
    let reading = FlowReader(file: input.name).read(input.text)
    let source = SourceText(file: input.name, bytes: input.text)
    Output.error.write(
      TextRenderer(color: Output.error.takesColor) { $0 == source.file ? source : nil }.render(reading.diagnostics))
    guard let flow = reading.accepted else { throw ExitCode(1) }
    let text =
      switch view {
      case .mermaid: MermaidView(flow: flow).render()
      case .text: TextView(flow: flow).render()
      case .json: JSONView(flow: flow).render()
      case .svg: SVGView(flow: flow).render()
      }
    Output.standard.write(text.hasSuffix("\n") ? text : text + "\n")
  }
}
