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
      A name is a workflow's unless there is such a file; with neither it is the project's only workflow. With --run the \
      view shows where the nodes of that run stand; without a flow it is the one that the run began with. Mistakes in the \
      flow go to standard error.

      Exit status: 0 the flow was shown, 1 it has errors, 2 there is no such flow, or it or the run can't be read.
      """)

  enum View: String, CaseIterable, ExpressibleByArgument {
    case mermaid, text, json, svg
  }

  @Argument(
    help: ArgumentHelp(
      "A workflow's name, a flow.yaml, a folder that holds one, the JSON that --to json wrote, or - for standard input.",
      valueName: "flow"),
    completion: NameCompletion.workflows)
  var flow: String?

  @Option(name: [.customLong("to")], help: "The view: mermaid, text (as agents are given it), json or svg.")
  var view: View = .text

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("Show the state of this run: its id, or its beginning, as `runs` lists it.", valueName: "id"),
    completion: NameCompletion.runs)
  var id: String?

  @Option(help: ArgumentHelp("The project, or any folder in it.", valueName: "directory"), completion: .directory)
  var project: String?

  func run() throws {
    let record = try id.map(record)
    let isOfRun = flow == nil && record != nil
    guard let flow = try isOfRun ? record?.state.flow : shown() else {
      throw Self.failure("the workflow of the run \(quoted(id ?? "")) has no flow.yaml, so there is nothing to show")
    }
    let text = Self.render(flow, record?.state.statuses ?? [:], as: view)
    Output.standard.write(text.hasSuffix("\n") ? text : text + "\n")
  }

  private func record(_ id: String) throws -> RunRecord {
    do {
      return try RunSearch.one(project, id: id)
    } catch { throw Self.failure(error.text) }
  }

  /// The flow that is named, if it has no errors.
  private func shown() throws -> Flow {
    let input = try input()
    let reading = Self.reading(of: input)
    let source = SourceText(file: input.name, bytes: input.text)
    Output.error.write(
      TextRenderer(color: Output.error.takesColor) { $0 == source.file ? source : nil }.render(reading.diagnostics))
    guard let flow = reading.accepted else { throw ExitCode(1) }
    return flow
  }

  private func input() throws -> InputFile {
    let path = try path()
    do {
      return try InputFile(path, format: nil)
    } catch { throw Self.failure("\(error)") }
  }

  /// The file that is meant: one that is there goes before a workflow of its
  /// name.
  private func path() throws -> String {
    let named = flow.map { $0 != "-" && FileSystem.isDirectory($0) ? Path.join($0, "flow.yaml") : $0 }
    if let named, named == "-" || FileSystem.exists(named) { return named }
    let project = ProjectOption.nearest(to: project ?? ".")
    let plain = flow.map { String($0.drop { $0 == "/" }) }
    if let named, let plain, !Scaffold.isName(plain), project?.workflowNames().contains(plain) != true {
      // No name: what is wrong with the file is told.
      return named
    }
    let missing = named.map { "there is no file \(quoted($0, limit: 4000)), and " } ?? ""
    guard let project else { throw Self.failure(missing + ProjectOption.missing(self.project)) }
    do {
      let name = try ProjectOption.workflow(flow, in: project, for: "flow")
      return FileNames(project).name(try ProjectOption.flow(of: name, in: project).path)
    } catch { throw Self.failure(missing + error.text) }
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
