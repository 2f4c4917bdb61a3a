import Diagnostics
public import Documents
import Platform

/// Runs validators, each in a process of its own that can neither outlive its
/// time nor harm ours.
///
/// - A Python function is called with the data by the project's interpreter.
///   It returns `(ok, [messages])` or a `bool`. `ValueError`,
///   `AssertionError` and what inherits from them, such as pydantic's
///   `ValidationError`, reject the document when the function raises them;
///   any other exception, and any raised while the file is loaded, is a
///   broken validator.
/// - A program reads the data as JSON on standard input; it exits with 0 to
///   accept, with 1 to reject, the messages on standard output one a line.
///   Anything else is a broken validator, and so is a Python program that
///   exits with 1 because of an exception.
public struct ValidatorRunner: Sendable {
  /// The folder that holds `contracts/`; validators lie and run in it.
  public let folder: String
  public let projectRoot: String
  public let environment: [String: String]
  public let timeLimit: Duration
  /// In bytes.
  public let memoryLimit: Int

  private static let messageLimit = 100
  private static let characterLimit = 2000
  private static let outputLimit = 4 << 20

  public init(
    folder: String, projectRoot: String, environment: [String: String], timeLimit: Duration = .seconds(10),
    memoryLimit: Int = 1 << 30
  ) {
    self.folder = folder
    self.projectRoot = projectRoot
    self.environment = environment
    self.timeLimit = timeLimit
    self.memoryLimit = memoryLimit
  }

  /// What the validator objects to; empty if it accepts.
  public func run(_ validator: Validator, on data: Node) throws(ValidatorFailure) -> [String] {
    let path = try Self.file(of: validator, in: folder)
    switch validator.target {
    case .function(_, let name): return try call(name, in: path, of: validator, on: data)
    case .executable: return try execute(path, of: validator, on: data)
    }
  }

  /// Finds out, without any data, whether the validator could be asked: its
  /// file is there and may be run, a Python file can be loaded and has the
  /// function. What a program does with data isn't tried.
  public func probe(_ validator: Validator) throws(ValidatorFailure) {
    let path = try Self.file(of: validator, in: folder)
    guard case .function(_, let name) = validator.target else { return }
    _ = try call(name, in: path, of: validator, on: .null, isProbe: true)
  }

  // MARK: Functions

  private func call(
    _ name: String, in path: String, of validator: Validator, on data: Node, isProbe: Bool = false
  ) throws(ValidatorFailure) -> [String] {
    let python = try interpreter(for: validator)
    let outcome = try start(
      python, ["-c", PythonDriver.source, path, name] + (isProbe ? ["probe"] : []), of: validator, on: data,
      adding: ["PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8:backslashreplace"])
    let printed = Self.tail(outcome.errorOutput)
    guard outcome.termination == .exited(0) else {
      throw failure(validator, reason(of: outcome.termination), printed)
    }
    // It left without coming back to the driver.
    guard !outcome.output.isEmpty else { throw failure(validator, .exited(0), printed) }
    guard let answer = JSONReader(file: validator.path).read(outcome.output).accepted,
      let result = answer["result"]?.string
    else {
      throw failure(validator, .badOutput, printed)
    }
    switch result {
    case "verdict": break
    case "memory": throw failure(validator, .outOfMemory(limit: memoryLimit), printed)
    case "function": throw failure(validator, .noFunction(name), printed)
    case "raised":
      throw failure(validator, .raised(trace: answer["trace"]?.string ?? "", line: answer["line"]?.integer), printed)
    case "return": throw failure(validator, .wrongReturn(type: answer["type"]?.string ?? ""), printed)
    case "exit": throw failure(validator, .exited(Int32(clamping: answer["code"]?.integer ?? 0)), printed)
    default: throw failure(validator, .badOutput, printed)
    }
    if answer["ok"]?.boolean == true { return [] }
    return Self.bounded((answer["messages"]?.array ?? []).compactMap(\.string))
  }

  /// `$CLAUDE_WORKFLOW_PYTHON`, else the project's virtual environment, else
  /// `python3`.
  private func interpreter(for validator: Validator) throws(ValidatorFailure) -> String {
    let path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    if let chosen = environment["CLAUDE_WORKFLOW_PYTHON"], !chosen.isEmpty {
      let found = FileSystem.findExecutable(
        chosen.utf8.contains(UInt8(ascii: "/")) ? Path.join(projectRoot, chosen) : chosen, path: path)
      guard let found else { throw failure(validator, .noInterpreter("CLAUDE_WORKFLOW_PYTHON=\(chosen)")) }
      return found
    }
    let ofProject = Path.join(projectRoot, ".venv/bin/python")
    if FileSystem.isExecutable(ofProject) { return ofProject }
    guard let found = FileSystem.findExecutable("python3", path: path) else {
      throw failure(validator, .noInterpreter("python3"))
    }
    return found
  }

