internal import ArgumentParser
import Contracts
import Diagnostics
import Documents
import Platform

/// What both kinds of dry run are told.
struct DryRunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The project, or any folder in it.", valueName: "directory"), completion: .directory)
  var project: String?

  @Option(
    help: ArgumentHelp(
      "The folder of the four built hooks, else the project's .claude/hooks, else where this program lies.",
      valueName: "directory"), completion: .directory)
  var hooks: String?

  @Flag(help: "Leave the copy in which it ran, and say where it is.")
  var keep = false

  /// The project and the folder of its hooks; throws after having said what
  /// is missing.
  func found() throws -> (Project, hooks: String) {
    guard let project = ProjectOption.nearest(to: project ?? ".") else {
      throw DryRun.failure(ProjectOption.missing(project))
    }
    guard let folder = HookFolder.find(hooks, of: project) else {
      throw DryRun.failure(HookFolder.missing(hooks, of: project))
    }
    return (project, folder)
  }

  /// Does something in a copy of the project, for an event that is to be sent
  /// there.
  func inMirror<Result>(
    of project: Project, for event: Node, _ body: (ProjectMirror, Project) throws -> Result
  ) throws -> Result {
    let environment = EnvironmentVariables.current.all
    let parent = TemporaryFolders.parent(environment)
    let mirror: ProjectMirror
    do {
      mirror = try ProjectMirror(
        of: project, workdirs: Escape.workdirs(of: event, in: project, environment: environment),
        environment: environment, below: parent)
    } catch let error as SystemError where ["read", "list"].contains(error.operation) {
      throw DryRun.failure("can't copy the project's definitions: \(error); make it readable")
    } catch {
      throw DryRun.failure(
        "can't copy the project's definitions below \(quoted(parent, limit: 4000)): \(error); set TMPDIR to a folder that can be written"
      )
    }
    if keep { mirror.keep() }
    defer {
      if keep { Output.error.write("kept: \(mirror.root)\n") } else { mirror.remove() }
    }
    guard let copy = Project(root: mirror.root) else { throw DryRun.failure("the copy of the project vanished") }
    return try body(mirror, copy)
  }
}
