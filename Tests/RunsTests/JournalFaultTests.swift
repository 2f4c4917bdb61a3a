import Foundation
import Platform
import Runs
import TestSupport
import Testing

/// Writers that are killed, fail, or are many.
@Suite("A journal's writers")
struct JournalFaultTests {
  private let scratch: ScratchFolder
  private let folder: RunFolder
  private let writer: BuiltProgram

  init() throws {
    scratch = try ScratchFolder()
    folder = RunFolder(workdir: scratch.path)
    writer = try BuiltProgram("journal-writer")
  }

  private static let untraced: Comment = "system calls can't be traced here"

  /// What a journal holds: the names of its turns.
  private func turns() throws -> [String] {
    guard let journal = try Journal.read(folder.journal) else { return [] }
    #expect(journal.decoded.map(\.sequence) == Array(1...journal.decoded.count))
    return journal.decoded.compactMap { event in
      if case .turn(let name) = event.kind { name } else { nil }
    }
  }

  private func clear() throws {
    for name in scratch.names(in: ".context/.run") { try scratch.remove(".context/.run/" + name) }
  }

  /// Runs the writer on an empty journal or one of a single turn, and checks
  /// what it left behind; returns nil when the fault came after its end.
  private func strike(_ fault: ProgramFault, in journalOf: [String]) throws -> ProgramRun? {
    try clear()
    if !journalOf.isEmpty { _ = try writer.run([folder.workdir], input: lines(journalOf)) }
    let run = try writer.run([folder.workdir], input: lines(["one", "two"]), fault: fault)
    guard run.isStruck else { return nil }
    let found = try turns()
    let whole = journalOf + ["one", "two"]
    #expect(Array(whole.prefix(found.count)) == found, "\(fault)")
    let reported = run.text.split(separator: "\n").filter { ["one", "two"].contains($0) }.count
    #expect(found.count >= journalOf.count + reported, "\(fault): reported \(reported), found \(found)")
    let next = try writer.run([folder.workdir], input: lines(["next"]))
    #expect(next.status == 0, "\(fault): \(next.error)")
    #expect(try turns() == found + ["next"], "\(fault)")
    return run
  }

  private func lines(_ names: [String]) -> [UInt8] { Array(names.map { $0 + "\n" }.joined().utf8) }

  @Test(.enabled(if: BuiltProgram.canBeTraced, untraced), arguments: [[], ["zero"]])
  func `A writer that is killed at any system call loses nothing that it reported, and the next goes on`(
    _ before: [String]
  ) throws {
    var call = 1
    while let run = try strike(.kill(at: call), in: before) {
      #expect(run.status == nil)
      call += 1
    }
    #expect(call > 10, "the writer made only \(call) calls")
  }

  @Test(.enabled(if: BuiltProgram.canBeTraced, untraced), arguments: [[], ["zero"]])
  func `What is written by half before a writer dies is cut off by the next`(_ before: [String]) throws {
    var call = 1
    while try strike(.tornWrite(at: call), in: before) != nil { call += 1 }
    #expect(call > 10, "the writer made only \(call) calls")
  }

  /// EIO and ENOSPC have these numbers on all systems.
  @Test(.enabled(if: BuiltProgram.canBeTraced, untraced), arguments: [5, 28] as [Int32])
  func `A system call that fails is told, and leaves no event that isn't whole`(_ code: Int32) throws {
    var call = 1
    var told = 0
    while let run = try strike(.error(code, at: call), in: ["zero"]) {
      #expect(run.status != nil, "call \(call): the writer crashed: \(run.error)")
      told += run.status == 0 ? 0 : 1
      call += 1
    }
    #expect(told > 5, "only \(told) failures were told")
  }

  @Test func `64 writers at once lose nothing, and each one's events stay in order`() throws {
    let writers = 64, events = 4
    let running = try (0..<writers).map { number in
      try writer.start(
        [folder.workdir], input: (0..<events).map { "\(number).\($0)\n" }.joined(), in: scratch, as: "writer-\(number)")
    }
    for (number, process) in running.enumerated() {
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      #expect(scratch.text("writer-\(number).output")?.split(separator: "\n").count == events)
    }
    let found = try turns()
    #expect(found.count == writers * events)
    for writer in 0..<writers {
      #expect(found.filter { $0.hasPrefix("\(writer).") } == (0..<events).map { "\(writer).\($0)" })
    }
  }
}
