import Documents
import Foundation
import Platform
import Testing

@testable import Hooks

@Suite("Processes")
struct HookProcessTests {
  private static let hooks: [any Hook] = [WorkflowInput(), SubagentInput(), SubagentOutput(), WorkflowOutput()]
  private static let broken = [
    "", "  \n", "{\"hook_event_name\":\"Stop\",\"ses", "hello", "[]", "[{\"hook_event_name\":\"Stop\"}]", "{}", "\u{0}",
  ]

  @Test(arguments: 0..<4, broken)
  func `Standard input that is no event gives one JSON object that says so`(hook: Int, payload: String) throws {
    let bench = try HookBench()
    let before = bench.allFiles()
    let reply = bench.run(Self.hooks[hook], bytes: Array(payload.utf8))
    #expect(reply.status == 0)
    #expect(reply.node["continue"]?.boolean == true)
    #expect(reply.message?.contains("standard input") == true)
    #expect(reply.message?.hasPrefix(Self.hooks[hook].name + ": ") == true)
    #expect(reply.bytes.filter { $0 == 10 }.count == 1)
    #expect(bench.allFiles() == before)
  }

  @Test func `During a run a gate that can't read its event stays closed`() throws {
    let bench = try HookBench()
    bench.start()
    let reply = bench.run(SubagentInput(), bytes: Array("{\"hook_event".utf8))
    #expect(reply.denial?.contains("standard input is not JSON") == true)
    #expect(reply.denial?.contains("a run is under way") == true)
    #expect(bench.run(SubagentOutput(), bytes: []).node["continue"]?.boolean == true)
    #expect(bench.run(WorkflowOutput(), bytes: []).node["continue"]?.boolean == true)
    #expect(bench.run(WorkflowInput(), bytes: []).node["continue"]?.boolean == true)
  }

  @Test(arguments: 0..<4, ["PreCompact", "PostCompact", "PermissionRequest", "Notification", "SomethingNew"])
  func `An event that the hook doesn't answer costs nothing`(hook: Int, name: String) throws {
    let bench = try HookBench()
    bench.start()
    let before = bench.allFiles()
    #expect(bench.run(Self.hooks[hook], bench.payload(name, [:])).isContinue)
    #expect(bench.allFiles() == before)
  }

  @Test(arguments: 0..<4, RecordedPayload.names)
  func `A recorded event in a project without workflows changes nothing`(hook: Int, name: String) throws {
    let bench = try HookBench(flow: nil, agents: [])
    try bench.remove(".claude")
    try bench.makeFolder(".claude")
    let before = bench.allFiles()
    #expect(try bench.run(Self.hooks[hook], bytes: RecordedPayload.bytes(name)).isContinue)
    #expect(bench.allFiles() == before)
  }

  @Test(arguments: 0..<4)
  func `A folder that is no project is none of our business`(hook: Int) throws {
    let bench = try HookBench()
    for payload in [
      bench.payload("UserPromptSubmit", ["prompt": .string("/wf")]),
      bench.payload("SubagentStop", ["agent_type": .string("a"), "last_assistant_message": .string("x")]),
      bench.payload("Stop", [:]),
    ] {
      let gone = ["CLAUDE_PROJECT_DIR": bench.root + "/nowhere"]
      #expect(bench.run(Self.hooks[hook], payload, environment: gone).isContinue)
    }
  }

  @Test func `The project is found above the working directory if the host doesn't name it`() throws {
    let bench = try HookBench()
    try bench.makeFolder("deep/er")
    var payload = bench.payload("UserPromptSubmit", ["prompt": .string("/wf")]).object ?? Object()
    payload.set("cwd", .string(bench.path("deep/er")))
    let reply = bench.run(WorkflowInput(), Node(.object(payload)), environment: ["CLAUDE_PROJECT_DIR": ""])
    #expect(reply.context?.contains("WORKDIR=\(bench.project)\n") == true)
  }

  @Test func `A prompt of 30 megabytes that isn't a workflow's passes`() throws {
    let bench = try HookBench()
    let prompt = [UInt8](repeating: UInt8(ascii: "x"), count: 30 << 20)
    let bytes =
      Array(#"{"hook_event_name":"UserPromptSubmit","session_id":"s","prompt":""#.utf8) + prompt + Array("\"}".utf8)
    #expect(bench.run(WorkflowInput(), bytes: bytes).isContinue)
  }

  @Test func `If even the answer can't be written the exit status is 2 and standard error says why`() {
    let failing = HookProcess(
      read: { () throws(SystemError) in [] },
      write: { (_) throws(SystemError) in throw SystemError("write", path: "standard output", code: EPIPE) },
      writeError: { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix("workflow-output: cannot answer: cannot write"))
        #expect(text.hasSuffix("\n"))
      }, environment: [:], now: { Timestamp(milliseconds: 0) })
    #expect(failing.run(WorkflowOutput()) == 2)
  }

  @Test func `Standard input that can't be read is told like one that makes no sense`() throws {
    let bench = try HookBench()
    let process = HookProcess(
      read: { () throws(SystemError) in throw SystemError("read", path: "standard input", code: EIO) },
      write: { (bytes) throws(SystemError) in
        #expect(String(decoding: bytes, as: UTF8.self).contains("cannot read standard input"))
      }, writeError: { _ in }, environment: bench.environment, now: { Timestamp(milliseconds: 0) })
    #expect(process.run(SubagentOutput()) == 0)
  }
}