  // MARK: Programs

  private func execute(
    _ path: String, of validator: Validator, on data: Node
  ) throws(ValidatorFailure) -> [String] {
    let outcome = try start(path, [], of: validator, on: data, adding: [:])
    switch outcome.termination {
    case .exited(0): return []
    case .exited(1):
      let lines = String(decoding: outcome.output, as: UTF8.self).utf8.split { $0 == 10 || $0 == 13 }
        .map { String(Substring($0)) }
      let printed = Self.tail(outcome.errorOutput)
      if lines.isEmpty, let trace = Self.trace(in: printed) {
        throw failure(validator, .raised(trace: trace), printed)
      }
      return Self.bounded(lines)
    default: throw failure(validator, reason(of: outcome.termination), Self.tail(outcome.errorOutput))
    }
  }

  /// What Python prints of an exception that nobody caught, before it exits
  /// with 1.
  private static func trace(in printed: String) -> String? {
    let mark = "Traceback (most recent call last):"
    let lines = printed.utf8.split(separator: 10)
    guard let start = lines.lastIndex(where: { $0.elementsEqual(mark.utf8) }) else { return nil }
    return lines[start...].map { String(Substring($0)) }.joined(separator: "\n")
  }

  // MARK: Both

  /// The real path of a validator's file, which lies in `folder` and may be
  /// run.
  public static func file(of validator: Validator, in folder: String) throws(ValidatorFailure) -> String {
    let failure = { (reason: ValidatorFailure.Reason) in
      ValidatorFailure(validator: validator.description, reason: reason)
    }
    let written = Path.join(folder, validator.path)
    guard Path.isInside(written, folder) else { throw failure(.outsideFolder(folder)) }
    guard let real = FileSystem.realPath(written), let root = FileSystem.realPath(folder) else {
      throw failure(.notFound)
    }
    guard Path.isInside(real, root) else { throw failure(.outsideFolder(folder)) }
    switch validator.target {
    case .function:
      guard let status = FileSystem.status(real), status.kind == .regular else { throw failure(.notFound) }
      guard status.size > 0 else { throw failure(.empty) }
    case .executable:
      guard FileSystem.isExecutable(real) else { throw failure(.notExecutable) }
      // A shell would take it for a script that accepts everything.
      guard FileSystem.status(real)?.size != 0 else { throw failure(.empty) }
    }
    return real
  }

  private func start(
    _ executable: String, _ arguments: [String], of validator: Validator, on data: Node,
    adding variables: [String: String]
  ) throws(ValidatorFailure) -> ChildProcess.Outcome {
    do {
      return try ChildProcess.run(
        executable: executable, arguments: arguments, environment: environment.merging(variables) { $1 },
        directory: folder, input: JSONWriter().bytes(data), deadline: Deadline(after: timeLimit),
        outputLimit: Self.outputLimit, memoryLimit: memoryLimit)
    } catch {
      throw failure(validator, .notStarted(error))
    }
  }

  /// For endings that are no verdict.
  private func reason(of termination: ChildProcess.Termination) -> ValidatorFailure.Reason {
    switch termination {
    case .exited(let code): .exited(code)
    case .signalled(let signal): .signalled(signal)
    case .timedOut:
      .timedOut(seconds: Double(timeLimit.components.seconds) + Double(timeLimit.components.attoseconds) / 1e18)
    }
  }

  private func failure(
    _ validator: Validator, _ reason: ValidatorFailure.Reason, _ errorOutput: String = ""
  ) -> ValidatorFailure {
    ValidatorFailure(validator: validator.description, reason: reason, errorOutput: errorOutput)
  }

  /// At most a hundred messages of 2,000 characters, at least one.
  private static func bounded(_ messages: [String]) -> [String] {
    if messages.isEmpty { return ["the validator rejected the document without saying why"] }
    var kept = messages.prefix(messageLimit).map { message in
      message.unicodeScalars.count <= characterLimit
        ? message : String(String.UnicodeScalarView(message.unicodeScalars.prefix(characterLimit))) + "…"
    }
    if messages.count > messageLimit { kept[messageLimit - 1] = "and more messages than can be shown" }
    return kept
  }

  /// The last 4,000 bytes as text.
  private static func tail(_ bytes: [UInt8]) -> String {
    let last = bytes.suffix(4000).drop { bytes.count > 4000 && $0 & 0xC0 == 0x80 }
    return String(decoding: last, as: UTF8.self)
  }
}
