public import Diagnostics
public import Platform

/// Why a validator gave no verdict: it is broken, not the document.
public struct ValidatorFailure: Error, Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    case notFound
    /// The file lies, links followed, outside this folder.
    case outsideFolder(String)
    case notExecutable
    case empty
    /// No Python; the argument is what was looked for.
    case noInterpreter(String)
    case noFunction(String)
    /// An exception that is no rejection; the end of its trace, and the line
    /// of the validator's own file where it came from, if that is known.
    case raised(trace: String, line: Int? = nil)
    /// The Python type of what the function returned.
    case wrongReturn(type: String)
    case exited(Int32)
    case signalled(Int32)
    case timedOut(seconds: Double)
    /// It asked for more than these bytes.
    case outOfMemory(limit: Int)
    case badOutput
    case notStarted(SystemError)
  }

  /// The validator as the contract writes it.
  public var validator: String
  public var reason: Reason
  /// The end of what it printed to standard error, and, a function, to
  /// standard output.
  public var errorOutput: String

  public init(validator: String, reason: Reason, errorOutput: String = "") {
    self.validator = validator
    self.reason = reason
    self.errorOutput = errorOutput
  }

  /// The cause and the remedy in one sentence.
  public var message: Diagnostic.Message {
    let (cause, remedy) = sentence
    return Diagnostic.Message("validator \(quoted(validator)) \(cause); \(remedy)")
  }

  /// The same, and the end of what the validator printed.
  public var notes: [Diagnostic.Note] {
    var notes: [Diagnostic.Note] = []
    if case .raised(let trace, _) = reason { notes.append(.init(.init("it raised \(quoted(trace, limit: 2000))"))) }
    if !errorOutput.isEmpty { notes.append(.init(.init("it printed \(quoted(errorOutput, limit: 2000))"))) }
    return notes
  }

  private var sentence: (cause: String, remedy: String) {
    switch reason {
    case .notFound:
      ("does not exist", "create the file, or correct the path, which starts at the folder that holds contracts/")
    case .outsideFolder(let folder):
      ("lies outside \(quoted(folder)), links followed", "move it into that folder")
    case .notExecutable:
      ("is not an executable file", "make it one with chmod +x, or name a Python function as path.py::function")
    case .empty: ("is an empty file", "write a program into it")
    case .noInterpreter(let sought):
      ("needs Python, and \(sought) was not found", "install Python 3.8 or later, or set CLAUDE_WORKFLOW_PYTHON to one")
    case .noFunction(let name):
      ("has no function \(quoted(name))", "define it at the top level of the file, or correct the name")
    case .raised(let trace, let line):
      (
        "raised \(quoted(Self.lastLine(trace)))\(line.map { " in line \($0)" } ?? "")",
        "mend it; to reject a document return (False, [messages]) or raise ValueError or AssertionError"
      )
    case .wrongReturn(let type):
      ("returned \(quoted(type))", "return (ok, [messages]) or a bool")
    case .exited(126), .exited(127):
      ("could not be started", "make sure that the program in its first line exists and may be executed")
    case .exited(let code):
      (
        "ended with status \(code) without a verdict",
        "a function must return; a program exits with 0 to accept and with 1 to reject"
      )
    case .signalled(let signal):
      ("was ended by signal \(signal)", "it crashed or was killed; run it by hand on the same data")
    case .timedOut(let seconds):
      ("was not done within \(Self.text(seconds)) s and was killed", "look for an endless loop or a wait")
    case .outOfMemory(let limit):
      ("asked for more than \(limit >> 20) MiB of memory", "let it read less at a time")
    case .badOutput:
      ("gave an answer that cannot be read", "leave the descriptors that it did not open alone")
    case .notStarted(let error):
      ("could not be started: \(error)", "mend that, or free the resources that were missing")
    }
  }

  private static func lastLine(_ trace: String) -> String {
    trace.utf8.split(separator: UInt8(ascii: "\n")).last.map { String(Substring($0)) } ?? trace
  }

  /// `10` for 10.0.
  private static func text(_ seconds: Double) -> String {
    Int(exactly: seconds).map(String.init) ?? String(seconds)
  }
}
