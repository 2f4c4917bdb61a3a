import Documents
import Foundation
import Platform
import Runs
import TestSupport
import Testing

/// What a new definition has accepted stands in the journal together with that
/// definition, or not at all.
@Suite(
  "A command that goes on by another definition, killed at any of its system calls",
  .enabled(if: BuiltProgram.canBeTraced, "system calls can't be traced here"))
struct DefinitionFaultTests {
  private static let contract = ".claude/workflows/wf/contracts/a-output.yaml"

  /// A run with a document of a that waits for the command, which can be gone
  /// back to.
  private struct Scene {
    let bench: HookBench
    /// The contract as it was when the run began, and as it is now.
    let old: String
    let new: String

    private static let records = [".context", ".claude/workflows/.runs"]
    private func copy(of folder: String) -> String { bench.root + "/copy-" + folder.replacing("/", with: "-") }

    init(_ bench: HookBench, old: String, new: String) throws {
      self.bench = bench
      self.old = old
      self.new = new
      for folder in Self.records {
        try FileManager.default.copyItem(atPath: bench.path(folder), toPath: copy(of: folder))
      }
    }

    func goBack() throws {
      for folder in Self.records {
        try bench.remove(folder)
        try FileManager.default.copyItem(atPath: copy(of: folder), toPath: bench.path(folder))
      }
      try bench.write(new, to: DefinitionFaultTests.contract)
    }
  }

  /// A document that only the changed contract accepts, held since that came
  /// in between.
  private func heldByChange(flow: String?) throws -> Scene {
    let bench = try HookBench(flow: flow)
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    let old = try #require(bench.text(Self.contract))
    let new = old.replacing("required: [agent, type]", with: "required: [agent]")
    try bench.write(new, to: Self.contract)
    bench.end("a", "a1", message: "---\nagent: a\n---\nNo type.\n")
    bench.post("a", "t1", agent: "a1")
    #expect(bench.outcomes == ["unchecked"])
    return try Scene(bench, old: old, new: new)
  }

  /// One whose contract was broken for a while.
  private func heldByMistake() throws -> Scene {
    let bench = try HookBench()
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    let old = try #require(bench.text(Self.contract))
    try bench.write("name: a-output\nschema: [", to: Self.contract)
    bench.end("a", "a1", message: bench.document("a"))
    bench.post("a", "t1", agent: "a1")
    #expect(bench.outcomes == ["unchecked"])
    let new = old + "description: mended\n"
    try bench.write(new, to: Self.contract)
    return try Scene(bench, old: old, new: new)
  }

  /// Kills the command at each of its system calls in turn, before it or when
  /// half of it is written.
  private func strike(
    _ scene: Scene, _ command: String, isTorn: Bool, check: (HookBench, Int) throws -> Void
  ) throws {
    let payload = JSONWriter().bytes(scene.bench.payload("UserPromptSubmit", turn: "p2", ["prompt": .string(command)]))
    var call = 0
    while true {
      call += 1
      try scene.goBack()
      let run = try BuiltProgram("workflow-input").run(
        input: payload, environment: scene.bench.environment, fault: isTorn ? .tornWrite(at: call) : .kill(at: call))
      try check(scene.bench, call)
      guard run.isStruck else { break }
    }
    #expect(call > 4, "\(call) calls")
    #expect(scene.bench.kinds.contains("resumed"), "what wasn't struck went on")
  }

  /// The kinds of the events that count.
  private func kinds(_ bench: HookBench) throws -> [String] {
    try Journal.read(bench.journalPath)?.decoded.map(\.kind.name) ?? []
  }

  @Test(arguments: [nil, "START >> a >> b >> END"], [false, true])
  func `No document counts by a definition that the run doesn't have`(flow: String?, isTorn: Bool) throws {
    let scene = try heldByChange(flow: flow)
    try strike(scene, "/wf --force", isTorn: isTorn) { bench, call in
      let kinds = try kinds(bench)
      #expect(kinds.count { $0 == "attempt" } == (kinds.contains("resumed") ? 2 : 1), "call \(call): \(kinds)")
      guard !kinds.contains("resumed") else { return }
      // Whoever takes the change back instead has a run as it was before.
      try bench.write(scene.old, to: Self.contract)
      #expect(bench.start(turn: "p3").context?.contains(flow == nil ? "a [ready]" : "Ready now: a.") == true)
      #expect(bench.outcomes == ["unchecked", "rejected"], "call \(call)")
    }
  }

  @Test(arguments: [false, true])
  func `A contract that was mended needs no --force afterwards`(isTorn: Bool) throws {
    let scene = try heldByMistake()
    try strike(scene, "/wf", isTorn: isTorn) { bench, call in
      let told = bench.start(turn: "p3")
      #expect(told.context?.contains("Ready now: b.") == true, "call \(call): \(told.text)")
      #expect(bench.outcomes == ["unchecked", "accepted"], "call \(call)")
    }
  }
}
