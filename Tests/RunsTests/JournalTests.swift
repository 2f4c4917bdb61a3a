import Documents
import Foundation
import Platform
import Runs
import TestSupport
import Testing

struct JournalTests {
  private let folder: ScratchFolder
  private let path: String
  private let now = Timestamp(milliseconds: 1_767_693_600_000)

  init() throws {
    folder = try ScratchFolder()
    path = folder.path("journal.jsonl")
  }

  /// A journal of `count` events.
  private func written(_ count: Int = 4) throws -> Journal {
    var journal = Journal(creating: path)
    try journal.append([.runStarted(ScriptedRun.start)], at: now)
    for number in 1..<count { try journal.append([.turn(promptID: "p\(number)")], at: now) }
    return journal
  }

  private var lines: [String] {
    get { (folder.text("journal.jsonl") ?? "").split(separator: "\n").map(String.init) }
    nonmutating set { put(newValue.map { $0 + "\n" }.joined()) }
  }

  private func put(_ text: String) { #expect(throws: Never.self) { try folder.write(text, to: "journal.jsonl") } }

  private func put(_ bytes: some Sequence<UInt8>) {
    #expect(throws: Never.self) { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
  }

  private func describe(_ events: [RunEvent]) -> [String] { events.map(\.withoutPlaces) }

  @Test func thereIsNoJournalWhereNoFileIs() throws {
    #expect(try Journal.read(path) == nil)
    #expect(try Journal.read(path + "/below/a/file") == nil)
  }

  @Test(arguments: ["", "{\"seq\":1", "\u{0}\u{0}\u{0}"])
  func aFileWithoutACompleteLineHoldsNoRunAndTakesANewOne(_ torn: String) throws {
    put(torn)
    #expect(try Journal.read(path) == nil)
    _ = try written(2)
    #expect(try Journal.read(path)?.decoded.count == 2)
  }

  @Test func whatWasAppendedIsReadBack() throws {
    let journal = try written(6)
    let back = try #require(try Journal.read(path))
    #expect(describe(back.decoded) == describe(journal.decoded))
    #expect(back.decoded.map(\.sequence) == Array(1...6))
  }

  @Test func `Events that are to count as one are cut off together, wherever a write was torn`() throws {
    var journal = try written(2)
    let before = try #require(folder.text("journal.jsonl"))
    try journal.append(["x", "y", "z"].map { .turn(promptID: $0) }, at: now, asOne: true)
    let after = try #require(folder.text("journal.jsonl"))
    #expect(try Journal.read(path)?.decoded.count == 5)
    for length in before.utf8.count..<after.utf8.count {
      put(after.utf8.prefix(length))
      var torn = try #require(try Journal.read(path))
      #expect(torn.decoded.count == 2, "cut at \(length)")
      try torn.append([.turn(promptID: "next")], at: now, durably: false)
      #expect(describe(try #require(try Journal.read(path)).decoded) == describe(torn.decoded), "cut at \(length)")
      #expect(folder.text("journal.jsonl")?.hasPrefix(before) == true)
    }
  }

  @Test func severalEventsOfOneAppendStandInOneChain() throws {
    var journal = try written(1)
    try journal.append([.turn(promptID: "x"), .released(toolUseID: "t"), .finished(.complete)], at: now)
    #expect(try Journal.read(path)?.decoded.count == 4)
    let size = lines.count
    try journal.append([], at: now)
    #expect(lines.count == size)
  }

  @Test func anAppendThatFailsLeavesTheJournalAsItWas() throws {
    let journal = try written(2)
    var lost = journal
    try FileManager.default.removeItem(atPath: path)
    try folder.makeFolder("journal.jsonl")
    #expect(throws: JournalError.self) { try lost.append([.turn(promptID: "x")], at: now) }
    #expect(lost.decoded.count == 2)
  }

  @Test func aDraftIsSeenAndNotWritten() throws {
    var journal = try written(2)
    journal.draft(.turn(promptID: "draft"), at: now)
    #expect(journal.decoded.count == 3)
    #expect(try Journal.read(path)?.decoded.count == 2)
  }

  // MARK: Damage

  /// The line that a reader names as damaged; nil if the journal is whole.
  private func damage() throws -> Int? {
    do {
      _ = try Journal.read(path)
      return nil
    } catch JournalError.damaged(let path, let line, let problem) {
      #expect(path == self.path)
      #expect(!problem.isEmpty)
      return line
    }
  }

  @Test func anEditedLineIsNamedByTheLineBehindIt() throws {
    _ = try written()
    lines[1] = lines[1].replacingOccurrences(of: "p1", with: "pX")
    #expect(try damage() == 3)
  }

  @Test func everyChangedByteOfALineIsNoticed() throws {
    _ = try written(3)
    let whole = Array((folder.text("journal.jsonl") ?? "").utf8)
    let start = (whole.firstIndex(of: 10) ?? 0) + 1
    let end = whole[start...].firstIndex(of: 10) ?? 0
    for offset in start..<end {
      var changed = whole
      changed[offset] ^= 1
      put(changed)
      #expect(try damage() != nil, "byte \(offset - start)")
    }
  }

  @Test(arguments: [0, 1, 2])
  func aRemovedLineIsNamed(_ index: Int) throws {
    _ = try written()
    lines.remove(at: index)
    #expect(try damage() == index + 1)
  }

  @Test func swappedLinesAreNamed() throws {
    _ = try written()
    lines.swapAt(1, 2)
    #expect(try damage() == 2)
  }

  @Test func aLineThatStandsTwiceIsNamed() throws {
    _ = try written()
    lines.append(lines[3])
    #expect(try damage() == 5)
  }

  @Test(arguments: ["", "[]", "{", "null", "plain text"])
  func aLineThatIsNoEventIsNamed(_ line: String) throws {
    _ = try written()
    put(lines.map { $0 + "\n" }.joined() + line + "\n")
    #expect(try damage() == 5)
  }

  @Test func carriageReturnsAreNamed() throws {
    _ = try written()
    put(lines.map { $0 + "\r\n" }.joined())
    #expect(try damage() == 1)
  }

  @Test func oneCarriageReturnAtTheEndIsNamed() throws {
    _ = try written()
    lines[3] += "\r"
    #expect(try damage() == 4)
  }

  @Test func aJournalThatBeginsWithAnotherEventIsDamaged() throws {
    put(#"{"seq":1,"at":"2026-01-06T10:00:00.000Z","event":"turn","prompt_id":"p","previous":""}"# + "\n")
    #expect(try damage() == 1)
  }

  @Test func anUnknownKindFromANewerVersionStaysAndChangesNothing() throws {
    var journal = try written(2)
    try journal.append([.unknown("mood")], at: now)
    try journal.append([.turn(promptID: "after")], at: now)
    let kept = lines[2]
    var back = try #require(try Journal.read(path))
    #expect(back.decoded[2].kind.name == "mood")
    try back.append([.turn(promptID: "more")], at: now)
    #expect(lines[2] == kept)
    let state = try #require(RunState(flow: nil, events: back.decoded))
    #expect(state.turns == ["p1", "after", "more"])
  }

  @Test(arguments: [
    #""run":"r","workflow":"w","session":"s","project":"/","workdir":"/","input":null,"definition":null,"answer":null,"#,
    #""all":"different","#,
  ])
  func aNewerFormatIsRefusedWhateverItHolds(_ rest: String) throws {
    put(
      #"{"seq":1,"at":"2026-01-06T10:00:00.000Z","event":"run-started","format":2,\#(rest)"previous":""}"# + "\n"
        + "a line of whatever form\n")
    #expect {
      try Journal.read(path)
    } throws: { error in
      guard case JournalError.newerFormat(path, version: 2) = error else { return false }
      return true
    }
  }

  // MARK: Crashes

  @Test func aTornTailIsIgnoredAndCutOffByTheNextAppend() throws {
    let whole = try written(3)
    put((folder.text("journal.jsonl") ?? "") + #"{"seq":4,"at":"20"#)
    var journal = try #require(try Journal.read(path))
    #expect(describe(journal.decoded) == describe(whole.decoded))
    try journal.append([.turn(promptID: "next")], at: now)
    #expect(lines.count == 4)
    #expect(try Journal.read(path)?.decoded.count == 4)
  }

  @Test func theJournalCutAtAnyByteOfItsLastTwoLinesLosesNoEarlierEventAndGoesOn() throws {
    let whole = try written(5)
    let bytes = Array((folder.text("journal.jsonl") ?? "").utf8)
    let ends = bytes.indices.filter { bytes[$0] == 10 }.map { $0 + 1 }
    for length in ends[2]...bytes.count {
      put(bytes[..<length])
      let complete = ends.count { $0 <= length }
      var journal = try #require(try Journal.read(path))
      guard describe(journal.decoded) == describe(Array(whole.decoded[..<complete])) else {
        Issue.record("cut at \(length): \(journal.decoded.count) events")
        continue
      }
      try journal.append([.turn(promptID: "a"), .turn(promptID: "b")], at: now)
      let back = try Journal.read(path)
      #expect(back?.decoded.count == complete + 2, "cut at \(length)")
    }
  }

  @Test func aJournalThatGotShorterSinceItWasReadIsNotFilledUp() throws {
    var journal = try written(3)
    lines = Array(lines[..<2])
    let before = folder.text("journal.jsonl")
    #expect(throws: JournalError.self) { try journal.append([.turn(promptID: "x")], at: now) }
    #expect(folder.text("journal.jsonl") == before)
  }
}
