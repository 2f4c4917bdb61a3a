import Diagnostics
import Documents
import Flows
import Platform
import Testing

@testable import Runs

struct RunEventCodingTests {
  static let everyKind: [RunEvent.Kind] = {
    var full = Attempt(
      identity: MessageIdentity(key: "k", uuid: nil), node: "a", visit: 2, number: 3, agentID: "g", toolUseID: "t",
      outcome: .accepted, isGated: false,
      answer: .init(.object(["continue": .boolean(true)])))
    full.policy = .skip
    full.contract = "C"
    full.contractVersion = "1.0"
    full.file = "attempts/a/2-3.md"
    full.hash = "00ff"
    full.target = "/w/.context/a.md"
    full.header = .object(["n": .integer(1), "none": .null])
    full.item = 2
    let departure = Departure(
      node: "a", visit: 1, outcome: .failed, because: "no label", labels: ["ok"],
      edges: [FlowEdgeName(from: "a", to: "b"), FlowEdgeName(from: "a", to: "END", label: "ok")],
      state: Node.object(["list": .array([.integer(1)])]).object ?? Object())
    full.departure = departure
    full.hold = .changed
    full.problems = [.init(identity: "schema/type /header/n #", line: "2:4 /header/n: \"é\u{1F600}\n\"")]
    full.note = "a\u{0}b"
    let outcomes: [Attempt.Outcome] = [.accepted, .rejected, .exhausted, .unchecked, .late, .unassigned]
    return [
      .runStarted(ScriptedRun.start),
      .runStarted(
        RunStart(
          run: "", workflow: "w", session: "s", key: nil, promptID: nil, project: "/", workdir: "/", input: .null,
          definition: .null, answer: .init(.null))),
      .turn(promptID: "p"),
      .admitted(Admission(toolUseID: "t", node: "a", visit: 1, promptID: "p", answer: .init(.null))),
      .admitted(
        Admission(toolUseID: "t", node: "a", visit: 7, item: 3, timeout: 60, promptID: nil, answer: .init(.object([:])))
      ),
      .admitted(
        Admission(
          toolUseID: "t", node: "a", visit: 1, promptID: nil,
          files: [.array([.string("agent"), .string("a"), .null]), .array([.string("contract")])],
          answer: .init(.null))),
      .refused(Refusal(toolUseID: "t", node: "a", promptID: nil, reason: "no", answer: .init(.string("x")))),
      .started(agentID: "g", agent: "a"), .joined(agentID: "g", toolUseID: "t"), .attempt(full),
      .lost(Loss(node: "a", visit: 1, toolUseID: "t", agentID: "g", cause: "c", policy: .terminate)),
      .lost(Loss(node: "a", visit: 1, toolUseID: nil, agentID: nil, cause: "")),
      .released(toolUseID: "t"),
      .usage(Usage(toolUseID: "t", agentID: "g", node: "a", tokens: 1, milliseconds: 2, toolUses: 3)),
      .usage(Usage(toolUseID: "t", agentID: nil, node: "a", tokens: nil, milliseconds: nil, toolUses: nil)),
      .stopBlocked(MessageIdentity(key: "k", uuid: "u"), answer: .init(.array([.integer(1)]))),
      .stopBlocked(MessageIdentity(key: "", uuid: nil), answer: .init(.null)),
      .resumed(Resumption(session: "s", key: "k", promptID: "p", answer: .init(.null))),
      .resumed(Resumption(session: "s", key: nil, promptID: nil, answer: .init(.null))),
      .resumed(
        Resumption(
          session: "s", key: nil, promptID: nil, definition: .object(["hash": .string("h")]), kept: [departure],
          answer: .init(.null))),
      .resumed(Resumption(session: "s", key: nil, promptID: nil, kept: [], redo: "a", answer: .init(.null))),
      .resumed(Resumption(session: "s", key: nil, promptID: nil, reset: ["a", "b"], answer: .init(.null))),
      .left(departure), .left(Departure(node: "b", visit: 1, outcome: .skipped)),
      .lost(Loss(node: "a", visit: 1, item: 4, toolUseID: nil, agentID: nil, cause: "")),
      .sessionEnded(session: "s", reason: "clear"), .unknown("from-the-future"),
    ]
      + outcomes.map { outcome in
        .attempt(
          Attempt(
            identity: MessageIdentity(key: "", uuid: nil), node: "a", visit: 1, number: 1, agentID: "", toolUseID: nil,
            outcome: outcome, isGated: true,
            answer: .init(.null)))
      }
      + [
        .finished(.aborted, key: "p", answer: .init(.object(["decision": .string("block")]))),
        .finished(.paused, key: nil, answer: .init(.null)),
      ]
      + [.complete, .failed, .stalled, .terminated, .paused, .aborted].map { .finished($0) }
  }()

