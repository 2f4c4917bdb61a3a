import Contracts
import Diagnostics
import Platform

/// The project that a command works on.
enum ProjectOption {
  /// The project at or above a path; nil if there is none.
  static func nearest(to path: String) -> Project? { FileSystem.realPath(path).flatMap { Project.nearest(to: $0) } }

  /// What to say if there is none.
  static func missing(_ path: String?) -> String {
    let place = path.map { "at or above \(quoted($0, limit: 4000))" } ?? "here or above"
    return
      "found no project \(place), expected a folder with .claude; name one, or start with `claude-workflow init`"
  }
}

extension ProjectOption {
  /// What is wrong with a workflow's name that a user gave; nil if there is
  /// such a workflow, or if none was named.
  static func unknown(workflow name: String?, in project: Project) -> String? {
    let names = project.workflowNames()
    guard let name, !names.contains(name) else { return nil }
    let hint =
      nearestName(to: name, in: names).map { "did you mean \"\($0)\"?" }
      ?? (names.isEmpty
        ? "and no other; make one with `claude-workflow init workflow NAME`" : "expected one of " + listed(names))
    return "the project has no workflow \(quoted(name)), \(hint)"
  }

  /// What is wrong with an agent's name that a user gave; nil if there is such
  /// an agent, be its file broken, or if none was named.
  static func unknown(agent name: String?, in project: Project) -> String? {
    guard let name else { return nil }
    do {
      guard try project.agent(name) == nil else { return nil }
    } catch { return nil }
    let names = Set(project.agentFiles().compactMap { (try? project.agent(inFile: $0))?.name }).sorted()
    let hint =
      nearestName(to: name, in: names).map { "did you mean \"\($0)\"?" }
      ?? (names.isEmpty
        ? "and no other; make one with `claude-workflow init agent NAME`" : "expected one of " + listed(names))
    return "the project has no agent \(quoted(name)), \(hint)"
  }

  /// Why it isn't clear which workflow is meant, in words.
  struct Unclear: Error {
    var text: String
  }

  /// The workflow that a user means: the one that he names, as `review` or
  /// `/review`; without a name the only one.
  ///
  /// - Parameter command: how the command begins to which a name is added.
  static func workflow(
    _ name: String?, in project: Project, for command: String
  ) throws(Unclear) -> String {
    if let name {
      let plain = name.hasPrefix("/") ? String(name.dropFirst()) : name
      if let problem = unknown(workflow: plain, in: project) { throw Unclear(text: problem) }
      return plain
    }
    let names = project.workflowNames()
    if names.count == 1 { return names[0] }
    throw Unclear(
      text: names.isEmpty
        ? "the project has no workflow; make one with `claude-workflow init workflow NAME`"
        : "which workflow? The project has \(listed(names)); say `claude-workflow \(command) \(names[0])`, for instance"
    )
  }

  /// The text of a workflow's flow, and the path by which it is told.
  static func flow(of workflow: String, in project: Project) throws(Unclear) -> (text: [UInt8], path: String) {
    let path = Path.join(Path.join(project.workflowsFolder, workflow), "flow.yaml")
    let name = project.displayPath(path)
    do {
      return (try FileSystem.read(path), name)
    } catch  where FileSystem.exists(path) {
      let remedy = error.detail == nil ? "make it readable" : "put a file there"
      throw Unclear(text: "\(name) can't be read: \(error.reason); \(remedy)")
    } catch {
      throw Unclear(
        text: "the workflow \(quoted(workflow)) has no flow: there is no \(name), so its agents have no order")
    }
  }

  /// What is told of a contract's name that isn't known: it stands in no file.
  static func told(_ diagnostic: Diagnostic, in project: Project) -> Diagnostic {
    guard diagnostic.code == "contract/unknown" else { return diagnostic }
    var diagnostic = diagnostic
    diagnostic.range = nil
    let names = Set(project.contractNames()).sorted()
    if !names.isEmpty, !diagnostic.message.text.contains("did you mean") {
      diagnostic.notes.append(Diagnostic.Note("the project has \(listed(names))"))
    }
    return diagnostic
  }

  /// As many as a line holds.
  private static func listed(_ names: [String]) -> String {
    names.prefix(10).joined(separator: ", ") + (names.count > 10 ? " and \(names.count - 10) more" : "")
  }
}

/// The files of a project as they are named from the folder in which the
/// command runs, so that editors and code hosts find them.
struct FileNames: Sendable {
  private let root: String
  /// From the current folder to the project; empty if it is the same.
  private let prefix: String

  init(_ project: Project) {
    root = project.root
    let here = FileSystem.realPath(".") ?? "/"
    let path = Path.relative(project.root, to: here)
    prefix = path == "." ? "" : path
  }

  /// The name of a file that diagnostics name relative to the project.
  func name(_ file: String) -> String { Path.isAbsolute(file) ? file : Path.join(prefix, file) }

  func source(_ file: String) -> SourceText? {
    (try? FileSystem.read(file)).map { SourceText(file: file, bytes: $0) }
  }

  func renamed(_ diagnostic: Diagnostic) -> Diagnostic {
    guard !prefix.isEmpty else { return diagnostic }
    var copy = diagnostic
    if let range = copy.range { copy.range?.file = name(range.file) }
    for place in copy.notes.indices {
      if let range = copy.notes[place].range { copy.notes[place].range?.file = name(range.file) }
    }
    return copy
  }
}
