import Foundation
import Platform
import TestSupport
import Testing

struct FileLockTests {
  @Test func `a lock is held until its value goes`() throws {
    let scratch = try ScratchFolder()
    let path = scratch.path("lock")
    do {
      let lock = try FileLock(path: path, timeout: .zero)
      do {
        _ = try FileLock(path: path, timeout: .milliseconds(30))
        Issue.record("two have it")
      } catch {
        #expect(error == .timeout(path: path, seconds: 0.03))
        #expect(error.description == "cannot lock \"\(path)\": another process has held it for more than 0.03 s")
      }
      _ = consume lock
    }
    _ = try FileLock(path: path, timeout: .zero)
    #expect(scratch.names() == ["lock"])
  }

  @Test func `a child doesn't keep the lock`() throws {
    let scratch = try ScratchFolder()
    let child = Process()
    do {
      let lock = try FileLock(path: scratch.path("lock"), timeout: .zero)
      child.executableURL = URL(fileURLWithPath: "/bin/sleep")
      child.arguments = ["30"]
      try child.run()
      _ = consume lock
    }
    defer { child.terminate() }
    _ = try FileLock(path: scratch.path("lock"), timeout: .zero)
    #expect(child.isRunning)
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/flock"), "no flock program"))
  func `another process holds it, then gives it back`() throws {
    let scratch = try ScratchFolder()
    let path = try scratch.write("", to: "lock")
    let holder = Process()
    holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    holder.arguments = [path, "-c", "echo held; read line"]
    let (input, output) = (Pipe(), Pipe())
    holder.standardInput = input
    holder.standardOutput = output
    try holder.run()
    #expect(output.fileHandleForReading.availableData == Data("held\n".utf8))
    do {
      _ = try FileLock(path: path, timeout: .milliseconds(20))
      Issue.record("two have it")
    } catch { #expect(error == .timeout(path: path, seconds: 0.02)) }
    input.fileHandleForWriting.write(Data("\n".utf8))
    _ = try FileLock(path: path, timeout: .seconds(30))
    holder.waitUntilExit()
    #expect(holder.terminationStatus == 0)
  }

  @Test func `a lock that can't be made says why`() throws {
    let scratch = try ScratchFolder()
    do {
      _ = try FileLock(path: scratch.path("none/lock"), timeout: .zero)
      Issue.record("it was made")
    } catch { #expect(error.description.hasSuffix("No such file or directory")) }
  }
}
