#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program that is run to its end, with all that it leaves behind.
public struct ChildProcess {
  public enum Termination: Hashable, Sendable {
    case exited(Int32)
    case signalled(Int32)
    /// It was killed at the deadline.
    case timedOut
  }

  public struct Outcome: Hashable, Sendable {
    public var termination: Termination
    public var output: [UInt8]
    public var errorOutput: [UInt8]
    /// Whether either output was longer than the limit.
    public var outputWasCut: Bool
  }

  /// Runs a program until it ends or the deadline has passed.
  ///
  /// It is the leader of a process group of its own, and that whole group is
  /// killed as soon as the leader has ended: nothing it started goes on,
  /// unless it made itself a session of its own. Such a fugitive isn't waited
  /// for, even if it holds the outputs open. The program inherits the three
  /// standard streams and no other descriptor, and signals as they are by
  /// default. It need not read `input`; of each output all beyond
  /// `outputLimit` bytes is read and dropped.
  ///
  /// From the first call on this process ignores SIGPIPE: a child that stops
  /// reading must not be its death.
  ///
  /// `memoryLimit`, in bytes, bounds the private memory that each process may
  /// write (RLIMIT_DATA; macOS only knows it by name). It isn't the address
  /// space, because some language runtimes reserve far more than they use.
  ///
  /// If SIGINT, SIGTERM or SIGHUP ends this process meanwhile, the group is
  /// killed, too; if `isWarned`, which is for programs that run others in
  /// groups of their own, after a SIGTERM and 200 ms. SIGKILL leaves it behind.
  public static func run(
    executable: String, arguments: [String], environment: [String: String], directory: String, input: [UInt8],
    deadline: Deadline, outputLimit: Int, memoryLimit: Int?, isWarned: Bool = false
  ) throws(SystemError) -> Outcome {
    let program = executable.utf8.contains(UInt8(ascii: "/")) ? Path.join(directory, executable) : executable
    guard FileSystem.isExecutable(program) else {
      throw SystemError("run", path: executable, code: FileSystem.exists(program) ? EACCES : ENOENT)
    }
    guard FileSystem.isDirectory(directory) else { throw SystemError("run in", path: directory, code: ENOTDIR) }
    let limit = memoryLimit.map { String(max(1, $0 / 1024)) } ?? ""
    let command = ["sh", "-c", preparation, "sh", directory, limit, program] + arguments
    setWriteSignalsIgnored()
    var pipes = try StandardPipes(program: executable)
    let spawned = ChildGroups.start(isWarned: isWarned) { spawn(command, environment: environment, pipes: pipes) }
    pipes.closeChildEnds()
    defer { pipes.closeAll() }
    switch spawned {
    case .failure(let code): throw SystemError("run", path: executable, code: code.rawValue)
    case .success(let process):
      var exchange = Exchange(process: process, input: input, limit: max(0, outputLimit))
      let termination = exchange.run(&pipes, until: deadline)
      return Outcome(
        termination: termination, output: exchange.output, errorOutput: exchange.errorOutput,
        outputWasCut: exchange.wasCut)
    }
  }

  /// Becomes the program in the right folder and with its limit; where the
  /// limit can't be had it runs without.
  ///
  /// posix_spawn sets no limits, and changes the folder only by a call that
  /// not every C library has.
  private static let preparation = """
    cd -- "$1" || exit 126
    [ -z "$2" ] || ulimit -d "$2" 2>/dev/null
    shift 2
    exec "$@"
    """
}

/// The three pipes between this process and a child; -1 is closed.
private struct StandardPipes {
  var input: (child: Int32, own: Int32) = (-1, -1)
  var output: (child: Int32, own: Int32) = (-1, -1)
  var errorOutput: (child: Int32, own: Int32) = (-1, -1)

