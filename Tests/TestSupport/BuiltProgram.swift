public import Foundation
import SystemCallFaults

/// What happens to a program at one of its system calls, counted from 1.
///
/// For a kill only those are counted that change what others see, and the exit:
/// at any other it leaves behind what it leaves at the next of these. For an
/// error those that read are counted, too. Its loading isn't.
public enum ProgramFault: Sendable {
  /// Killed before the call has any effect.
  case kill(at: Int)
  /// Killed when half of the call's bytes are written; as `kill` if it writes none.
  case tornWrite(at: Int)
  /// The call does nothing and fails with this `errno`.
  case error(Int32, at: Int)

  fileprivate var fault: Fault {
    switch self {
    case .kill(let call): Fault(kind: FaultKill, at: call, error: 0)
    case .tornWrite(let call): Fault(kind: FaultTornWrite, at: call, error: 0)
    case .error(let code, let call): Fault(kind: FaultError, at: call, error: code)
    }
  }
}

/// What a run of a program came to.
public struct ProgramRun: Sendable {
  public let output: [UInt8]
  public let error: String
  /// nil if a signal ended it.
  public let status: Int32?
  /// How many system calls were counted.
  public let calls: Int
  /// Whether the fault happened.
  public let isStruck: Bool

  public var text: String { String(decoding: output, as: UTF8.self) }
}

/// An executable of this package, run as a process of its own.
public struct BuiltProgram: Sendable {
  public let path: String

  public struct NotBuilt: Error { let name: String }
  public struct CantBeTraced: Error { let code: Int32 }

  /// Beside the tests' own executable, else where the package builds it.
  public init(_ name: String) throws {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folders = [
      URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent(), Bundle.main.bundleURL,
      package.appendingPathComponent(".build/debug"),
    ]
    let found = folders.map { $0.appendingPathComponent(name) }.first {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: $0.path, isDirectory: &isFolder) && !isFolder.boolValue
    }
    guard let found else { throw NotBuilt(name: name) }
    path = found.path
  }

  private init(path: String) { self.path = path }

  /// Whether system calls can be counted here: Linux, where no policy forbids it.
  public static let canBeTraced =
    (try? BuiltProgram(path: "/bin/cat").run(input: Array("x".utf8)))?.text == "x"

  /// Starts it and doesn't wait; its output goes to `<name>.output` in the folder.
  public func start(_ arguments: [String], input: String, in folder: ScratchFolder, as name: String) throws -> Process {
    try folder.write(input, to: name + ".input")
    try folder.write("", to: name + ".output")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder.path(name + ".input")))
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path(name + ".output")))
    try process.run()
    return process
  }

  /// Runs it in an environment of these variables alone.
  public func run(
    _ arguments: [String] = [], input: [UInt8], environment: [String: String] = [:], fault: ProgramFault? = nil
  ) throws -> ProgramRun {
    let folder = try ScratchFolder()
    let streams = try ["input", "output", "error"].map { name in
      let place = URL(fileURLWithPath: folder.path(name))
      try Data(name == "input" ? input : []).write(to: place)
      return try FileHandle(forUpdating: place)
    }
    let words = CStrings([path] + arguments)
    let variables = CStrings(environment.map { "\($0)=\($1)" })
    var run = FaultedRun()
    let code = runWithFault(
      path, words.pointers, variables.pointers, streams[0].fileDescriptor, streams[1].fileDescriptor,
      streams[2].fileDescriptor, fault?.fault ?? Fault(kind: FaultNone, at: 0, error: 0), &run)
    guard code == 0 else { throw CantBeTraced(code: code) }
    return ProgramRun(
      output: Array(try Data(contentsOf: URL(fileURLWithPath: folder.path("output")))),
      error: folder.text("error") ?? "", status: run.status & 0x7f == 0 ? (run.status >> 8) & 0xff : nil,
      calls: run.calls, isStruck: run.struck >= 0)
  }
}

/// Strings as C wants arguments: a list that ends with a null pointer.
private final class CStrings {
  let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ strings: [String]) {
    count = strings.count
    pointers = .allocate(capacity: strings.count + 1)
    for (index, string) in strings.enumerated() { pointers[index] = strdup(string) }
    pointers[strings.count] = nil
  }

  deinit {
    for index in 0..<count { free(pointers[index]) }
    pointers.deallocate()
  }
}
