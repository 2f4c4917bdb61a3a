public import Contracts
public import Platform
import Runs

/// What a hook's decisions may depend on beside the event.
public struct HookContext: Sendable {
  public let environment: EnvironmentVariables
  public let now: @Sendable () -> Timestamp
  /// When the hook began.
  public let begin: Timestamp
  /// When the answer must be there: earlier than the host gives up waiting,
  /// since it then goes on as if nothing had been asked.
  public let deadline: Deadline
  /// The path of the hook's own executable; nil if it isn't known.
  public let program: String?
  private let watchdog: Watchdog?
  /// What `CLAUDE_PROJECT_DIR` means; nil if it isn't set. It is asked for
  /// several times, and found by asking the disk.
  let projectFolder: String?

  public init(
    environment: EnvironmentVariables, now: @escaping @Sendable () -> Timestamp, deadline: Deadline,
    program: String? = nil, watchdog: Watchdog? = nil
  ) {
    self.program = program
    self.watchdog = watchdog
    begin = now()
    self.environment = environment
    self.now = now
    self.deadline = deadline
    projectFolder = Self.projectFolder(environment)
  }

  /// From now on a late hook gives this answer: it is the one that the run's
  /// journal has for the event.
  func stand(by answer: HookAnswer, to event: HookEvent) {
    watchdog?.watch(answering: answer.bytes(for: event.name))
  }

  /// Leaves a large value to the end of the process where that comes with the
  /// answer: to take a run apart, node by node, took a tenth of a hook's time.
  func leave<Value>(_ value: Value) {
    if watchdog != nil { leaveToProcessEnd(value) }
  }

  /// Whether the session has a run, as far as the environment names both.
  var hasRunByEnvironment: Bool {
    guard let root = projectFolder, let session = environment["CLAUDE_CODE_SESSION_ID"] else { return false }
    return FileSystem.exists(SessionPointer.path(session: session, project: root))
  }

  /// The working directory: the one that is given, else `$WORKDIR`, else the
  /// project. `~` is the home folder; a relative path starts at the project.
  func workdir(_ given: String? = nil, in project: Project) -> String {
    let inherited = environment["WORKDIR"].flatMap { $0.isEmpty ? nil : $0 }
    guard let path = given ?? inherited else { return project.root }
    let expanded = Path.expandingTilde(path, home: environment["HOME"] ?? "")
    return Path.normalized(Path.isAbsolute(expanded) ? expanded : Path.join(project.root, expanded))
  }

  /// The project: the folder that `CLAUDE_PROJECT_DIR` means, else the nearest
  /// one with `.claude` at or above the event's working directory.
  public func project(of event: HookEvent?) -> Project? {
    guard var project = placedProject(event) else { return nil }
    project.trees = TreeCache(folder: DefinitionCache.trees(of: project))
    return project
  }

  private func placedProject(_ event: HookEvent?) -> Project? {
    if let root = projectFolder { return Project(root: root) }
    guard let folder = event?.directory, Path.isAbsolute(folder) else { return nil }
    return Project.nearest(to: folder)
  }

  /// `CLAUDE_PROJECT_DIR`, or the nearest folder with `.claude` above it; nil
  /// if that isn't set.
  ///
  /// It is the folder in which the session was started. A plugin's hooks are
  /// called in a folder inside a project, too, where the host finds the
  /// project's commands and agents. The user's own `~/.claude` makes his home
  /// no project.
  private static func projectFolder(_ environment: EnvironmentVariables) -> String? {
    guard let given = environment["CLAUDE_PROJECT_DIR"], !given.isEmpty else { return nil }
    guard Path.isAbsolute(given), !FileSystem.isDirectory(Path.join(given, ".claude")),
      let above = Project.nearest(to: Path.normalized(given)),
      above.root != environment["HOME"].flatMap(FileSystem.realPath)
    else { return given }
    return above.root
  }
}
