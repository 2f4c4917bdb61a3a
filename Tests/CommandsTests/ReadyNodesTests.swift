import Diagnostics
import Documents
import Flows
import Foundation
import Platform
import Runs
import TestSupport
import Testing

@testable import Commands

/// What is told to be ready, beside what the gate would do.
@Suite("What is ready, and may start")
struct ReadyNodesTests {
  /// A run of some events; each has its second.
  private func record(
    flow chain: String? = "START >> [a, b] >> c >> END", more: String = "", project: String = "/nowhere/p",
    files: [String] = [], _ kinds: [RunEvent.Kind] = [], isArchived: Bool = false
  ) throws -> RunRecord {
    let flow = try chain.map { chain in
      let text = "name: f\nflow: |\n  \(chain)\n\(more)"
      return try #require(FlowReader(file: "flow.yaml").read(Array(text.utf8)).accepted)
    }
    let files = files.map { path in
      Node.array([.string("contract"), .string("c"), .string(path), .string("1"), .string("1"), .null])
    }
    let start = RunStart(
      run: "r", workflow: "f", session: "s", key: nil, promptID: nil, project: project, workdir: "/nowhere/p",
      input: .object([:]), definition: .object(["files": .array(files)]), answer: RecordedAnswer(.null))
    let events = ([.runStarted(start)] + kinds).enumerated().map {
      RunEvent(sequence: $0.offset + 1, at: Timestamp(milliseconds: 1000 * $0.offset), kind: $0.element)
    }
    return RunRecord(
      folder: RunFolder(workdir: "/nowhere/p"), state: try #require(RunState(flow: flow, events: events)),
      events: events, isArchived: isArchived)
  }

  private func admitted(_ node: String, _ call: String, item: Int? = nil) -> RunEvent.Kind {
    .admitted(
      Admission(toolUseID: call, node: node, visit: 1, item: item, promptID: nil, answer: RecordedAnswer(.null)))
  }

  private func attempt(
    _ node: String, _ outcome: Attempt.Outcome, call: String? = nil, policy: ExhaustedPolicy? = nil, note: String? = nil
  ) -> RunEvent.Kind {
    var attempt = Attempt(
      identity: MessageIdentity(key: "k\(node)", uuid: nil), node: node, visit: 1, number: 1, agentID: "x\(node)",
      toolUseID: call, outcome: outcome, isGated: true, answer: RecordedAnswer(.null))
    attempt.policy = policy
    attempt.note = note
    attempt.hash = "1"
    attempt.file = "attempts/\(node)/visit-1-attempt-1.md"
    if outcome == .exhausted {
      attempt.departure = Departure(node: node, visit: 1, outcome: .failed, because: "its attempts were exhausted")
    }
    return .attempt(attempt)
  }

  private let now = Timestamp(milliseconds: 100_000)

  private func text(_ record: RunRecord) -> String { StatusText(record: record, now: now, color: false).text }

  /// Expects the same in all forms.
  private func expect(_ record: RunRecord, ready names: [String], because: String?) throws {
    let list = names.joined(separator: ", ")
    let line = because.map { "ready, not let in: \(list) (\($0))" } ?? "ready: \(list)"
    #expect(text(record).contains("\n\n\(line)\n"), "\(text(record))")
    let report = Report(state: record.state, outcome: record.standing, at: now, ready: record.ready(at: now))
    #expect(report.json["ready"]?["nodes"]?.array?.compactMap(\.string) == names)
    #expect(report.json["ready"]?["may_start"]?.boolean == (because == nil))
    #expect(report.json["ready"]?["because"]?.string == because)
    let html = ReportPage(record: record, report: report.json, follows: false).html
    let bold = names.map { "<b>\($0)</b>" }.joined(separator: ", ")
    let paragraph =
      because.map { "Ready, not let in: \(bold) <span class=\"because\">\($0)</span>" } ?? "Ready: \(bold)"
    #expect(html.contains("<p class=\"ready-nodes\">\(paragraph)</p>"), "\(html)")
    let code = names.map { "`\($0)`" }.joined(separator: ", ")
    let row = because.map { "| ready, not let in | \(code): \($0) |" } ?? "| ready | \(code) |"
    #expect(report.markdown.contains(row), "\(report.markdown)")
  }

  @Test func `What may start is ready`() throws {
    try expect(try record(), ready: ["a", "b"], because: nil)
    try expect(try record(more: "execution: {timeout: 100}\n"), ready: ["a", "b"], because: nil)
  }

  @Test func `What is ready in a run that is paused or stalled isn't let in`() throws {
    try expect(try record([.finished(.paused)]), ready: ["a", "b"], because: "the run is paused")
    try expect(try record([.finished(.stalled)]), ready: ["a", "b"], because: "the run is stalled")
    #expect(text(try record([.finished(.paused)])).hasSuffix("\n/f in Claude Code goes on\n"))
  }

  @Test func `Nor behind the run's deadline`() throws {
    try expect(
      try record(more: "execution: {timeout: 99}\n"), ready: ["a", "b"],
      because: "its time was over at 1970-01-01T00:01:39.000Z (timeout); /f gives it the same time once more")
  }

