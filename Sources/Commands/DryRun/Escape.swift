import Contracts
import Diagnostics
import Documents
import Platform
import Runs

/// A way by which an event would lead a dry run out of its copy: `--workdir`
/// names a folder elsewhere, as it stands or through a link.
///
/// It is looked for here and not left to the hooks, which may be older ones.
struct Escape {
  /// The option's value.
  let workdir: String
  /// Where the run would be, links followed; nil behind a dangling link.
  let place: String?
  let copy: String

  /// The folders of a project in which an event's commands would have runs,
  /// relative to it, as they are named: the copy is to have them as its own.
  static func workdirs(of event: Node, in project: Project, environment: [String: String]) -> [String] {
    commands(event).filter { project.workflowFolder($0.name) != nil }.flatMap { workdirs($0.arguments) }
      .compactMap { workdir in
        let path = place(of: workdir, in: project, environment)
        // Through a link it may lie elsewhere.
        guard path != project.root, Path.isInside(path, project.root),
          let real = FileSystem.resolvingLinks(path, followsDangling: false), Path.isInside(real, project.root)
        else { return nil }
        return Path.relative(path, to: project.root)
      }
  }

  private static func place(of workdir: String, in project: Project, _ environment: [String: String]) -> String {
    Path.normalized(Path.join(project.root, Path.expandingTilde(workdir, home: environment["HOME"] ?? "")))
  }

  /// nil if the event stays in the copy.
  init?(of event: Node, from copy: Project, environment: [String: String]) {
    self.copy = copy.root
    for command in Self.commands(event) where copy.workflowFolder(command.name) != nil {
      for workdir in Self.workdirs(command.arguments) {
        let folder = RunFolder(workdir: Self.place(of: workdir, in: copy, environment))
        // Its records may lie elsewhere though the folder doesn't.
        for path in [folder.workdir, folder.context, folder.records] {
          let real = FileSystem.resolvingLinks(path, followsDangling: false)
          if let real, Path.isInside(real, copy.root) { continue }
          (self.workdir, place) = (workdir, real)
          return
        }
      }
    }
    return nil
  }

  var words: String {
    let leads = place.map { "leads to \(quoted($0, limit: 4000))" } ?? "leads through a link to nothing"
    return
      "--workdir=\(quoted(workdir, limit: 4000)) \(leads), outside the copy in which a dry run works; nothing was started. Leave --workdir out, or name a folder of the project, relative to it: --workdir=dry"
  }

  /// What may be a command: a prompt, or what the tool Skill is given.
  private static func commands(_ event: Node) -> [WorkflowCommand] {
    let texts = event.object?.members.compactMap(\.value.string) ?? []
    let input = event["tool_input"]
    let skill = input?["skill"]?.string.flatMap {
      WorkflowCommand(skill: $0, arguments: input?["args"]?.string ?? "")
    }
    return texts.compactMap { WorkflowCommand(prompt: $0) } + [skill].compactMap(\.self)
  }

  /// The working directories that a command's text names. Which options are
  /// flags depends on a contract: with none of them more is found, not less.
  private static func workdirs(_ arguments: String) -> [String] {
    CommandLineOptions(arguments) { _ in false }.options.filter { $0.key == "workdir" }.compactMap(\.value)
      .filter { !$0.isEmpty }
  }
}
