import Diagnostics
import Documents
import Flows
import Foundation
import Hooks
import Platform
import Testing

/// What a start keeps of the definition for the next one.
@Suite("workflow-input: the definition, kept")
struct DefinitionCacheTests {
  private let bench: HookBench
  private let program: String
  private let cache = ".claude/workflows/.runs/.definition.wf"

  init() throws {
    bench = try HookBench(agents: [.init("a"), .init("b", inputContract: "b-input")])
    try bench.write(Self.inputContract, to: ".claude/workflows/wf/contracts/b-input.yaml")
    try bench.write("", to: bench.root + "/program")
    try bench.makeFolder(".claude/workflows/.runs")
    program = bench.root + "/program"
  }

  private static let inputContract = "name: b-input\nschema: {type: object}\n"

  private func start(_ prompt: String = "/wf --fresh", program: String? = nil) -> HookReply {
    bench.run(
      WorkflowInput(),
      bytes: JSONWriter().bytes(
        bench.payload("UserPromptSubmit", turn: UUID().uuidString, ["prompt": .string(prompt)])),
      program: program ?? self.program)
  }

  /// Puts another flow into what was kept: whether it is looked at shows when
  /// it says something else.
  private func turnFlow() throws {
    let path = bench.path(cache)
    var kept = Unpacker(try #require(SealedFile.read(path)))
    let text = Array("name: wf\nflow: START >> b >> a >> END\n".utf8)
    let other = try #require(FlowReader(file: ".claude/workflows/wf/flow.yaml").read(text).accepted)
    var packer = Packer()
    packer.add(kept.integer())
    packer.add(kept.packed())
    packer.add(kept.flag())
    packer.add(other)
    try SealedFile.write(packer.bytes, to: path)
  }

  /// An hour on, no file is young any more.
  private func startAnHourOn() -> HookReply {
    bench.clock.set(Timestamp(milliseconds: WallClock.now().milliseconds + 3_600_000))
    return start()
  }

  @Test func `A definition that was found right is taken as it was found`() throws {
    let first = startAnHourOn()
    #expect(start() == first)
    try turnFlow()
    #expect(start().context?.contains("Ready now: b.") == true)
    #expect(start(program: "program").context?.contains("Ready now: a.") == true)
  }

  @Test(arguments: ["{$ref: ../schemas/part.yaml}", "{required: [header], properties: {header: {required: [n]}}}"])
  func `The input is checked by its contract as before`(_ schema: String) throws {
    try bench.write(
      "required: [header]\nproperties: {header: {required: [n]}}\n", to: ".claude/workflows/wf/schemas/part.yaml")
    try bench.write(
      "name: wf-input\nodd: 1\nschema: \(schema)\n", to: ".claude/workflows/wf/contracts/workflow-input.yaml")
    let first = startAnHourOn().node["reason"]?.string
    #expect(first?.contains("does not satisfy the contract") == true, "\(first ?? "")")
    #expect(bench.exists(cache))
    try turnFlow()
    #expect(start().node["reason"]?.string == first)
    #expect(start("/wf --fresh --n=1").context?.contains("Ready now: b.") == true)
  }

  @Test func `What the input's contract refers to is a part of it`() throws {
    let part = ".claude/workflows/wf/schemas/part.yaml"
    try bench.write("type: object\n", to: part)
    try bench.write(
      "name: wf-input\nschema: {$ref: ../schemas/part.yaml}\n", to: ".claude/workflows/wf/contracts/workflow-input.yaml"
    )
    #expect(startAnHourOn().context != nil)
    try bench.write("type: objekt\n", to: part)
    #expect(start().node["decision"]?.string == "block")
  }

  @Test(arguments: [
    "input: {context: [\"$WORKDIR/x.md\",\n    \"$NOWHERE/x.md\"]}",
    "output: {contract: b-output,\n    target: $NOWHERE/b.md}",
  ])
  func `What is wrong with its paths is told at the same place`(_ member: String) throws {
    try bench.write("---\nname: b\ndescription: d\n\(member)\n---\n", to: ".claude/agents/b.md")
    let first = startAnHourOn().node["reason"]?.string
    #expect(first?.contains(".claude/agents/b.md:5:") == true && first?.contains("$NOWHERE") == true, "\(first ?? "")")
    #expect(bench.exists(cache))
    #expect(start().node["reason"]?.string == first)
  }

  @Test func `Files that are too young to be trusted are read again`() throws {
    let status = try #require(FileSystem.status(program))
    // Each look at the clock takes a second.
    bench.clock.set(Timestamp(milliseconds: status.ctimeNanoseconds / 1_000_000 + 30 - 1_000))
    #expect(start().context?.contains("Ready now: a.") == true)
    #expect(!bench.exists(cache))
  }

  @Test(arguments: [
    ".claude/agents/b.md": "---\nname: [\n---\n", ".claude/agents/sub/b.md": "---\nname: b\ndescription: d\n---\n",
    ".claude/workflows/wf/contracts/a-output.yaml": "name: a-output\nschema: {type: nothing}\n",
    ".claude/workflows/wf/contracts/second.yaml": "name: a-output\nschema: {type: object}\n",
    ".claude/workflows/wf/contracts/b-input.yaml": "name: other\nschema: {type: object}\n",
    ".claude/workflows/wf/flow.yaml": "name: wf\nflow: START >>\n",
    ".claude/commands/wf.md": "---\ninput: {contract: nobody}\n---\n",
  ])
  func `Any change is seen`(_ path: String, _ text: String) throws {
    #expect(startAnHourOn().context != nil)
    #expect(bench.exists(cache))
    try bench.write(text, to: path)
    #expect(start().node["decision"]?.string == "block")
  }

  @Test func `A file that is gone is missed`() throws {
    #expect(startAnHourOn().context != nil)
    try bench.remove(".claude/agents/b.md")
    #expect(start().node["reason"]?.string?.contains("no agent has the name \"b\"") == true)
  }

  @Test func `Another program reads for itself`() throws {
    _ = startAnHourOn()
    try turnFlow()
    try bench.write("newer", to: program)
    #expect(start().context?.contains("Ready now: a.") == true)
  }

  @Test(arguments: ["", "{", "[]", "{}", #"{"paths":["x"],"stamps":""}"#])
  func `What can't be read is read anew`(_ text: String) throws {
    _ = startAnHourOn()
    try bench.write(text, to: cache)
    #expect(start().context?.contains("Ready now: a.") == true)
    try SealedFile.write(Array(text.utf8), to: bench.path(cache))
    #expect(start().context?.contains("Ready now: a.") == true)
  }
}