  init(program: String) throws(SystemError) {
    guard let input = Self.pipePair(), let output = Self.pipePair(), let errorOutput = Self.pipePair() else {
      throw SystemError("run", path: program, code: errno)
    }
    self.input = (input.reading, input.writing)
    self.output = (output.writing, output.reading)
    self.errorOutput = (errorOutput.writing, errorOutput.reading)
    for own in [self.input.own, self.output.own, self.errorOutput.own] {
      _ = fcntl(own, F_SETFL, fcntl(own, F_GETFL) | O_NONBLOCK)
    }
  }

  mutating func closeChildEnds() {
    for end in [input.child, output.child, errorOutput.child] { closeFile(end) }
  }

  mutating func closeAll() {
    Self.close(&input.own)
    Self.close(&output.own)
    Self.close(&errorOutput.own)
  }

  static func close(_ descriptor: inout Int32) {
    if descriptor >= 0 { closeFile(descriptor) }
    descriptor = -1
  }

  /// A pipe that children don't inherit, clear of the places of the standard
  /// streams, which our own caller may have left closed.
  private static func pipePair() -> (reading: Int32, writing: Int32)? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    for place in 0..<2 where ends[place] <= STDERR_FILENO {
      let moved = fcntl(ends[place], F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
      guard moved >= 0 else { return nil }
      closeFile(ends[place])
      ends[place] = moved
    }
    return (ends[0], ends[1])
  }
}

/// Starts the shell in a process group of its own.
private func spawn(
  _ command: [String], environment: [String: String], pipes: StandardPipes
) -> Result<pid_t, ErrorCode> {
  let variables = environment.map { "\($0.key)=\($0.value)" }
  guard !(command + variables).contains(where: { $0.hasNUL }) else {
    return .failure(ErrorCode(rawValue: EINVAL))
  }
  #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    var attributes: posix_spawnattr_t?
  #else
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
  #endif
  posix_spawn_file_actions_init(&actions)
  posix_spawnattr_init(&attributes)
  defer {
    posix_spawn_file_actions_destroy(&actions)
    posix_spawnattr_destroy(&attributes)
  }
  posix_spawn_file_actions_adddup2(&actions, pipes.input.child, STDIN_FILENO)
  posix_spawn_file_actions_adddup2(&actions, pipes.output.child, STDOUT_FILENO)
  posix_spawn_file_actions_adddup2(&actions, pipes.errorOutput.child, STDERR_FILENO)

  var flags = Int32(POSIX_SPAWN_SETPGROUP) | Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
  #if canImport(Darwin)
    flags |= Int32(POSIX_SPAWN_CLOEXEC_DEFAULT)
  #else
    // Ours close themselves; these are what our own caller left open.
    for name in (try? FileSystem.list("/proc/self/fd")) ?? [] {
      if let descriptor = Int32(name), descriptor > STDERR_FILENO {
        posix_spawn_file_actions_addclose(&actions, descriptor)
      }
    }
  #endif
  var signals = sigset_t()
  sigemptyset(&signals)
  posix_spawnattr_setsigmask(&attributes, &signals)
  sigfillset(&signals)
  posix_spawnattr_setsigdefault(&attributes, &signals)
  posix_spawnattr_setpgroup(&attributes, 0)
  posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: flags))

  var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
  var entries: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
  defer { for text in arguments + entries { free(text) } }
  var process: pid_t = 0
  let code = posix_spawn(&process, "/bin/sh", &actions, &attributes, &arguments, &entries)
  return code == 0 ? .success(process) : .failure(ErrorCode(rawValue: code))
}

/// Feeds a child and hears it until it has ended.
private struct Exchange {
  let process: pid_t
  let input: [UInt8]
  let limit: Int
  var output: [UInt8] = []
  var errorOutput: [UInt8] = []
  var wasCut = false
  private var written = 0

  init(process: pid_t, input: [UInt8], limit: Int) {
    self.process = process
    self.input = input
    self.limit = limit
  }

