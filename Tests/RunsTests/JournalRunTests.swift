import Documents
import Platform
import TestSupport
import Testing

@testable import Runs

@Suite("The run whose journal it is")
struct JournalRunTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func run(_ text: [UInt8]) throws -> String? {
    let path = folder.path("journal.jsonl")
    try FileSystem.writeAtomically(text, to: path, durably: false)
    return Journal.run(at: path)
  }

  private func line(_ kind: RunEvent.Kind) -> [UInt8] {
    let event = RunEvent(sequence: 1, at: Timestamp(milliseconds: 0), kind: kind)
    return JSONWriter().bytes(event.encoded(previous: "")) + [10]
  }

  private func start(_ run: String) -> [UInt8] {
    let known = ScriptedRun.start
    return line(
      .runStarted(
        RunStart(
          run: run, workflow: "w", session: "s", key: nil, promptID: nil, project: known.project,
          workdir: known.workdir, input: known.input, definition: known.definition, answer: known.answer)))
  }

  @Test func `is told by the first line, whatever stands behind it`() throws {
    #expect(try run(start("20260106T100000-ab")) == "20260106T100000-ab")
    #expect(try run(start("r1") + Array("{}\n[".utf8)) == "r1")
  }

  @Test(arguments: ["", ".", "..", "../r1", "a/b", "a b", String(repeating: "r", count: 65)])
  func `has no name that could lead elsewhere`(name: String) throws { #expect(try run(start(name)) == nil) }

  @Test func `is unknown if the first line isn't whole, or no start`() throws {
    #expect(try run([]) == nil)
    #expect(try run(start("r1").dropLast()) == nil)
    #expect(try run(Array("{}\n".utf8) + start("r1")) == nil)
    #expect(try run(line(.turn(promptID: "p"))) == nil)
    #expect(Journal.run(at: "/nowhere/journal.jsonl") == nil)
  }
}
