import Contracts
import Diagnostics
import Documents
import Foundation
import Platform
import TestSupport
import Testing

/// The real interpreter, past the wrappers that some version switchers put
/// into PATH and that take longer to start.
private let python = ["/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3"]
  .first { FileManager.default.isExecutableFile(atPath: $0) }

@Suite(.enabled(if: python != nil, "no Python"))
struct PythonValidatorTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func run(
    _ source: String, _ data: Node = .object(["header": .object(["n": .integer(1)])]), name: String = "validate",
    timeLimit: Duration = .seconds(60), memoryLimit: Int = 1 << 30
  ) throws(ValidatorFailure) -> [String] {
    do { try scratch.write(source, to: "validators/v.py") } catch { Issue.record(error) }
    let runner = ValidatorRunner(
      folder: scratch.path, projectRoot: scratch.path,
      environment: ["PATH": "/usr/bin:/bin", "CLAUDE_WORKFLOW_PYTHON": python ?? ""], timeLimit: timeLimit,
      memoryLimit: memoryLimit)
    return try runner.run(Validator(.function(path: "validators/v.py", name: name)), on: data)
  }

  private func broken(
    _ source: String, name: String = "validate", timeLimit: Duration = .seconds(60), memoryLimit: Int = 1 << 30
  ) -> ValidatorFailure? {
    do throws(ValidatorFailure) {
      _ = try run(source, name: name, timeLimit: timeLimit, memoryLimit: memoryLimit)
      return nil
    } catch { return error }
  }

  /// A function with this body.
  private func body(_ lines: String) -> String {
    "def validate(data):\n" + lines.split(separator: "\n").map { "    \($0)\n" }.joined()
  }

  static let silent = "the validator rejected the document without saying why"

  @Test(arguments: [
    ("return True", []), ("return False", [silent]), ("return (True, [])", []), ("return True, ['only a remark']", []),
    ("return False, ['a', 'b é \\u2028']", ["a", "b é \u{2028}"]), ("return [False, ('a',)]", ["a"]),
    ("return False, 'one'", ["one"]), ("return False, None", [silent]), ("return False, [1, None]", ["1", "None"]),
    ("return False, ['\\ud800']", ["?"]), ("raise ValueError('bad n')", ["bad n"]),
    ("assert data['header']['n'] == 2, 'n must be 2'", ["n must be 2"]),
    ("assert data['header']['n'] == 2", ["AssertionError: assert data['header']['n'] == 2"]),
    ("int('x')", ["invalid literal for int() with base 10: 'x'"]),
    ("return data == {'header': {'n': 1}}, ['other data']", []),
  ])
  func `a function accepts or rejects`(_ lines: String, _ expected: [String]) throws {
    #expect(try run(body(lines)) == expected)
  }

  @Test func `every entry of a validation error is a message`() throws {
    let source = """
      class ValidationError(ValueError):
          def errors(self):
              return [{"loc": ("header", 0, "n"), "msg": "too small"}, {"loc": (), "msg": "whole"}]
      def validate(data):
          raise ValidationError("2 errors")
      """
    #expect(try run(source) == ["header.0.n: too small", "whole"])
  }

  @Test func `messages are bounded`() throws {
    let messages = try run(body("return False, ['é' * 5000] * 500"))
    #expect(messages.count == 100 && messages[0].unicodeScalars.count == 2000)
    #expect(messages[99] == "and more messages than can be shown")
  }

  @Test func `prints of any kind disturb nobody`() throws {
    let source = """
      import os, subprocess, sys
      print("while loading")
      def validate(data):
          print('{"result": "verdict", "ok": true}')
          os.write(1, b"raw")
          sys.stderr.write("error")
          subprocess.run(["echo", "child"])
          sys.stdout.close()
          return False, ["seen"]
      """
    #expect(try run(source) == ["seen"])
  }

  @Test func `data arrives as it is`() throws {
    let data = Node.object([
      "content": .string("\u{FEFF}é\u{1F600}\u{2028}\0\"\\"), "big": .integer(9_007_199_254_740_993), "none": .null,
      "list": .array([.boolean(true), .string("")]),
    ])
    let source = body(
      #"return data == {"content": "\ufeffé\U0001F600\u2028\0\"\\", "big": 9007199254740993, "none": None, "list": [True, ""]}, [repr(data)]"#
    )
    #expect(try run(source, data) == [])
  }

  @Test func `much data arrives whole`() throws {
    let data = Node.object(["content": .string(String(repeating: "x", count: 5_000_000))])
    #expect(try run(body("return len(data['content']) == 5000000"), data) == [])
  }

  @Test func `siblings can be imported and nothing is left beside them`() throws {
    try scratch.write("LIMIT = 3", to: "validators/limits.py")
    try scratch.write("raise RuntimeError('data, not a module')", to: "json.py")
    let source = """
      import os, dataclasses
      from limits import LIMIT
      @dataclasses.dataclass
      class Data:
          n: int
      def validate(data):
          return LIMIT == 3 and os.path.exists("validators/v.py") and __name__ != "__main__"
      """
    #expect(try run(source) == [])
    #expect(scratch.names(in: "validators") == ["limits.py", "v.py"])
  }

  struct Broken: Sendable, CustomTestStringConvertible {
    let source: String
    let reason: ValidatorFailure.Reason
    var testDescription: String { source }
  }

  @Test(arguments: [
    Broken(source: "return None", reason: .wrongReturn(type: "NoneType")),
    Broken(source: "return 1", reason: .wrongReturn(type: "int")),
    Broken(source: "return []", reason: .wrongReturn(type: "list of ()")),
    Broken(source: "return ['a']", reason: .wrongReturn(type: "list of (str)")),
    Broken(source: "return 1, []", reason: .wrongReturn(type: "tuple of (int, list)")),
    Broken(source: "return True, [], 3", reason: .wrongReturn(type: "tuple of (bool, list, int)")),
    Broken(source: "return False, {'a': 1}", reason: .wrongReturn(type: "tuple of (bool, dict)")),
    Broken(source: "import sys\nsys.exit(0)", reason: .exited(0)),
    Broken(source: "import sys\nsys.exit(7)", reason: .exited(7)),
    Broken(source: "import sys\nsys.exit('words')", reason: .exited(1)),
    Broken(source: "import os\nos._exit(0)", reason: .exited(0)),
    Broken(source: "import os\nos._exit(4)", reason: .exited(4)),
    Broken(source: "import os\nos.kill(os.getpid(), 11)", reason: .signalled(11)),
  ])
  func `a broken function is told apart`(_ example: Broken) {
    #expect(broken(body(example.source))?.reason == example.reason)
  }

  @Test(arguments: [
    ("data['none']", "KeyError: 'none'"), ("None + 1", "TypeError: unsupported operand"),
    ("import nothing_of_this_name", "ModuleNotFoundError: No module named"),
    ("return validate(data)", "RecursionError"),
    ("raise KeyboardInterrupt('x')", "KeyboardInterrupt: x"),
  ])
  func `an exception that is no rejection is a broken validator`(_ lines: String, _ expected: String) throws {
    let failure = try #require(broken(body(lines)))
    guard case .raised(let trace, let line) = failure.reason else {
      return #expect(failure.reason == .raised(trace: ""))
    }
    #expect(line == 2 && failure.message.text.contains("in line 2; mend it"))
    #expect(trace.contains(expected) && trace.contains("validators/v.py") && !trace.contains("<string>"))
    #expect(failure.message.text.contains(expected))
  }

  @Test(arguments: ["def validate(:", "raise ValueError('while loading')", "import sys; sys.exit(3)", "\0"])
  func `a file that can't be loaded is a broken validator`(_ source: String) throws {
    switch try #require(broken(source)).reason {
    case .raised, .exited(3): break
    case let other: Issue.record("\(other)")
    }
  }

  @Test func `a mistake of syntax is told with its line`() throws {
    let failure = try #require(broken("x = 1\n\ndef validate(data:\n  return True\n"))
    guard case .raised(_, 3) = failure.reason else { return #expect(failure.reason == .raised(trace: "", line: 3)) }
    #expect(failure.message.text.hasPrefix("validator \"validators/v.py::validate\" raised \"SyntaxError: "))
    #expect(failure.message.text.contains("in line 3; mend it"))
  }

  @Test func `output without end or form disturbs nobody`() throws {
    let source = body(
      "import sys\nsys.stdout.buffer.write(b'\\xff' * 20_000_000)\nsys.stderr.buffer.write(b'\\xfe\\0' * 10)\nreturn False, ['seen']"
    )
    #expect(try run(source) == ["seen"])
  }

  @Test func `a validator can be tried without data`() throws {
    func probe(_ source: String, name: String = "validate") throws -> ValidatorFailure? {
      try scratch.write(source, to: "validators/v.py")
      let runner = ValidatorRunner(
        folder: scratch.path, projectRoot: scratch.path,
        environment: ["PATH": "/usr/bin:/bin", "CLAUDE_WORKFLOW_PYTHON": python ?? ""], timeLimit: .seconds(60))
      do throws(ValidatorFailure) {
        try runner.probe(Validator(.function(path: "validators/v.py", name: name)))
        return nil
      } catch { return error }
    }
    // The function isn't called.
    #expect(try probe(body("raise KeyError('never')")) == nil)
    #expect(try probe(body("return True"), name: "check")?.reason == .noFunction("check"))
    let unknown = try probe("import nothing_of_this_name")
    #expect(unknown?.message.text.contains("ModuleNotFoundError") == true)
    let malformed = try probe("def f(:")
    #expect(malformed?.message.text.contains("in line 1") == true)
  }

  @Test func `a missing function is named`() {
    let reason = broken("x = 1", name: "check")?.reason
    #expect(reason == .noFunction("check"))
    #expect(broken("check = 1", name: "check")?.reason == .noFunction("check"))
  }

  @Test(arguments: [
    "while True: pass", "import time\ntime.sleep(1000)",
    "import signal, time\nsignal.signal(15, signal.SIG_IGN)\ntime.sleep(99)",
  ])
  func `a function that never ends is killed`(_ lines: String) throws {
    let failure = try #require(broken(body(lines), timeLimit: .milliseconds(500)))
    #expect(failure.reason == .timedOut(seconds: 0.5))
    #expect(failure.message.text.contains("was not done within 0.5 s and was killed"))
  }

  #if os(Linux)
    @Test func `hunger for memory has its own message`() throws {
      let failure = try #require(broken(body("bytearray(3 << 30)")))
      #expect(failure.reason == .outOfMemory(limit: 1 << 30))
      #expect(failure.message.text.contains("asked for more than 1024 MiB of memory"))
    }
  #endif

  @Test func `children left behind are killed and can't answer`() throws {
    let source = """
      import os, subprocess, threading, time
      def validate(data):
          process = subprocess.Popen(["sleep", "1000"])
          threading.Thread(target=lambda: time.sleep(1000)).start()
          if os.fork() == 0:
              return True
          time.sleep(0.2)
          return False, [str(process.pid)]
      """
    let messages = try run(source)
    let process = try #require(messages.first.flatMap { Int32($0) })
    var isGone = false
    for _ in 0..<500 where !isGone {
      let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      isGone = kill(process, 0) != 0 || status?.contains(") Z ") == true
      usleep(10_000)
    }
    #expect(isGone)
  }

  @Test func `what it printed is kept for the person who mends it`() throws {
    let failure = try #require(broken(body("print('x' * 100000 + 'end')\nreturn 1")))
    #expect(failure.errorOutput.utf8.count <= 4000 && failure.errorOutput.hasSuffix("xend\n"))
    #expect(failure.notes.count == 1)
  }
}

