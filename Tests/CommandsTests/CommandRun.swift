import Foundation
import TestSupport

/// What one run of the built `claude-workflow` came to.
struct CommandRun {
  let status: Int32
  let output: String
  let error: String

  /// Runs the executable in a folder.
  init(_ arguments: [String], in folder: ScratchFolder, input: String = "", environment: [String: String] = [:]) throws
  {
    let process = Process()
    process.executableURL = try Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"].merging(environment)
    {
      $1
    }
    // Files, for a pipe that is full stops the process.
    let names = ["input", "output", "error"].map { folder.path(".command-" + $0 + "-" + UUID().uuidString) }
    try Data(input.utf8).write(to: URL(fileURLWithPath: names[0]))
    for name in names[1...] { try Data().write(to: URL(fileURLWithPath: name)) }
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: names[0]))
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: names[1]))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: names[2]))
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    output = String(decoding: try Data(contentsOf: URL(fileURLWithPath: names[1])), as: UTF8.self)
    error = String(decoding: try Data(contentsOf: URL(fileURLWithPath: names[2])), as: UTF8.self)
    for name in names { try FileManager.default.removeItem(atPath: name) }
  }

  /// What a shell prints in a folder; `$COMMAND` is the executable.
  static func shell(_ script: String, in folder: ScratchFolder) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = ["PATH": "/usr/bin:/bin", "COMMAND": try executable.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  private static var executable: URL {
    get throws { URL(fileURLWithPath: try BuiltProgram("claude-workflow").path) }
  }

  /// Where the hooks lie that were built with the tests.
  static var hooks: String {
    get throws { try executable.deletingLastPathComponent().path }
  }
}
