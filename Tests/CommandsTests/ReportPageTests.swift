import Diagnostics
import Documents
import Flows
import Foundation
import Platform
import Runs
import Testing

@testable import Commands

@Suite("The page of a report")
struct ReportPageTests {
  /// A run whose first node was judged these times, each a message, as hash
  /// and outcome.
  private func page(_ judgements: [(hash: String, outcome: Attempt.Outcome)]) throws -> (html: String, report: Node) {
    let flow = try #require(
      FlowReader(file: "flow.yaml").read(Array("name: f\nflow: |\n  START >> a >> b >> END\n".utf8)).accepted)
    let start = RunStart(
      run: "r", workflow: "f", session: "s", key: nil, promptID: nil, project: "/p", workdir: "/p",
      input: .object([:]), definition: .object([:]), answer: RecordedAnswer(.null))
    var kinds: [RunEvent.Kind] = [
      .runStarted(start),
      .admitted(Admission(toolUseID: "t", node: "a", visit: 1, promptID: nil, answer: RecordedAnswer(.null))),
      .started(agentID: "x", agent: "a"),
    ]
    for (place, judgement) in judgements.enumerated() {
      var attempt = Attempt(
        identity: MessageIdentity(key: "k\(place)", uuid: nil), node: "a", visit: 1, number: place + 1, agentID: "x",
        toolUseID: "t", outcome: judgement.outcome, isGated: true, answer: RecordedAnswer(.null))
      attempt.hash = judgement.hash
      kinds.append(.attempt(attempt))
    }
    let events = kinds.enumerated().map {
      RunEvent(sequence: $0.offset + 1, at: Timestamp(milliseconds: 0), kind: $0.element)
    }
    let state = try #require(RunState(flow: flow, events: events))
    let report = Report(state: state, outcome: "running", at: Timestamp(milliseconds: 0)).json
    let record = RunRecord(folder: RunFolder(workdir: "/p"), state: state, events: events)
    return (ReportPage(record: record, report: report, follows: false).html, report)
  }

  @Test func `counts final messages as the report does, however often they were judged`() throws {
    let (html, report) = try page([("1", .rejected), ("2", .unchecked), ("2", .unassigned), ("2", .accepted)])
    #expect(report["totals"]?["attempts"]?.integer == 2)
    #expect(html.contains("nodes done · 2 attempts, 1 not accepted · "), "\(html)")
    #expect(html.contains("<span class=\"note\">2 attempts, 1 not accepted</span>"), "\(html)")
    let attempts = try #require(report["nodes"]?.array?.first?["attempts"]?.array)
    #expect(attempts.map { $0["judged_later"]?.boolean } == [nil, true, true, nil])
    // Each judgement is listed all the same.
    #expect(html.components(separatedBy: "<p class=\"attempt\">").count == 5)
  }

  @Test func `counts the same words that were judged by themselves as often as they were said`() throws {
    let (html, report) = try page([("1", .rejected), ("1", .rejected)])
    #expect(report["totals"]?["attempts"]?.integer == 2)
    #expect(html.contains("nodes done · 2 attempts, 2 not accepted · "), "\(html)")
  }
}