struct ProgramValidatorTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func run(
    _ path: String, _ data: Node = .object(["a": .string("é")]),
    environment: [String: String] = ["PATH": "/usr/bin:/bin"],
    timeLimit: Duration = .seconds(60)
  ) throws(ValidatorFailure) -> [String] {
    let runner = ValidatorRunner(
      folder: scratch.path, projectRoot: scratch.path, environment: environment, timeLimit: timeLimit)
    guard let validator = Validator(parsing: path) else { return ["no validator: \(path)"] }
    return try runner.run(validator, on: data)
  }

  private func broken(
    _ path: String, environment: [String: String] = ["PATH": "/usr/bin:/bin"], timeLimit: Duration = .seconds(60)
  ) -> ValidatorFailure.Reason? {
    do throws(ValidatorFailure) {
      _ = try run(path, environment: environment, timeLimit: timeLimit)
      return nil
    } catch { return error.reason }
  }

  @Test(arguments: [
    ("exit 0", []), ("exit 1", ["the validator rejected the document without saying why"]),
    ("echo one; echo; echo 'two é'; exit 1", ["one", "two é"]), ("echo ignored; exit 0", []),
    ("cat; exit 1", ["{\"a\":\"é\"}"]), ("pwd | sed 's/.*scratch-.*/here/'; exit 1", ["here"]),
    ("printf 'a\\r\\nb'; exit 1", ["a", "b"]), ("printf '\\377'; exit 1", ["\u{FFFD}"]),
  ])
  func `a program accepts or rejects`(_ script: String, _ expected: [String]) throws {
    try scratch.write("#!/bin/sh\n" + script + "\n", to: "check", permissions: 0o755)
    #expect(try run("check") == expected)
  }

  @Test(arguments: [
    ("exit 2", ValidatorFailure.Reason.exited(2)), ("kill -KILL $$", .signalled(9)),
    ("sleep 1000", .timedOut(seconds: 0.5)),
    (
      "echo 'Traceback (most recent call last):' >&2; echo 'E: x' >&2; exit 1",
      .raised(trace: "Traceback (most recent call last):\nE: x")
    ),
  ])
  func `any other ending is a broken validator`(_ script: String, _ expected: ValidatorFailure.Reason) throws {
    try scratch.write("#!/bin/sh\n" + script + "\n", to: "check", permissions: 0o755)
    let limit: Duration = script.hasPrefix("sleep") ? .milliseconds(500) : .seconds(60)
    #expect(broken("check", timeLimit: limit) == expected)
  }

  @Test func `much output is cut and no children are waited for`() throws {
    try scratch.write("#!/bin/sh\nyes 'a line' | head -c 20000000\nexit 1\n", to: "loud", permissions: 0o755)
    let messages = try run("loud")
    #expect(messages.count == 100 && messages[0] == "a line")
    try scratch.write("#!/bin/sh\nsleep 1000 &\necho no\nexit 1\n", to: "parent", permissions: 0o755)
    #expect(try run("parent") == ["no"])
    try scratch.write("#!/bin/sh\nexit 3\n", to: "odd", permissions: 0o755)
    #expect(broken("odd") == .exited(3))
  }

  @Test func `a program is tried without being started`() throws {
    try scratch.write("#!/bin/sh\nexit 3\n", to: "odd", permissions: 0o755)
    try scratch.write("#!/bin/sh\n", to: "text")
    let runner = ValidatorRunner(folder: scratch.path, projectRoot: scratch.path, environment: [:])
    try runner.probe(Validator(.executable(path: "odd")))
    #expect(throws: ValidatorFailure(validator: "text", reason: .notExecutable)) {
      try runner.probe(Validator(.executable(path: "text")))
    }
  }

  @Test func `a program need not read its data`() throws {
    try scratch.write("#!/bin/sh\nexit 0\n", to: "check", permissions: 0o755)
    #expect(try run("check", .string(String(repeating: "x", count: 5_000_000))) == [])
  }

  @Test func `the file must be there, be in the folder and be a program`() throws {
    let outside = try ScratchFolder()
    let other = try outside.write("#!/bin/sh\nexit 0\n", to: "check", permissions: 0o755)
    try scratch.link("link", to: other)
    try scratch.link("folder", to: outside.path)
    try scratch.write("", to: "text")
    try scratch.write("#!/no/such/interpreter\n", to: "lost", permissions: 0o755)
    try scratch.write("#!/bin/sh\nexit 0\n", to: "real/check", permissions: 0o755)
    try scratch.link("inner", to: "real/check")
    #expect(broken("link") == .outsideFolder(scratch.path))
    #expect(broken("folder/check") == .outsideFolder(scratch.path))
    #expect(broken("../x") == .outsideFolder(scratch.path))
    #expect(broken(other) == .outsideFolder(scratch.path))
    #expect(broken("none") == .notFound)
    #expect(broken("text") == .notExecutable)
    #expect(broken("real") == .notExecutable)
    #expect([.exited(126), .exited(127)].contains(broken("lost")))
    #expect(broken("inner") == nil)
  }

  @Test func `the interpreter is the chosen one, else the project's, else python3`() throws {
    try scratch.write("pass\n", to: "v.py")
    #expect(broken("v.py::f", environment: ["PATH": "/none"]) == .noInterpreter("python3"))
    let chosen = ["PATH": "/usr/bin:/bin", "CLAUDE_WORKFLOW_PYTHON": "no-such-python"]
    #expect(broken("v.py::f", environment: chosen) == .noInterpreter("CLAUDE_WORKFLOW_PYTHON=no-such-python"))
    try scratch.write("#!/bin/sh\nexit 41\n", to: "bin/python3", permissions: 0o755)
    #expect(broken("v.py::f", environment: ["PATH": scratch.path("bin")]) == .exited(41))
    try scratch.write("#!/bin/sh\nexit 42\n", to: ".venv/bin/python", permissions: 0o755)
    #expect(broken("v.py::f", environment: ["PATH": scratch.path("bin")]) == .exited(42))
    let own = ["PATH": "/bin", "CLAUDE_WORKFLOW_PYTHON": scratch.path("bin/python3")]
    #expect(broken("v.py::f", environment: own) == .exited(41))
    #expect(broken("none.py::f") == .notFound)
  }

  @Test func `every failure says cause and remedy`() {
    let reasons: [ValidatorFailure.Reason] = [
      .notFound, .outsideFolder("/p"), .notExecutable, .noInterpreter("python3"), .noFunction("f"),
      .raised(trace: "Traceback\nKeyError: 'x'"), .wrongReturn(type: "int"), .exited(2), .exited(127), .signalled(9),
      .timedOut(seconds: 10), .outOfMemory(limit: 1 << 30), .badOutput, .notStarted(SystemError("run", code: EAGAIN)),
    ]
    let messages = reasons.map { ValidatorFailure(validator: "v.py::f", reason: $0).message.text }
    #expect(Set(messages).count == reasons.count)
    #expect(messages.allSatisfy { $0.hasPrefix("validator \"v.py::f\" ") && $0.contains("; ") && !$0.hasSuffix(".") })
    #expect(messages[10].contains("within 10 s"))
  }
}
