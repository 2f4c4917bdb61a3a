public import Contracts
import Documents
public import Platform
import Runs

/// A hook: one executable's answers to the events that are wired to it.
public protocol Hook: Sendable {
  /// The executable's name.
  var name: String { get }

  /// Whether a look at the payload shows that there is nothing to decide; it
  /// may be false for events that are none of ours, never true for others.
  func isNoneOfOurs(_ payload: [UInt8], in context: HookContext) -> Bool

  /// What is answered if the time is over before the event is read: a whole
  /// line, written beforehand, since every call prepares it. It must be right
  /// for every event of the executable.
  var unreadAnswer: StaticString { get }

  /// The same once it is known that the session has no run; nil if that makes
  /// no difference.
  var unreadAnswerOutsideARun: StaticString? { get }

  /// Decides; throws what keeps it from deciding.
  func answer(to event: HookEvent, in context: HookContext) throws(Breakdown) -> HookAnswer

  /// The answer to standard input that is no event.
  func answer(toBroken problem: String, in context: HookContext) -> (event: String, answer: HookAnswer)
}

extension Hook {
  public var unreadAnswerOutsideARun: StaticString? { nil }
}

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

/// A process that runs one hook: its streams, its environment and its clock.
public struct HookProcess: Sendable {
  public var read: @Sendable () throws(SystemError) -> [UInt8]
  public var write: @Sendable ([UInt8]) throws(SystemError) -> Void
  public var writeError: @Sendable ([UInt8]) -> Void
  public var environment: EnvironmentVariables
  public var now: @Sendable () -> Timestamp
  /// The path of the executable; nil if it isn't known.
  public var program: String?
  /// Answers if the hook doesn't; nil if nobody ends a late one.
  public var watchdog: Watchdog?

  public init(
    read: @escaping @Sendable () throws(SystemError) -> [UInt8],
    write: @escaping @Sendable ([UInt8]) throws(SystemError) -> Void,
    writeError: @escaping @Sendable ([UInt8]) -> Void, environment: EnvironmentVariables,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.read = read
    self.write = write
    self.writeError = writeError
    self.environment = environment
    self.now = now
  }

  /// A process in an environment of these variables alone.
  public init(
    read: @escaping @Sendable () throws(SystemError) -> [UInt8],
    write: @escaping @Sendable ([UInt8]) throws(SystemError) -> Void,
    writeError: @escaping @Sendable ([UInt8]) -> Void, environment: [String: String],
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.init(
      read: read, write: write, writeError: writeError, environment: EnvironmentVariables(environment), now: now)
  }

  /// The real one.
  public static var current: HookProcess {
    var process = HookProcess(
      read: { () throws(SystemError) in try FileSystem.readAll(descriptor: 0) },
      write: { (bytes) throws(SystemError) in try FileSystem.writeAll(bytes, descriptor: 1) },
      // Nobody is left to be told if even this fails.
      writeError: { bytes in _ = try? FileSystem.writeAll(bytes, descriptor: 2) },
      environment: .current, now: { WallClock.now() })
    process.program = CommandLine.arguments.first
    process.watchdog = Watchdog(limit: watchLimit)
    return process
  }

  /// The hook's own time limit, below the 30 seconds of the host.
  static let timeLimit: Duration = .seconds(20)

  /// When an answer is given whatever the hook is doing: what never asks for
  /// the time has used up its limit by then.
  static let watchLimit: Duration = .seconds(25)

  /// Reads one event, writes one answer. Returns the exit status: 0, or 2 if
  /// not even the answer could be written.
  public func run(_ hook: some Hook) -> Int32 {
    setWriteSignalsIgnored()
    // Before anything that may hang: standard input, the project's disk.
    watchdog?.watch(answering: hook.unreadAnswer)
    let context = HookContext(
      environment: environment, now: now, deadline: Deadline(after: Self.timeLimit), program: program,
      watchdog: watchdog)
    if let watchdog, let answer = hook.unreadAnswerOutsideARun, !context.hasRunByEnvironment {
      watchdog.watch(answering: answer)
    }
    let (event, answer) = decide(hook, context)
    let bytes = answer.bytes(for: event)
    watchdog?.callOff()
    do {
      try write(bytes)
      return 0
    } catch {
      writeError(Array("\(hook.name): cannot answer: \(error.description)\n".utf8))
      return 2
    }
  }

  private func decide(_ hook: some Hook, _ context: HookContext) -> (event: String, answer: HookAnswer) {
    let payload: [UInt8]
    do {
      payload = try read()
    } catch {
      return hook.answer(toBroken: "cannot read standard input: \(error.description)", in: context)
    }
    if hook.isNoneOfOurs(payload, in: context) { return ("", .goOn) }
    let late = watchdog.map { LateAnswer(hook: hook.name, watchdog: $0, context: context) }
    let event: HookEvent
    do {
      event = try HookEvent(payload: payload)
    } catch {
      return hook.answer(toBroken: error.problem, in: context)
    }
    if let late { watchdog?.watch(answering: late.answer(to: event).bytes(for: event.name)) }
    do throws(Breakdown) {
      let answer = try hook.answer(to: event, in: context)
      if case .recorded(let recorded) = answer, recorded.node.object == nil {
        throw Breakdown(
          "the answer that was recorded for this event is no JSON object; the run's journal is damaged",
          remedy: "Restore the file, or start over with --fresh (what is there now is archived)."
        ).inside(nil)
      }
      return (event.name, answer)
    } catch {
      return (event.name, error.answer(to: event, hook: hook.name))
    }
  }
}