  @Test func `Nor while max_parallel is used up`() throws {
    try expect(
      try record(more: "execution: {max_parallel: 1}\n", [admitted("a", "t1")]), ready: ["b"],
      because: "an agent is at work, no more than 1 may be (max_parallel)")
  }

  @Test func `Nor while another node is held, or has failed`() throws {
    try expect(
      try record([admitted("a", "t1"), attempt("a", .unchecked, call: "t1", note: "the disk is full")]), ready: ["b"],
      because: "a is held")
    try expect(
      try record([admitted("a", "t1"), attempt("a", .exhausted, call: "t1", policy: .fail)]), ready: ["b"],
      because: "a failed")
  }

  @Test func `Nor in a run whose place another one took`() throws {
    try expect(try record(isArchived: true), ready: ["a", "b"], because: "another run took its place")
  }

  @Test func `Nor when the definition was changed, which is told though nothing is ready, too`() throws {
    let folder = try ScratchFolder()
    let changed = { (flow: String?, kinds: [RunEvent.Kind]) in
      try record(flow: flow, project: folder.path, files: ["contracts/c.yaml"], kinds)
    }
    func why(_ quote: String) -> String {
      "\(quote)contracts/c.yaml\(quote) changed since the run began; restore it, or take it as it is by /f --force"
    }
    for (flow, kinds) in [(nil, []), (nil, [admitted("a", "t1")]), ("START >> a >> END", [admitted("a", "t1")])]
      as [(String?, [RunEvent.Kind])]
    {
      let told = try changed(flow, kinds)
      #expect(text(told).hasSuffix("\n\nno agent is let in (\(why("\"")))\n"), "\(text(told))")
      let report = Report(state: told.state, outcome: told.standing, at: now, ready: told.ready(at: now))
      #expect(report.json["ready"]?["nodes"]?.array?.isEmpty == true)
      #expect(report.json["ready"]?["may_start"]?.boolean == false)
      #expect(report.markdown.contains("| no agent is let in | \(why("\"")) |"), "\(report.markdown)")
      let page = ReportPage(record: told, report: report.json, follows: false).html
      #expect(page.contains(">No agent is let in <span class=\"because\">\(why("&quot;"))</span>"), "\(page)")
    }
    #expect(try changed(nil, [.finished(.complete)]).ready(at: now) == nil)
    #expect(text(try changed("START >> a >> END", [])).contains("\nready, not let in: a ("))
  }

  @Test func `Where nothing is ready nothing is told`() throws {
    let record = try record(flow: "START >> a >> END", [admitted("a", "t1")])
    #expect(record.ready(at: now) == nil && !text(record).contains("\nready"))
    let report = Report(state: record.state, outcome: "running", at: now, ready: record.ready(at: now))
    #expect(report.json["ready"] == nil && !report.markdown.contains("| ready"))
  }

  @Test func `A document that may be any item's is told with what happens to it, and nothing is to be mended`() throws {
    let loop: [RunEvent.Kind] = [
      admitted("a", "t1", item: 0), admitted("a", "t2", item: 1), .started(agentID: "x", agent: "a"),
      .started(agentID: "xa", agent: "a"),
      attempt("a", .unassigned, note: "nothing tells which of them this document belongs to"),
    ]
    let more = "state: {items: [p, q]}\n"
    let waits = try record(flow: "START >> a * $items[2] >> c >> END", more: more, loop)
    #expect(
      text(waits).contains(
        """
              nothing tells which of them this document belongs to
              .context/.run/attempts/a/visit-1-attempt-1.md

        """), "\(text(waits))")
    #expect(
      text(waits).contains("Wait for those at work, whose ends may tell it, then give /f again: unless it is clear"))
    let lost = ["t1", "t2"].map {
      RunEvent.Kind.lost(
        Loss(node: "a", visit: 1, item: $0 == "t1" ? 0 : 1, toolUseID: $0, agentID: nil, cause: "gone"))
    }
    let told = text(try record(flow: "START >> a * $items[2] >> c >> END", more: more, loop + lost))
    #expect(
      told.hasSuffix(
        """

        Give /f again: unless it is clear by then whose document it is, the item of a runs again; the document lies in \
        .context/.run/attempts/a/visit-1-attempt-1.md.

        """), "\(told)")
    #expect(!told.lowercased().contains("mend"))
    try expectRemedy(try record(flow: "START >> a * $items[2] >> c >> END", more: more, loop + lost))
  }

  /// Expects the last line of the status in all forms of the report.
  private func expectRemedy(_ record: RunRecord) throws {
    let report = Report(state: record.state, outcome: record.standing, at: now)
    let remedy = try #require(report.json["remedy"]?.string)
    #expect(text(record).hasSuffix("\n" + remedy + "\n"))
    #expect(report.markdown.contains("\n| to do | \(remedy) |\n"))
    #expect(ReportPage(record: record, report: report.json, follows: false).html.contains(">\(remedy)</p>\n</section>"))
  }

  @Test func `A held document is told with what is to be mended`() throws {
    let held = try record([admitted("a", "t1"), attempt("a", .unchecked, call: "t1", note: "the disk is full")])
    let told = text(held)
    try expectRemedy(held)
    #expect(
      told.hasSuffix(
        "\nMend the cause, then give /f again: the kept document is checked without running a.\n"), "\(told)")
  }
}
