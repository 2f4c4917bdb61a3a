internal import ArgumentParser
import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// `claude-workflow flow`: the views of a flow.
struct ShowFlow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow",
    abstract: "Shows a flow as a Mermaid chart, as text, as JSON or as a picture.",
    discussion: """
      With --run the view shows where the nodes of that run stand; without a file it is the flow that the run began with. \
      Mistakes in the flow go to standard error.

      Exit status: 0 the flow was shown, 1 it has errors, 2 the file or the run can't be read.
      """)

  enum View: String, CaseIterable, ExpressibleByArgument {
    case mermaid, text, json, svg
  }

  @Argument(
    help: ArgumentHelp(
      "A flow.yaml, a folder that holds one, the JSON that --to json wrote, or - for standard input.",
      valueName: "file"),
    completion: .file())
  var file: String?

  @Option(name: [.customLong("to")], help: "The view: mermaid, text (as agents are given it), json or svg.")
  var view: View = .text

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("Show the state of this run: its id, or its beginning, as `runs` lists it.", valueName: "id"))
  var id: String?

  func validate() throws {
    if file == nil, id == nil { throw ValidationError("Missing expected argument '<file>'") }
  }

  /// The folder of a workflow that is named where its file is expected.
  private static func workflowFolder(_ file: String) -> String? {
    guard !FileSystem.exists(file), let project = ProjectOption.nearest(to: ".") else { return nil }
    return project.workflowFolder(file).map { FileNames(project).name(project.displayPath($0)) }
  }

  func run() throws {
    let record = try id.map(Self.record)
    guard let flow = try file.map(Self.flow) ?? record?.state.flow else {
      throw Self.failure("the workflow of the run \(quoted(id ?? "")) has no flow.yaml, so there is nothing to show")
    }
    let text = Self.render(flow, record?.state.statuses ?? [:], as: view)
    Output.standard.write(text.hasSuffix("\n") ? text : text + "\n")
  }

  private static func record(_ id: String) throws -> RunRecord {
    do {
      return try RunSearch.one(nil, id: id)
    } catch { throw failure(error.text) }
  }

  /// The flow of a file, if it has no errors.
  private static func flow(_ file: String) throws -> Flow {
    let name = file != "-" && FileSystem.isDirectory(file) ? Path.join(file, "flow.yaml") : file
    let input: InputFile
    do {
      input = try InputFile(name, format: nil)
    } catch {
      throw failure(
        workflowFolder(file).map { "there is no file \(quoted(file)), did you mean \(quoted($0))?" } ?? "\(error)")
    }
    let reading = reading(of: input)
    let source = SourceText(file: input.name, bytes: input.text)
    Output.error.write(
      TextRenderer(color: Output.error.takesColor) { $0 == source.file ? source : nil }.render(reading.diagnostics))
    guard let flow = reading.accepted else { throw ExitCode(1) }
    return flow
  }

  /// JSON is a flow file, too, unless it has the view's nodes instead of
  /// chains.
  private static func reading(of input: InputFile) -> Reading<Flow> {
    if input.format == .json, let view = JSONReader(file: input.name).read(input.text).accepted, view["flow"] == nil,
      view["nodes"] != nil
    {
      return JSONViewReader(file: input.name).read(view)
    }
    return FlowReader(file: input.name).read(input.text)
  }

  private static func render(_ flow: Flow, _ states: [String: String], as view: View) -> String {
    switch view {
    case .mermaid: MermaidView(flow: flow, states: states).render()
    case .text: TextView(flow: flow, states: states).render()
    case .json: JSONView(flow: flow, states: states).render()
    case .svg: SVGView(flow: flow, states: states).render()
    }
  }
}
