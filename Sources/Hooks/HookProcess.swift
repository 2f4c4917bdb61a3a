import Documents
public import Platform
import Runs

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
    // Without a text of each argument.
    process.program = CommandLine.argc > 0 ? CommandLine.unsafeArgv[0].map { String(cString: $0) } : nil
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
