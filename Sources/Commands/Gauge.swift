import Contracts
import Diagnostics
import Documents
import JSONSchema
import Platform

/// What files are checked against.
struct Gauge: Sendable {
  /// Why there is none, as it goes to standard error.
  struct Failure: Error {
    var text: String
  }

  private enum Measure: Sendable {
    case schema(Schema)
    case contract(Contract, Judge)
  }

  private let measure: Measure
  /// Where the files that notes name are found.
  private let root: String

  /// The schema in a file; it may refer to others by relative path.
  static func schema(inFile path: String, assertsFormat: Bool) throws(Failure) -> Gauge {
    let file: InputFile
    do {
      file = try InputFile(path, format: nil)
    } catch { throw Failure(text: "claude-workflow: \(error)\n") }
    let reading = file.data
    let source = { @Sendable (name: String) in name == file.name ? SourceText(file: name, bytes: file.text) : nil }
    guard let node = reading.value, !reading.diagnostics.hasErrors else {
      throw Failure(text: Self.rendered(reading.diagnostics, source))
    }
    let options = Schema.Options(assertsFormat: assertsFormat)
    let compiled = Schema.compile(node, file: file.name, options: options) { reference in
      // The network is never asked; whoever refers to it is told so.
      guard !reference.contains("://"), let other = try? InputFile(reference, format: nil) else { return nil }
      return other.data
    }
    guard let schema = compiled.accepted else { throw Failure(text: Self.rendered(compiled.diagnostics, source)) }
    return Gauge(measure: .schema(schema), root: "")
  }

  /// A contract of a project, with its validator.
  static func contract(_ name: String, project: String?, workflow: String?) throws(Failure) -> Gauge {
    guard let found = Self.project(project) else {
      throw Failure(
        text:
          "claude-workflow: found no project\(project.map { " in \(quoted($0, limit: 4000))" } ?? " here or above"), expected a folder with .claude; name one with --project, or start with `claude-workflow init`\n"
      )
    }
    if let problem = ProjectOption.unknown(workflow: workflow, in: found) {
      throw Failure(text: "claude-workflow: \(problem)\n")
    }
    do {
      let place = TextRange(at: .start).in("--contract")
      let contract = try found.contract(Located(name, at: place), workflow: workflow)
      let judge = Judge(
        project: found,
        environment: EnvironmentVariables(
          SettingsCheck.environment(of: found, in: EnvironmentVariables.current.all)),
        // Only each validator has a limit here.
        deadline: Deadline(after: .seconds(86_400)))
      return Gauge(measure: .contract(contract, judge), root: found.root)
    } catch {
      let root = found.root
      let told = error.diagnostics.map { ProjectOption.told($0, in: found) }
      throw Failure(text: Self.rendered(told) { Self.text(of: $0, below: root) })
    }
  }

  private static func project(_ path: String?) -> Project? {
    if let path { return FileSystem.isDirectory(Path.join(path, ".claude")) ? Project(root: path) : nil }
    return FileSystem.realPath(".").flatMap { Project.nearest(to: $0) }
  }

  private static func text(of file: String, below root: String) -> SourceText? {
    (try? FileSystem.read(Path.join(root, file))).map { SourceText(file: file, bytes: $0) }
  }

  private static func rendered(
    _ diagnostics: [Diagnostic], _ source: @escaping @Sendable (String) -> SourceText?
  ) -> String {
    TextRenderer(color: Output.error.takesColor, source: source).render(diagnostics.sortedByPlace())
  }

  /// What is wrong with the data; throws if that can't be told.
  func problems(of data: Node, file: String) throws(DefinitionError) -> [Diagnostic] {
    switch measure {
    case .contract(let contract, let judge):
      try judge.problems(of: data, by: contract, file: file).map(\.diagnostic)
    case .schema(let schema):
      try problems(of: data, by: schema, file: file)
    }
  }

  /// What the schema objects to; throws if it objects to nothing but could
  /// not decide on something within limits either.
  private func problems(of data: Node, by schema: Schema, file: String) throws(DefinitionError) -> [Diagnostic] {
    let violations = schema.validate(data).flattened
    if violations.isEmpty { return [] }
    let decided = violations.filter { !$0.isUndecided }
    if decided.isEmpty { throw DefinitionError(violations.map { Problem($0, file: file).diagnostic }) }
    return decided.map { Problem($0, file: file).diagnostic }
  }

  /// The text of a file that a note names.
  func source(_ file: String) -> SourceText? { Self.text(of: file, below: root) }
}
