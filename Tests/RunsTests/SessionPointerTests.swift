import Platform
import Runs
import TestSupport
import Testing

struct SessionPointerTests {
  private let folder: ScratchFolder
  private let pointer = SessionPointer(workdir: "/w \"ü\"", workflow: "review", run: "r1")

  init() throws { folder = try ScratchFolder() }

  @Test(arguments: ["abc-123", "A", String(repeating: "a", count: 64)])
  func aPlainSessionIDIsTheFilesName(_ session: String) throws {
    _ = try pointer.write(session: session, project: folder.path)
    #expect(folder.names(in: ".claude/workflows/.runs") == [session])
    #expect(try SessionPointer.read(session: session, project: folder.path) == pointer)
  }

  @Test(arguments: ["", "..", "a/b", "../../x", "a.b", "a b", "a_b", "ä", "a\u{0}b", String(repeating: "a", count: 65)])
  func anyOtherSessionIDIsReplacedByItsHash(_ session: String) throws {
    _ = try pointer.write(session: session, project: folder.path)
    let names = folder.names(in: ".claude/workflows/.runs")
    #expect(names == [SHA256.hex(Array(session.utf8))])
    #expect(try SessionPointer.read(session: session, project: folder.path) == pointer)
    #expect(try SessionPointer.read(session: session + "x", project: folder.path) == nil)
  }

  @Test func aSessionWithoutARunHasNoPointer() throws {
    #expect(try SessionPointer.read(session: "s", project: folder.path) == nil)
  }

  @Test(arguments: [
    "", "not JSON", "[]", "{}", #"{"workdir":"/w","workflow":"x"}"#, #"{"workdir":1,"workflow":"x","run":"r"}"#,
  ])
  func aBrokenPointerFileIsAnError(_ text: String) throws {
    try folder.write(text, to: ".claude/workflows/.runs/s")
    #expect(throws: SystemError.self) { try SessionPointer.read(session: "s", project: folder.path) }
  }

  @Test func aPointerThatCannotBeReadIsAnError() throws {
    try folder.makeFolder(".claude/workflows/.runs/s")
    #expect(throws: SystemError.self) { try SessionPointer.read(session: "s", project: folder.path) }
  }

  @Test func aSecondRunOfTheSessionReplacesTheFirst() throws {
    _ = try pointer.write(session: "s", project: folder.path)
    var other = pointer
    other.run = "r2"
    _ = try other.write(session: "s", project: folder.path)
    #expect(try SessionPointer.read(session: "s", project: folder.path) == other)
    #expect(folder.names(in: ".claude/workflows/.runs") == ["s"])
  }

  @Test func theRunsBeforeAreRemembered() throws {
    var last = pointer
    for number in 0..<12 {
      var next = SessionPointer(workdir: "/w\(number % 10)", workflow: "w", run: "n\(number)")
      next.remember(last)
      _ = try next.write(session: "s", project: folder.path)
      last = try #require(try SessionPointer.read(session: "s", project: folder.path))
      #expect(last == next)
    }
    #expect(last.earlier.map(\.workdir) == ["/w0", "/w9", "/w8", "/w7", "/w6", "/w5", "/w4", "/w3"])
    #expect(last.earlier.first?.run == "n10")
    var again = SessionPointer(workdir: last.workdir, workflow: "w", run: "again")
    again.remember(last)
    #expect(again.earlier == [last.place] + last.earlier.dropLast(), "the run whose place it took")
    var goingOn = again
    goingOn.remember(again)
    #expect(goingOn == again)
    var third = SessionPointer(workdir: last.workdir, workflow: "w", run: "third")
    third.remember(again)
    #expect(third.earlier == [again.place] + again.earlier.dropFirst(), "of its own folder the last one alone")
    var first = pointer
    first.remember(nil)
    #expect(first == pointer)
  }

  @Test func aPlaceThatIsNoneIsPassedOver() throws {
    let text = #"{"workdir":"/w","workflow":"x","run":"r","earlier":[1,{"workdir":"/v"},{"workdir":"/v","run":"q"}]}"#
    try folder.write(text, to: ".claude/workflows/.runs/s")
    #expect(try SessionPointer.read(session: "s", project: folder.path)?.earlier.map(\.run) == ["q"])
  }

  @Test func onlyAPointerThatSaysSomethingElseIsWrittenAnew() throws {
    let path = SessionPointer.path(session: "s", project: folder.path)
    #expect(try pointer.write(session: "s", project: folder.path) == path)
    let before = FileSystem.status(path)
    #expect(try pointer.write(session: "s", project: folder.path, replacing: pointer) == nil)
    #expect(FileSystem.status(path) == before)
    try folder.write("{}", to: ".claude/workflows/.runs/s")
    #expect(try pointer.write(session: "s", project: folder.path) == path)
  }

  @Test func theRecordsOfARunLieBelowItsContextFolder() {
    let run = RunFolder(workdir: "/w")
    #expect(
      [run.context, run.journal, run.lock, run.archive, run.reportJSON, run.workflowOutput] == [
        "/w/.context", "/w/.context/.run/journal.jsonl", "/w/.context/.run/lock", "/w/.context/.run/archive",
        "/w/.context/report.json", "/w/.context/workflow-output.md",
      ])
  }
}