  mutating func run(_ pipes: inout StandardPipes, until deadline: Deadline) -> ChildProcess.Termination {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var pause = 1
    feed(&pipes)
    while !hasEnded() {
      guard !deadline.hasPassed else {
        killGroup()
        reap()
        hear(&pipes, &buffer)
        return .timedOut
      }
      // The pipes say nothing about a child that closed them, or whose
      // fugitive holds them open, so its end is also looked for.
      let isActive = wait(pipes, milliseconds: min(pause, deadline.remaining.inMilliseconds + 1))
      pause = isActive ? 1 : min(pause * 2, 20)
      feed(&pipes)
      hear(&pipes, &buffer)
    }
    // Until it is reaped its number, which is the group's, belongs to it.
    killGroup()
    let status = reap()
    hear(&pipes, &buffer)
    return Self.termination(status)
  }

  /// Waits until a pipe can be used; false if the time passed.
  private func wait(_ pipes: StandardPipes, milliseconds: Int) -> Bool {
    // poll passes over entries whose descriptor is negative.
    var entries = [
      pollfd(fd: pipes.input.own, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: pipes.output.own, events: Int16(POLLIN), revents: 0),
      pollfd(fd: pipes.errorOutput.own, events: Int16(POLLIN), revents: 0),
    ]
    return poll(&entries, 3, Int32(clamping: milliseconds)) > 0
  }

  /// Writes what the child takes now.
  private mutating func feed(_ pipes: inout StandardPipes) {
    while pipes.input.own >= 0 {
      guard written < input.count else { return StandardPipes.close(&pipes.input.own) }
      let result = input.withUnsafeBytes {
        writeBytes(pipes.input.own, UnsafeRawBufferPointer(rebasing: $0[written...]))
      }
      switch result {
      case .success(let count): written += count
      case .failure(let code) where code.rawValue == EAGAIN: return
      // It closed its input (EPIPE): it has read what it wanted.
      case .failure: return StandardPipes.close(&pipes.input.own)
      }
    }
  }

  /// Reads what the child has written by now.
  private mutating func hear(_ pipes: inout StandardPipes, _ buffer: inout [UInt8]) {
    Self.drain(&pipes.output.own, into: &output, limit, &wasCut, &buffer)
    Self.drain(&pipes.errorOutput.own, into: &errorOutput, limit, &wasCut, &buffer)
  }

  private static func drain(
    _ descriptor: inout Int32, into bytes: inout [UInt8], _ limit: Int, _ wasCut: inout Bool, _ buffer: inout [UInt8]
  ) {
    // Bounded, so that a stream without end can't keep us from the deadline.
    for _ in 0..<64 where descriptor >= 0 {
      let stream = descriptor
      switch buffer.withUnsafeMutableBytes({ readBytes(stream, $0) }) {
      case .success(0): StandardPipes.close(&descriptor)
      case .success(let count):
        let kept = min(count, limit - bytes.count)
        bytes += buffer[..<kept]
        if kept < count { wasCut = true }
      case .failure(let code):
        if code.rawValue != EAGAIN { StandardPipes.close(&descriptor) }
        return
      }
    }
  }

  /// Whether the child has ended; it isn't reaped.
  private func hasEnded() -> Bool {
    var information = siginfo_t()
    guard waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT) == 0 else { return errno != EINTR }
    return information.si_signo == SIGCHLD
  }

  private func killGroup() {
    _ = kill(-process, SIGKILL)
    // Where the group is not yet made, or no longer the child's.
    _ = kill(process, SIGKILL)
  }

  /// Takes the child's status; nil if somebody else took it.
  @discardableResult
  private func reap() -> Int32? {
    ChildGroups.forget(process)
    var status: Int32 = 0
    guard case .success = retrying({ waitpid(process, &status, 0) }) else { return nil }
    return status
  }

  /// What WIFEXITED, WEXITSTATUS and WTERMSIG say, which are macros.
  private static func termination(_ status: Int32?) -> ChildProcess.Termination {
    guard let status else { return .exited(-1) }
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
  }
}

extension Duration {
  fileprivate var inMilliseconds: Int { inNanoseconds / 1_000_000 }
}
