import Diagnostics
import Documents
import Flows
import Foundation
import Platform
import TestSupport
import Testing

@testable import Runs

@Suite("A checkpoint")
struct CheckpointTests {
  private let folder: ScratchFolder
  private let runFolder: RunFolder
  private let run: ScriptedRun
  private let flow: Flow

  /// A run with every kind of event that a short one has.
  init() throws {
    folder = try ScratchFolder()
    runFolder = RunFolder(workdir: folder.path("work"))
    try FileSystem.makeDirectories(runFolder.records)
    var run = try #require(ScriptedRun("START >> a >> [b, c] >> END", "b ?again >> a"))
    run.add(
      .refused(Refusal(toolUseID: "early", node: "b", promptID: nil, reason: "not yet", answer: .init(.string("no")))))
    run.run("a")
    run.attempt("a", .rejected, problems: ["one problem"])
    run.attempt("a", .accepted)
    run.add(.usage(Usage(toolUseID: "call-a", agentID: "agent-a", node: "a", tokens: 3, milliseconds: 5, toolUses: 1)))
    run.lose("b")
    run.blockStop()
    run.resume()
    run.finish("c")
    run.run("b")
    run.attempt("b", .accepted)
    run.add(.finished(.paused, key: "p9", answer: .init(.string("paused"))))
    self.run = run
    flow = try #require(run.state.flow)
  }

  /// Writes the first events, and a checkpoint behind them.
  @discardableResult
  private func write(_ count: Int, checkpoint: Bool = true) throws -> Journal {
    try? FileManager.default.removeItem(atPath: runFolder.journal)
    var journal = Journal(creating: runFolder.journal)
    for event in run.events.prefix(count) { try journal.append([event.kind], at: event.at, durably: false) }
    if checkpoint {
      let state = try #require(RunState(flow: flow, events: journal.events))
      try journal.checkpoint(state.packed).write(journal: journal.path)
    }
    return journal
  }

