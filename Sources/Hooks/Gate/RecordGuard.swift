import Contracts
import Diagnostics
import Documents
import Platform
import Runs

/// Keeps the tools that write files away from our records and from accepted
/// documents.
///
/// It is a guard against confusion, not against malice: a shell command can
/// still write anywhere.
struct RecordGuard {
  let project: Project
  let event: HookEvent
  let context: HookContext

  /// The file that a tool is about to write; nil for any other tool.
  static func file(of tool: HookEvent.Tool) -> String? {
    switch tool.name {
    case "Write", "Edit", "MultiEdit": tool.input["file_path"]?.string
    case "NotebookEdit": tool.input["notebook_path"]?.string
    default: nil
    }
  }

  func answer(file: String) -> HookAnswer {
    let path = resolved(file)
    // File systems may take `.RUN` for `.run`.
    let below = path.lowercased() + "/"
    // By bytes: to look for a text in a text would link the regular expressions
    // of the standard library, a tenth of the executable.
    if Array(below.utf8).contains(bytes: Array("/.context/.run/".utf8))
      || below.hasPrefix(SessionPointer.folder(project: project.root).lowercased() + "/")
    {
      return .block(
        reason:
          "\(quoted(file, limit: 4000)) is a record of a workflow's run; only the hooks write it. Leave it as it is.")
    }
    let run: ActiveRun?
    do {
      run = try ActiveRun.find(event, in: project)
    } catch {
      // Which documents were accepted can't be told; the gates say so.
      return .goOn
    }
    guard let run else { return .goOn }
    guard let owner = run.owner(of: path) else { return .goOn }
    return .block(
      reason:
        "\(quoted(file, limit: 4000)) is the accepted document of \(owner); it can't be changed by hand. To replace it, the node would have to run again."
    )
  }

  /// Absolute, with the links on its way followed: its own, too, since a tool
  /// writes through it.
  private func resolved(_ file: String) -> String {
    let absolute = Path.normalized(Path.isAbsolute(file) ? file : Path.join(event.directory ?? project.root, file))
    return FileSystem.resolvingLinks(absolute) ?? absolute
  }
}