  @Test(arguments: everyKind.indices)
  func everyKindReadsBackAsItWasWritten(_ index: Int) throws {
    let event = RunEvent(
      sequence: index + 1, at: Timestamp(milliseconds: 1_767_693_600_123), kind: Self.everyKind[index])
    let line = JSONWriter().bytes(event.encoded(previous: "abc"))
    #expect(!line.contains(10), "an event is one line")
    let node = try #require(JSONReader(file: "journal", unreadKeys: RunEvent.unreadKeys).read(line).accepted)
    let back = try RunEvent(decoding: node)
    #expect(back.withoutPlaces == event.withoutPlaces)
    #expect(JSONWriter().bytes(back.encoded(previous: "abc")) == line)
  }

  @Test(arguments: [
    ("[]", "\"seq\""), (#"{"seq":1,"at":"yesterday","event":"turn"}"#, "\"at\""),
    (#"{"seq":1,"at":"2026-01-06T10:00:00.000Z","event":"turn"}"#, "the event \"turn\" has no usable \"prompt_id\""),
    (#"{"seq":1,"at":"2026-01-06T10:00:00.000Z","event":"turn","prompt_id":3}"#, "\"prompt_id\""),
    (#"{"seq":1,"at":"2026-01-06T10:00:00.000Z","event":"finished","outcome":"fine"}"#, "\"outcome\""),
    (
      #"{"seq":1,"at":"2026-01-06T10:00:00.000Z","event":"admitted","tool_use_id":"t","node":"a","visit":1.5}"#,
      "\"visit\""
    ),
    (#"{"seq":1,"at":"2026-01-06T10:00:00.000Z","event":"attempt","outcome":"perhaps"}"#, "\"outcome\""),
    (#"{"seq":1,"at":"2026-01-06T10:00:00.000Z","event":"stop-blocked"}"#, "\"key\""),
  ])
  func aLineThatLacksWhatItsKindNeedsIsNoEvent(_ line: String, _ problem: String) throws {
    let node = try #require(JSONReader(file: "journal").read(Array(line.utf8)).value)
    let error = #expect(throws: EventDecodingError.self) { try RunEvent(decoding: node) }
    #expect(error?.problem.contains(problem) == true)
  }

  @Test func membersThatANewerVersionAddedAreNoError() throws {
    let line = #"{"seq":1,"at":"2026-01-06T10:00:00.000Z","event":"turn","prompt_id":"p","mood":"good"}"#
    let node = try #require(JSONReader(file: "journal").read(Array(line.utf8)).value)
    guard case .turn(let promptID) = try RunEvent(decoding: node).kind else {
      Issue.record("expected a turn")
      return
    }
    #expect(promptID == "p")
  }
}

extension RunEvent {
  /// Swift's own description, which shows every stored value, without the
  /// places of values in a text.
  var withoutPlaces: String {
    String(describing: self).replacing(/Diagnostics.TextRange\(start: \d+:\d+, end: \d+:\d+\)/, with: "")
  }
}
