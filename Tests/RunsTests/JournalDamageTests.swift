import Documents
import Foundation
import Platform
import Runs
import TestSupport
import Testing

/// Journals of real runs that were cut, changed, or grew beyond all measure.
@Suite("A damaged journal")
struct JournalDamageTests {
  private let folder: ScratchFolder
  private let path: String
  private let whole: [UInt8]
  private let events: [String]

  /// A journal of every kind of event that a short run has.
  init() throws {
    folder = try ScratchFolder()
    path = folder.path("journal.jsonl")
    var run = try #require(ScriptedRun("START >> a >> b >> END"))
    run.run("a")
    run.attempt("a", .rejected, problems: ["one problem"])
    run.attempt("a", .accepted)
    run.lose("b")
    run.blockStop()
    run.resume()
    run.finish("b")
    run.add(.finished(.complete))
    var journal = Journal(creating: path)
    for event in run.events { try journal.append([event.kind], at: event.at, durably: false) }
    whole = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    events = journal.decoded.map(\.withoutPlaces)
  }

  private func put(_ bytes: some Sequence<UInt8>) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  private enum Answer: Equatable {
    case read([String])
    case damaged(line: Int)
    case newer
  }

  private func answer() throws -> Answer {
    let result = Result { () throws(JournalError) in try Journal.read(path) }
    switch result {
    case .success(let journal): return .read(journal?.decoded.map(\.withoutPlaces) ?? [])
    case .failure(.damaged(_, let line, let problem)):
      #expect(!problem.isEmpty)
      return .damaged(line: line)
    case .failure(.newerFormat): return .newer
    case .failure(.system(let error)): throw error
    }
  }

  /// How many complete lines the first bytes hold.
  private func lines(in length: Int) -> Int { whole[..<length].count { $0 == 10 } }

  @Test func `Cut at any byte it holds the events of its complete lines`() throws {
    for length in 0...whole.count {
      try put(whole[..<length])
      #expect(try answer() == .read(Array(events[..<lines(in: length)])), "cut at \(length)")
    }
  }

  @Test func `Cut at any byte it goes on with the next event`() throws {
    for length in stride(from: whole.firstIndex(of: 10).map { $0 + 1 } ?? 0, through: whole.count, by: 29) {
      try put(whole[..<length])
      var journal = try #require(try Journal.read(path))
      try journal.append([.turn(promptID: "next")], at: Timestamp(milliseconds: 0), durably: false)
      guard case .read(let found) = try answer() else {
        Issue.record("cut at \(length): damaged by the next event")
        continue
      }
      #expect(found.dropLast() == events[..<lines(in: length)], "cut at \(length)")
    }
  }

  /// Nothing is recorded behind the last line that could show a change in it,
  /// so it may read as another event; all lines before it may not.
  @Test(arguments: [1, 0x20, 0x80, 0xff] as [UInt8])
  func `With any byte changed it is damaged near the place, or a newer version's`(_ mask: UInt8) throws {
    let lastLine = lines(in: whole.count)
    for place in stride(from: Int(mask) % 3, to: whole.count, by: 3) {
      var changed = whole
      changed[place] ^= mask
      try put(changed)
      let line = lines(in: place) + 1
      switch try answer() {
      case .damaged(let named):
        // The line itself if it is no event any more, else the one behind it, which has its hash.
        if named != line && named != line + 1 { Issue.record("byte \(place) of line \(line): \(named) is named") }
      case .newer: #expect(line == 1, "byte \(place)")
      case .read(let found):
        let rest = Array(found.prefix(lastLine - 1))
        if line != lastLine || rest != Array(events.prefix(lastLine - 1)) {
          Issue.record("byte \(place) of line \(line), changed by \(mask), isn't noticed")
        }
      }
    }
  }

  /// What a hand may do to what is decoded only when somebody asks for it.
  @Test(arguments: [
    ("\"count\":7", "\"count\":7x"), ("\"count\":7", "\"count\" 7"), ("\"count\":7", "\"count\":7,"),
    ("\"reason\":\"why\"", "\"reason\":\"\\w\""), ("\"reason\"", "reason"), ("\"text\":\"words\"", "\"text\":words"),
    ("\"text\":\"words\"", "\"text\":7"), ("words", "\u{1}"),
  ])
  func `The last line is told if it is damaged where it isn't decoded`(found: String, change: String) throws {
    var attempt = Attempt(
      identity: MessageIdentity(key: "k", uuid: nil), node: "a", visit: 1, number: 1, agentID: "a1", toolUseID: nil,
      outcome: .accepted, isGated: true, answer: RecordedAnswer(.object(["reason": .string("why")])))
    attempt.header = .object(["count": .integer(7)])
    attempt.text = "words"
    var journal = Journal(creating: path)
    let now = Timestamp(milliseconds: 0)
    try journal.append([.runStarted(ScriptedRun.start)], at: now, durably: false)
    try journal.append([.attempt(attempt)], at: now, durably: false)
    let text = try #require(folder.text("journal.jsonl"))
    #expect(text.contains(found))
    try put(text.replacing(found, with: change).utf8)
    #expect(try answer() == .damaged(line: 2))
  }

  @Test func `An answer may be nested as deeply as any line`() throws {
    var node = Node.string("deep")
    for _ in 0..<550 { node = .array([node]) }
    var journal = Journal(creating: path)
    try journal.append([.runStarted(ScriptedRun.start)], at: Timestamp(milliseconds: 0), durably: false)
    try journal.append(
      [.finished(.paused, key: "k", answer: RecordedAnswer(node))], at: Timestamp(milliseconds: 0), durably: false)
    guard case .finished(_, _, let answer)? = try Journal.read(path)?.decoded.last?.kind else {
      Issue.record("not read")
      return
    }
    #expect(answer?.node == node)
  }

  @Test func `The end of another journal is named`() throws {
    let text = whole.split(separator: 10)
    var other = Journal(creating: folder.path("other.jsonl"))
    try other.append([.runStarted(ScriptedRun.start)], at: Timestamp(milliseconds: 0))
    for _ in 1..<text.count { try other.append([.turn(promptID: "foreign")], at: Timestamp(milliseconds: 0)) }
    let foreign = Array((folder.text("other.jsonl") ?? "").utf8).split(separator: 10)
    for kept in 1..<text.count {
      try put(Array((text[..<kept] + foreign[kept...]).joined(separator: [10])) + [10])
      #expect(try answer() == .damaged(line: kept + 1), "from line \(kept + 1) on")
    }
  }

  @Test func `It may hold 100,000 events`() throws {
    let count = 100_000
    var journal = Journal(creating: folder.path("huge.jsonl"))
    try journal.append([.runStarted(ScriptedRun.start)], at: Timestamp(milliseconds: 0))
    try journal.append(
      (1..<count).map { .turn(promptID: "p\($0)") }, at: Timestamp(milliseconds: 0), durably: false)
    var back = try #require(try Journal.read(folder.path("huge.jsonl")))
    #expect(back.decoded.count == count)
    try back.append([.finished(.complete)], at: Timestamp(milliseconds: 0), durably: false)
    let state = try #require(RunState(flow: ScriptedRun.flow(["START >> a >> END"]), events: back.decoded))
    #expect(state.turns.count == count - 1)
    #expect(state.outcome == .complete)
  }
}
