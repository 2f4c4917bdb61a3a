import Documents
import Foundation
import Platform
import Runs
import TestSupport
import Testing

/// Hooks that find no answer in their time, since another process holds the
/// lock of the run; as processes of their own, which the watchdog ends.
@Suite("A hook that is late")
struct LateHookTests {
  /// Runs a hook with half a second for its answer while the lock is held.
  private func late(
    _ hook: String, _ bench: HookBench, _ payload: Node, milliseconds: Int = 500
  ) throws -> HookReply {
    let lock = try RunFolder(workdir: bench.workdir).locked(for: .seconds(5))
    defer { lock.release() }
    return try send(hook, bench, payload, milliseconds: milliseconds)
  }

  private func send(_ hook: String, _ bench: HookBench, _ payload: Node, milliseconds: Int) throws -> HookReply {
    let folder = try ScratchFolder()
    try folder.write(JSONWriter().write(payload), to: "input")
    let (process, output) = try process(hook, bench, milliseconds: milliseconds)
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder.path("input")))
    try process.run()
    let bytes = Array(output.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    return HookReply(bytes: bytes, status: process.terminationStatus, error: "")
  }

  private func process(_ hook: String, _ bench: HookBench, milliseconds: Int) throws -> (Process, Pipe) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try BuiltProgram("late-hook").path)
    process.arguments = [hook, String(milliseconds)]
    process.environment = bench.environment
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    return (process, output)
  }

  private func call(_ node: String, _ id: String, _ bench: HookBench) -> Node {
    bench.payload(
      "PreToolUse",
      [
        "tool_name": .string("Agent"),
        "tool_input": .object(["prompt": .string("go"), "subagent_type": .string(node)]), "tool_use_id": .string(id),
      ])
  }

  private func stop(_ bench: HookBench, again: Bool) -> Node {
    bench.payload(
      "Stop",
      ["stop_hook_active": .boolean(again), "last_assistant_message": .string("x"), "background_tasks": .array([])])
  }

  private func end(_ bench: HookBench, again: Bool) -> Node {
    bench.payload(
      "SubagentStop",
      [
        "agent_id": .string("a1"), "agent_type": .string("a"), "stop_hook_active": .boolean(again),
        "last_assistant_message": .string(bench.document("a")),
      ])
  }

  @Test func `A call of a node is refused, changes nothing and is admitted when it is made again`() throws {
    let bench = try HookBench()
    bench.start()
    let reply = try late("subagent-input", bench, call("a", "t1", bench))
    #expect(reply.status == 0)
    #expect(
      reply.denial?.contains(
        "subagent-input found no answer within 0.5 s; if it had decided by then, the run's journal") == true)
    #expect(reply.denial?.contains("Then try again.") == true)
    #expect(reply.bytes.filter { $0 == 10 }.count == 1)
    #expect(bench.kinds == ["run-started"])
    #expect(bench.gate("a", "t1").isAdmitted)
  }

  @Test func `A document that wasn't checked is asked for once more, and no second time`() throws {
    let bench = try HookBench()
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    let first = try late("subagent-output", bench, end(bench, again: false))
    #expect(first.block?.contains("Your document may not have been checked: send it once more, whole") == true)
    let second = try late("subagent-output", bench, end(bench, again: true))
    #expect(second.block == nil)
    #expect(second.message?.contains("subagent-output found no answer within 0.5 s") == true)
    #expect(bench.attempts.isEmpty)
    #expect(bench.end("a", "a1", message: bench.document("a"), again: true).isContinue)
    #expect(bench.outcomes == ["accepted"])
  }

  @Test func `A turn is held once, so that it can't go on for ever`() throws {
    let bench = try HookBench()
    bench.start()
    #expect(try late("workflow-output", bench, stop(bench, again: false)).block?.contains("no answer within") == true)
    let second = try late("workflow-output", bench, stop(bench, again: true))
    #expect(second.block == nil)
    #expect(second.message?.contains("workflow-output found no answer within 0.5 s") == true)
    #expect(bench.kinds == ["run-started"])
  }

  @Test func `A workflow's command is blocked, and a notification isn't`() throws {
    let bench = try HookBench()
    bench.start()
    let again = try late("workflow-input", bench, bench.payload("UserPromptSubmit", ["prompt": .string("/wf")]))
    #expect(again.block?.contains("workflow-input found no answer within 0.5 s") == true)
    bench.run("a", call: "t1", agent: "a1")
    let prompt = "<task-notification>\n<task-id>a1</task-id>\n<tool-use-id>t1</tool-use-id>\n</task-notification>"
    let notice = try late(
      "workflow-input", bench, bench.payload("UserPromptSubmit", turn: "p5", ["prompt": .string(prompt)]))
    #expect(notice.block == nil)
    #expect(notice.node["continue"]?.boolean == true)
    #expect(notice.message?.contains("no answer within") == true)
  }

  // MARK: Before the event is read

  /// What a hook answers to an event that never comes.
  private func unread(_ hook: String, _ bench: HookBench, environment: [String: String]? = nil) throws -> HookReply {
    let input = Pipe()
    defer { try? input.fileHandleForWriting.close() }
    let (process, output) = try process(hook, bench, milliseconds: 300)
    process.environment = environment ?? bench.environment
    process.standardInput = input
    try process.run()
    let bytes = Array(output.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    return HookReply(bytes: bytes, status: process.terminationStatus, error: "")
  }

  @Test func `A gate that can't even read the call is closed in a run, and tells the user outside`() throws {
    let bench = try HookBench()
    let outside = try unread("subagent-input", bench)
    #expect(outside.status == 0 && outside.denial == nil)
    #expect(outside.node["continue"]?.boolean == true)
    #expect(outside.message?.contains("subagent-input: found no answer in time") == true)
    bench.start()
    let inside = try unread("subagent-input", bench)
    #expect(inside.status == 0)
    #expect(inside.denial?.contains("could not even read the call, so it is refused") == true)
    #expect(inside.bytes.filter { $0 == 10 }.count == 1)
  }

  @Test(arguments: ["subagent-output", "workflow-output", "workflow-input"])
  func `Any other hook that can't even read its event blocks nobody and says so`(hook: String) throws {
    let bench = try HookBench()
    bench.start()
    let reply = try unread(hook, bench)
    #expect(reply.status == 0 && reply.block == nil)
    #expect(reply.node["continue"]?.boolean == true)
    #expect(reply.message?.hasPrefix(hook + ": found no answer in time") == true)
    #expect(reply.bytes.filter { $0 == 10 }.count == 1)
  }

  // MARK: A reader that is slow

  @Test func `A full pipe that doesn't block is waited for, and takes the whole answer`() throws {
    let bench = try HookBench()
    bench.start()
    let pipe = try FullPipe()
    let (process, _) = try process("subagent-input", bench, milliseconds: 100)
    let input = Pipe()
    process.standardInput = input
    process.standardOutput = FileHandle(fileDescriptor: pipe.writing)
    try process.run()
    // By then the answer is due, and finds no room.
    Thread.sleep(forTimeInterval: 0.6)
    #expect(process.isRunning)
    pipe.closeWriting()
    let bytes = pipe.rest()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(HookReply(bytes: bytes, status: 0, error: "").denial?.contains("it is refused") == true)
    try input.fileHandleForWriting.close()
  }

  @Test func `If nobody takes the answer the exit status is 2, and standard error says so`() throws {
    let bench = try HookBench()
    bench.start()
    let pipe = try FullPipe()
    let (process, _) = try process("subagent-input", bench, milliseconds: 100)
    let input = Pipe(), error = Pipe()
    process.standardInput = input
    process.standardOutput = FileHandle(fileDescriptor: pipe.writing)
    process.standardError = error
    try process.run()
    let told = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 2)
    #expect(told == "found no answer in time, and the prepared one can't be written\n")
    try input.fileHandleForWriting.close()
    pipe.closeWriting()
    #expect(pipe.rest().isEmpty)
  }

  @Test func `A hook that is in time isn't interrupted, whenever that is over`() throws {
    let bench = try HookBench()
    bench.start()
    // Some of these are late at any place, some aren't.
    for limit in [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30] {
      let reply = try send("subagent-input", bench, call("b", "t\(limit)", bench), milliseconds: limit)
      #expect(reply.status == 0)
      #expect(reply.bytes.filter { $0 == 10 }.count == 1)
      let isLate = reply.denial?.contains("found no answer") == true
      #expect(isLate || reply.denial?.contains("b is not ready: it waits for a") == true)
    }
    let reply = try send("subagent-input", bench, call("a", "t99", bench), milliseconds: 60_000)
    #expect(reply.isAdmitted)
  }
}

/// A pipe that doesn't block and has no room.
private final class FullPipe {
  let writing: Int32
  private let reading: Int32
  private var filled = 0

  init() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    (reading, writing) = (ends[0], ends[1])
    try #require(fcntl(writing, F_SETFL, fcntl(writing, F_GETFL) | O_NONBLOCK) == 0)
    let block = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 12)
    while true {
      let count = write(writing, block, block.count)
      if count < 0 { break }
      filled += count
    }
    try #require(errno == EAGAIN && filled > 0)
  }

  deinit { close(reading) }

  func closeWriting() { close(writing) }

  /// What came behind what it was filled with.
  func rest() -> [UInt8] {
    var all: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 12)
    while true {
      let count = read(reading, &block, block.count)
      if count <= 0 { break }
      all += block.prefix(count)
    }
    return Array(all.dropFirst(filled))
  }
}