  private func put(_ name: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: Path.join(runFolder.records, name)))
  }

  @Test func `and the events behind it lead to the state that all events lead to`() throws {
    let whole = try #require(RunState(flow: flow, events: run.events)).packed
    for count in 1...run.events.count {
      var journal = try write(count)
      for event in run.events.dropFirst(count) { try journal.append([event.kind], at: event.at, durably: false) }
      let stored = try #require(StoredRun.restore(runFolder), "after \(count)")
      #expect(stored.journal.events.count == run.events.count - count)
      #expect(stored.journal.count == run.events.count)
      #expect(stored.state.packed == whole, "after \(count)")
    }
  }

  @Test func `remembers what happened, and what was answered`() throws {
    try write(run.events.count)
    let folded = try #require(RunState(flow: flow, events: run.events))
    let restored = try #require(StoredRun.restore(runFolder)).state
    let (known, node) = (try #require(folded.nodes["a"]), try #require(restored.nodes["a"]))
    #expect(node.attempts.map(\.outcome) == [.rejected, .accepted])
    #expect(node.attempts.map(\.fields) == known.attempts.map(\.fields))
    #expect(node.usage.map(\.tokens) == [3])
    #expect(node.artifacts.map(\.file) == known.artifacts.map(\.file))
    #expect(node.item(nil)?.header == known.item(nil)?.header)
    #expect(restored.nodes["b"]?.losses.count == 1)
    #expect(restored.refusals.map(\.reason) == folded.refusals.map(\.reason))
    #expect(restored.refusals.count == 1)
    let keys = run.events.compactMap(\.cause)
    #expect(keys.count > 5)
    for key in keys {
      #expect(restored.answer(key: key) == folded.answer(key: key), "\(key)")
      #expect(restored.answer(key: key) != nil, "\(key)")
    }
    #expect(restored.answer(key: "call:none") == nil)
    for attempt in known.attempts { #expect(restored.hasAnswered(attempt.identity)) }
    let report = { (state: RunState) in Report(state: state, outcome: "complete", at: run.events[0].at) }
    #expect(report(restored).json == report(folded).json)
    #expect(report(restored).markdown == report(folded).markdown)
  }

  @Test func `is written by who appends, and the journal goes on behind it`() throws {
    var stored = try #require(StoredRun.restored(from: try write(3, checkpoint: false), flow))
    #expect(StoredRun.restore(runFolder) == nil)
    stored.saveCheckpoint()
    for event in run.events.dropFirst(3) {
      stored = try #require(StoredRun.restore(runFolder))
      try stored.journal.append([event.kind], at: event.at, durably: false)
      stored.state.apply(event)
      stored.saveCheckpoint()
    }
    let back = try #require(StoredRun.restore(runFolder))
    #expect(back.state.packed == RunState(flow: flow, events: run.events)?.packed)
    #expect(back.journal.events.count * back.journal.events.count * 4 < back.journal.count)
    #expect(try Journal.read(runFolder.journal)?.events.count == run.events.count)
  }

  @Test func `that is cut off or has another byte anywhere is not used`() throws {
    try write(6)
    let path = Checkpoint.path(of: runFolder.journal)
    let whole = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    for length in 0..<whole.count {
      try put("checkpoint", Array(whole[..<length]))
      #expect(StoredRun.restore(runFolder) == nil, "\(length) bytes")
    }
    for place in whole.indices {
      var other = whole
      other[place] ^= 0x10
      try put("checkpoint", other)
      #expect(StoredRun.restore(runFolder) == nil, "byte \(place)")
    }
    // What an earlier, longer one has left behind it doesn't count.
    try put("checkpoint", whole + whole)
    #expect(StoredRun.restore(runFolder) != nil)
  }

  @Test func `of a journal that was edited, cut or exchanged is not used`() throws {
    try write(6)
    let whole = Array(try Data(contentsOf: URL(fileURLWithPath: runFolder.journal)))
    for place in whole.indices {
      var other = whole
      other[place] ^= 0x01
      try put("journal.jsonl", other)
      #expect(StoredRun.restore(runFolder) == nil, "byte \(place)")
    }
    for length in 0..<whole.count {
      try put("journal.jsonl", Array(whole[..<length]))
      #expect(StoredRun.restore(runFolder) == nil, "\(length) bytes")
    }
    // A torn last line is none, as ever.
    try put("journal.jsonl", whole + Array("{\"seq\":7".utf8))
    #expect(StoredRun.restore(runFolder)?.journal.count == 6)
    // A line behind it that isn't one of ours is for the whole reading to tell.
    try put("journal.jsonl", whole + Array("{\"seq\":9}\n".utf8))
    #expect(StoredRun.restore(runFolder) == nil)
    try put("journal.jsonl", whole)
    #expect(StoredRun.restore(runFolder)?.journal.count == 6)
  }

  @Test func `of a later version is not used`() throws {
    let journal = try write(6)
    var packer = Packer()
    packer.add(Checkpoint.format + 1)
    packer.add(journal.count)
    try SealedFile.write(packer.bytes, to: Checkpoint.path(of: runFolder.journal))
    #expect(StoredRun.restore(runFolder) == nil)
  }

  /// Whoever changes what is packed, or what an event does to a state, must
  /// raise the format's number with it: an older checkpoint would be taken for
  /// one of the new kind.
  @Test func `of this format has this form`() throws {
    let state = try #require(RunState(flow: flow, events: run.events))
    #expect(Checkpoint.format == 2)
    #expect(XXH64.hex(state.packed) == "b92f9d2d96c6d6cc")
  }

  @Test func `that can't be written does no harm`() throws {
    let stored = try #require(StoredRun.restored(from: try write(6, checkpoint: false), flow))
    try FileSystem.makeDirectories(Checkpoint.path(of: runFolder.journal))
    stored.saveCheckpoint()
    #expect(StoredRun.restore(runFolder) == nil)
    #expect(try Journal.read(runFolder.journal)?.events.count == 6)
  }
}

extension StoredRun {
  fileprivate static func restored(from journal: Journal, _ flow: Flow) -> StoredRun? {
    RunState(flow: flow, events: journal.events).map { StoredRun(journal: journal, state: $0) }
  }
}
