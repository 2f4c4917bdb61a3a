import Diagnostics
import Documents
import Platform
import Testing

@testable import Runs

/// Whose call it is, in a state that is packed and restored at every step.
@Suite("The calls of a run")
struct CallTableTests {
  /// A run without a flow whose state is never packed, and the same one that
  /// goes through a checkpoint before each event.
  private struct Pair {
    var events: [RunEvent]
    var whole: RunState
    var restored: RunState

    init() throws {
      events = [RunEvent(sequence: 1, at: Timestamp(milliseconds: 0), kind: .runStarted(ScriptedRun.start))]
      whole = try #require(RunState(flow: nil, events: events))
      restored = whole
    }

    mutating func add(_ kind: RunEvent.Kind) throws {
      try restore()
      let number = events.count + 1
      let event = RunEvent(sequence: number, at: Timestamp(milliseconds: number), kind: kind)
      events.append(event)
      whole.apply(event)
      restored.apply(event)
    }

    private mutating func restore() throws {
      var (text, ends) = ([UInt8](), [Int]())
      for event in events {
        text += JSONWriter().bytes(event.encoded(previous: "")) + [10]
        ends.append(text.count)
      }
      let past = JournalText(path: "lines", bytes: text, ends: LineEnds(PackedWords(ends)))
      restored = try #require(RunState(packed: PackedBytes(restored.packed), past: past))
    }

    mutating func admit(_ node: String, _ call: String) throws {
      try add(
        .admitted(Admission(toolUseID: call, node: node, visit: 1, promptID: nil, answer: RecordedAnswer(.null))))
    }

    mutating func lose(_ call: String) throws {
      try add(.lost(Loss(node: "a", visit: 1, toolUseID: call, agentID: nil, cause: "gone")))
    }

    /// What is otherwise in the restored state; nil if nothing is.
    func difference(agents: [String], calls: [String]) -> String? {
      for agent in agents where restored.calls.place(ofAgent: agent) != whole.calls.place(ofAgent: agent) {
        return "the call of \(agent) after \(events.count) events"
      }
      for call in calls where restored.calls.place(ofTool: call) != whole.calls.place(ofTool: call) {
        return "\(call) after \(events.count) events"
      }
      for place in whole.calls.indices {
        let (known, call) = (whole.calls[place], restored.calls[place])
        let isSame =
          known.admission.toolUseID == call.admission.toolUseID && known.agentID == call.agentID
          && known.end == call.end && known.startedAt == call.startedAt && known.isBackground == call.isBackground
        if !isSame { return "call \(place) after \(events.count) events: \(call) instead of \(known)" }
      }
      if restored.strays != whole.strays { return "the strays after \(events.count) events" }
      return restored.packed == whole.packed ? nil : "the packed state after \(events.count) events"
    }
  }

  @Test func `an agent that turns out to be another call's is that one's behind a checkpoint, too`() throws {
    var pair = try Pair()
    try pair.admit("a", "t1")
    try pair.add(.started(agentID: "x", agent: "a"))
    #expect(pair.restored.calls.place(ofAgent: "x") == 0, "a guess: nobody else waits")
    try pair.lose("t1")
    try pair.admit("a", "t2")
    try pair.add(.joined(agentID: "x", toolUseID: "t2"))
    #expect(pair.restored.calls.place(ofAgent: "x") == 1)
    // And that call turns out to be somebody else's: the first one's agent has none.
    try pair.add(.joined(agentID: "y", toolUseID: "t2"))
    #expect(pair.restored.calls.place(ofAgent: "x") == nil)
    #expect(pair.restored.calls.place(ofAgent: "y") == 1)
    try pair.add(.turn(promptID: "p"))
    #expect(pair.restored.calls.place(ofAgent: "x") == nil, "nor behind the next checkpoint")
    #expect(pair.restored.calls[0].agentID == "x")
    #expect(pair.difference(agents: ["x", "y"], calls: ["t1", "t2"]) == nil)
  }

  @Test(arguments: 0..<4)
  func `in any order of events they are those of a state that was never packed`(_ part: Int) throws {
    var random = SeededGenerator(seed: UInt64(77 + part))
    func number(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
    let agents = (0..<5).map { "agent-\($0)" }
    for _ in 0..<12 {
      var pair = try Pair()
      var calls: [String] = []
      for _ in 0..<40 {
        switch number(6) {
        case 0, 1:
          // Now and then the host tells of a call twice.
          let call = "t\(number(8) == 0 ? number(calls.count + 1) : calls.count)"
          if !calls.contains(call) { calls.append(call) }
          try pair.admit(number(4) == 0 ? "b" : "a", call)
        case 2: try pair.add(.started(agentID: agents[number(agents.count)], agent: number(4) == 0 ? "b" : "a"))
        case 3, 4:
          guard !calls.isEmpty else { continue }
          try pair.add(.joined(agentID: agents[number(agents.count)], toolUseID: calls[number(calls.count)]))
        default:
          guard !calls.isEmpty else { continue }
          let call = calls[number(calls.count)]
          try number(2) == 0 ? pair.lose(call) : pair.add(.released(toolUseID: call))
        }
        let difference = pair.difference(agents: agents, calls: calls)
        #expect(difference == nil)
        if difference != nil { return }
      }
    }
  }
}
