import Foundation
import Platform
import TestSupport
import Testing

struct ChildProcessTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func shell(
    _ script: String, input: [UInt8] = [], timeout: Duration = .seconds(60), limit: Int = 1 << 20, memory: Int? = nil
  ) throws -> ChildProcess.Outcome {
    try ChildProcess.run(
      executable: "/bin/sh", arguments: ["-c", script],
      environment: ["PATH": "/usr/local/bin:/usr/bin:/bin", "X": "é"],
      directory: scratch.path, input: input, deadline: Deadline(after: timeout), outputLimit: limit, memoryLimit: memory
    )
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func `both outputs, status, folder and environment arrive`() throws {
    let outcome = try shell("cat; pwd >&2; printf \"$X\"; exit 3", input: Array("in".utf8))
    #expect(outcome.termination == .exited(3))
    #expect(text(outcome.output) == "iné")
    #expect(text(outcome.errorOutput) == scratch.path + "\n")
    #expect(!outcome.outputWasCut)
  }

  @Test func `much goes in and comes out`() throws {
    let input = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let outcome = try shell("cat", input: input, limit: 6_000_000)
    #expect(outcome.output == input)
  }

  @Test(arguments: ["true", "exec <&-; echo x", "head -c 10 >/dev/null"])
  func `a child need not read`(_ script: String) throws {
    let outcome = try shell(script, input: [UInt8](repeating: 65, count: 5_000_000))
    #expect(outcome.termination == .exited(0))
  }

  @Test func `output beyond the limit is dropped`() throws {
    let outcome = try shell("head -c 3000000 /dev/zero; head -c 2000 /dev/zero >&2", limit: 1000)
    #expect(outcome.output.count == 1000 && outcome.errorOutput.count == 1000 && outcome.outputWasCut)
    #expect(outcome.termination == .exited(0))
  }

  @Test(arguments: ["sleep 1000", "exec >&- 2>&- <&-; sleep 1000", "yes", "trap '' TERM INT; while :; do :; done"])
  func `the deadline ends it`(_ script: String) throws {
    #expect(try shell(script, timeout: .milliseconds(200)).termination == .timedOut)
  }

  @Test func `a signal is told apart`() throws {
    #expect(try shell("kill -SEGV $$").termination == .signalled(SIGSEGV))
  }

  @Test func `what it leaves behind is killed`() throws {
    let outcome = try shell("sleep 1000 & echo $!; (sleep 1000; true) & echo $!; exit 0")
    let left = text(outcome.output).split(separator: "\n").compactMap { Int32($0) }
    #expect(left.count == 2 && left.allSatisfy(isGone))
    #expect(outcome.termination == .exited(0))
  }

  @Test func `the whole group dies at the deadline`() throws {
    let outcome = try shell("sleep 1000 & echo $!; wait", timeout: .milliseconds(300))
    let left = text(outcome.output).split(separator: "\n").compactMap { Int32($0) }
    #expect(outcome.termination == .timedOut && left.count == 1 && left.allSatisfy(isGone))
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/setsid"), "no setsid program"))
  func `a fugitive that holds the outputs isn't waited for`() throws {
    let outcome = try shell("setsid sleep 1000 & echo $!; sleep 0.2")
    #expect(outcome.termination == .exited(0))
    for line in text(outcome.output).split(separator: "\n") { if let process = Int32(line) { kill(process, SIGKILL) } }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd"), "no /proc"))
  func `only the standard streams are inherited`() throws {
    let inherited = open("/dev/null", O_RDONLY)
    defer { close(inherited) }
    // The shell's own list has one more, which is the folder it reads.
    let names = text(try shell("ls /proc/self/fd").output).split(separator: "\n")
    #expect(names == ["0", "1", "2", "3"])
  }

  @Test func `signals are as by default`() throws {
    setWriteSignalsIgnored()
    #expect(try shell("kill -PIPE $$").termination == .signalled(SIGPIPE))
  }

  @Test func `what can't be run says so`() throws {
    try scratch.write("", to: "text")
    for (path, expected) in [("none", ENOENT), ("text", EACCES), ("", EACCES)] {
      do {
        _ = try ChildProcess.run(
          executable: scratch.path(path), arguments: [], environment: [:], directory: scratch.path, input: [],
          deadline: Deadline(after: .seconds(5)), outputLimit: 10, memoryLimit: nil)
        Issue.record("it ran: \(path)")
      } catch { #expect(error.code == expected) }
    }
  }

  #if os(Linux)
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "no Python"))
    func `memory is bounded`() throws {
      let script = "exec /usr/bin/python3 -c 'bytearray(3 << 30)'"
      let outcome = try shell(script, memory: 1 << 30)
      #expect(outcome.termination == .exited(1) && text(outcome.errorOutput).contains("MemoryError"))
    }
  #endif

  @Test func `the environment is read`() {
    #expect(Environment.current()["PATH"] == Environment.value("PATH"))
    #expect(Environment.value("NO SUCH VARIABLE") == nil)
    #expect(processID == getpid())
  }
}
