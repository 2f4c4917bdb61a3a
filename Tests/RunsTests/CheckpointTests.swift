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
      let state = try #require(RunState(flow: flow, events: journal.decoded))
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
      #expect(stored.journal.decoded.count == run.events.count - count)
      #expect(stored.journal.events == nil)
      #expect(try Journal.read(runFolder.journal)?.events?.count == run.events.count)
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
    #expect(back.journal.decoded.count * back.journal.decoded.count * 4 < back.journal.count)
    #expect(try Journal.read(runFolder.journal)?.decoded.count == run.events.count)
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

  /// A run whose journal is so long that it has a mark, and a checkpoint
  /// behind all but its last event.
  private func long() throws -> (run: ScriptedRun, file: Date) {
    var run = try #require(ScriptedRun("START >> a >> b >> END"))
    let text = String(repeating: "why ", count: 20_000)
    for number in 0..<4 {
      run.add(
        .refused(Refusal(toolUseID: "early-\(number)", node: "b", promptID: nil, reason: text, answer: .init(.null))))
    }
    run.finish("a")
    var journal = Journal(creating: runFolder.journal)
    for event in run.events.dropLast() { try journal.append([event.kind], at: event.at, durably: false) }
    try journal.checkpoint(try #require(RunState(flow: run.state.flow, events: journal.decoded)).packed)
      .write(journal: journal.path)
    let last = try #require(run.events.last)
    try journal.append([last.kind], at: last.at, durably: false)
    return (run, Date())
  }

  @Test func `of a long journal that is as we left it needs none of its lines`() throws {
    let (run, _) = try long()
    #expect(FileManager.default.fileExists(atPath: Path.join(runFolder.records, "mark")))
    let stored = try #require(StoredRun.restore(runFolder))
    #expect(stored.state.packed == RunState(flow: run.state.flow, events: run.events)?.packed)
    #expect(stored.journal.decoded.count == 1)
    #expect(stored.state.refusals.count == 4, "they are read when they are asked for")
    let whole = try #require(folder.text("work/.context/.run/journal.jsonl"))
    try FileManager.default.removeItem(atPath: runFolder.journal)
    #expect(stored.state.refusals.isEmpty, "and nobody has read them before")
    // Put back by somebody else it is read, and is right.
    try put("journal.jsonl", Array(whole.utf8))
    let again = try #require(StoredRun.restore(runFolder))
    try FileManager.default.removeItem(atPath: runFolder.journal)
    #expect(again.state.refusals.count == 4)
  }

  @Test func `of a long journal that somebody else wrote to is held against it`() throws {
    let (_, written) = try long()
    let whole = Array(try #require(folder.text("work/.context/.run/journal.jsonl")).utf8)
    for place in stride(from: 0, to: whole.count, by: whole.count / 50) {
      var other = whole
      other[place] ^= 0x01
      try put("journal.jsonl", other)
      // On a coarse clock the change may bear the same time.
      try FileManager.default.setAttributes(
        [.modificationDate: written.addingTimeInterval(Double(place + 5))], ofItemAtPath: runFolder.journal)
      #expect(StoredRun.restore(runFolder) == nil, "byte \(place)")
    }
  }

  @Test func `of a later version is not used`() throws {
    let journal = try write(6)
    var packer = Packer()
    packer.add(Checkpoint.format + 1)
    packer.add([journal.count])
    try SealedFile.write(packer.bytes, to: Checkpoint.path(of: runFolder.journal))
    #expect(StoredRun.restore(runFolder) == nil)
  }

  /// What `packed` doesn't name is lost, and no comparison of packed states
  /// shows it: whoever adds a property packs it, and counts it here.
  @Test func `holds every property of a state`() throws {
    func count(_ value: Any) -> Int { Mirror(reflecting: value).children.count }
    let state = try #require(RunState(flow: flow, events: run.events))
    let node = try #require(state.nodes["a"])
    let call = try #require(state.calls.first)
    #expect(count(state) == 23)
    #expect(count(state.calls) == 6)
    #expect(count(node) == 8)
    #expect(count(node.record.value) == 13)
    #expect(count(try #require(node.items.first)) == 9)
    #expect(count(call) == 5)
    #expect(count(call.admission) == 5)
    #expect(count(try #require(state.progress)) == 12)
    #expect(count(flow) == 12)
    #expect(count(flow.execution) == 7)
    #expect(count(state.start) == 11)
    #expect(count(state.answers) == 3)
    #expect(count(try #require(node.record.value.attempts.first)) == 5)
    #expect(count(Stray(node: "a", startedAt: run.events[0].at)) == 2)
    let item = EarlierItem(value: .null, artifact: .init(), acceptance: .known(run.events[0]))
    #expect(count(item) == 3)
    #expect(count(item.artifact) == 2)
  }

  /// A state with all that is seldom there: a loop gone back to, a node that
  /// the flow no longer has, agents without a call, documents nobody can place.
  @Test func `holds what is seldom there`() throws {
    let chains = ["START >> list >> work * $parts[2] >> check >> END", "check ?again >> work"]
    let text =
      "name: r\nstate: {parts: [a, b, {id: c}], empty: 1}\nflow: |\n" + chains.map { "  \($0)\n" }.joined()
      + "conditions: {check: {again: output.again}}\n"
    let flow = try #require(FlowReader(file: "flow.yaml").read(Array(text.utf8)).accepted)
    let beginning = Timestamp(milliseconds: ScriptedRun.beginning)
    let start = RunEvent(sequence: 1, at: beginning, kind: .runStarted(ScriptedRun.start))
    var state = try #require(RunState(flow: flow, events: [start]))
    var events = [start]
    func add(_ kind: RunEvent.Kind) {
      let event = RunEvent(sequence: events.count + 1, at: beginning.adding(seconds: events.count), kind: kind)
      events.append(event)
      state.apply(event)
      for decided in state.decideDue(at: event.at) {
        events.append(RunEvent(sequence: events.count + 1, at: event.at, kind: decided))
      }
    }
    func attempt(_ node: String, _ item: Int?, _ outcome: Attempt.Outcome, _ call: String, again: Bool = false) {
      var attempt = Attempt(
        identity: MessageIdentity(key: "k\(events.count)", uuid: "u\(events.count)"), node: node,
        visit: state.nodes[node]?.visit ?? 1, number: 1, agentID: "agent-" + call, toolUseID: call, outcome: outcome,
        isGated: true, answer: RecordedAnswer(.null))
      attempt.item = item
      attempt.note = outcome == .accepted ? nil : "why"
      attempt.header = .object(["again": .boolean(again)])
      if outcome == .accepted {
        attempt.target = "/p/\(node)-\(item ?? 0).md"
        attempt.artifactHash = "h\(item ?? 0)"
        let document = Document(header: attempt.header ?? .null, content: .string(""), text: "", hasFrontmatter: true)
        if item == nil { attempt.departure = state.departure(of: node, accepting: document, attempt: 1) }
      }
      add(.attempt(attempt))
    }
    func call(_ node: String, _ item: Int?, _ id: String) {
      add(
        .admitted(
          Admission(
            toolUseID: id, node: node, visit: state.nodes[node]?.visit ?? 1, item: item, timeout: 60, promptID: "p",
            answer: RecordedAnswer(.null))))
      add(.joined(agentID: "agent-" + id, toolUseID: id))
    }
    call("list", nil, "l")
    attempt("list", nil, .accepted, "l")
    for item in 0..<3 {
      call("work", item, "w\(item)")
      attempt("work", item, .accepted, "w\(item)")
    }
    call("check", nil, "c")
    attempt("check", nil, .accepted, "c", again: true)
    add(.started(agentID: "stray", agent: "work"))
    call("work", 0, "v0")
    attempt("work", 0, .unassigned, "v0")
    call("work", 1, "v1")
    attempt("work", 1, .unchecked, "v1")
    add(.lost(Loss(node: "work", visit: 2, item: 2, toolUseID: nil, agentID: nil, cause: "gone", policy: .skip)))
    add(.usage(Usage(toolUseID: "v0", agentID: nil, node: "work", tokens: 1, milliseconds: 2, toolUses: 3)))
    #expect(!state.strays.isEmpty)
    #expect(state.nodes["work"]?.held != nil)
    let definition = Node.object(["flow": .string("name: r\nflow: START >> list >> END\n")])
    for (definition, kept) in [(nil, nil), (definition, [])] as [(Node?, [Departure]?)] {
      try expectKept(state, events)
      add(
        .resumed(
          Resumption(
            session: "s2", key: "p8", promptID: "p8", definition: definition, kept: kept, answer: RecordedAnswer(.null))
        ))
    }
    #expect(!state.formerNodes.isEmpty)
    try expectKept(state, events)
  }

  @Test func `holds the files that admissions have added, and takes more behind them`() throws {
    let file = { (name: String) in Node.array([.string("agent"), .string(name), .null]) }
    var run = try #require(ScriptedRun())
    run.admit("a", files: [file("a"), file("more")])
    run.begin("a")
    run.attempt("a", .accepted)
    run.admit("b", files: [file("b")])
    run.add(.resumed(Resumption(session: "s1", key: nil, promptID: nil, reset: ["a"], answer: .init(.null))))
    run.admit("c", files: [file("c")])
    let whole = try #require(RunState(flow: nil, events: run.events))
    #expect(whole.definition.node["files"] == .array(["a", "more", "b", "c"].map(file)))
    for count in 1...run.events.count {
      try? FileManager.default.removeItem(atPath: runFolder.journal)
      var journal = Journal(creating: runFolder.journal)
      for event in run.events.prefix(count) { try journal.append([event.kind], at: event.at, durably: false) }
      let state = try #require(RunState(flow: nil, events: journal.decoded))
      try journal.checkpoint(state.packed).write(journal: journal.path)
      for event in run.events.dropFirst(count) { try journal.append([event.kind], at: event.at, durably: false) }
      let stored = try #require(StoredRun.restore(runFolder), "after \(count)")
      #expect(stored.state.packed == whole.packed, "after \(count)")
      #expect(stored.state.status(of: "a") == .ready)
    }
  }

  private func expectKept(_ state: RunState, _ events: [RunEvent]) throws {
    var text: [UInt8] = []
    var ends: [Int] = []
    for event in events {
      text += JSONWriter().bytes(event.encoded(previous: "")) + [10]
      ends.append(text.count)
    }
    let past = JournalText(path: "lines", bytes: text, ends: LineEnds(PackedWords(ends)))
    let back = try #require(RunState(packed: PackedBytes(state.packed), past: past))
    #expect(back.packed == state.packed)
    // As far as a description can tell, nothing is otherwise but what is
    // decoded when it is asked for.
    for (node, known) in zip(back.recalled().nodes.values, state.nodes.values) {
      #expect(node.attempts.map(\.fields) == known.attempts.map(\.fields))
      #expect(node.losses.map(\.fields) == known.losses.map(\.fields))
      #expect(node.usage.map(\.fields) == known.usage.map(\.fields))
      #expect(node.standing == known.standing)
      #expect(node.earlierItems.map(\.value) == known.earlierItems.map(\.value))
      #expect(node.items.map(\.held) == known.items.map(\.held))
      #expect(node.held == known.held)
      #expect(node.due == known.due)
      #expect(node.pendingItems == known.pendingItems)
      #expect(node.tries == known.tries)
      #expect(node.nextNumber(ofItem: 0) == known.nextNumber(ofItem: 0))
      #expect(back.status(of: node.name) == state.status(of: node.name))
    }
    #expect(back.formerNodes.map(\.name) == state.formerNodes.map(\.name))
    #expect(back.strays == state.strays)
    #expect(back.openCalls.map(\.agentID) == state.openCalls.map(\.agentID))
    #expect(back.unassignedAttempts.map(\.fields) == state.unassignedAttempts.map(\.fields))
    #expect(back.variables == state.variables)
    #expect(back.statuses == state.statuses)
  }

  @Test func `of another flow's nodes is not used`() throws {
    var state = try #require(RunState(flow: flow, events: run.events))
    let past = JournalText(path: "lines", bytes: [], ends: LineEnds(PackedWords(Array(1...state.sequence))))
    #expect(RunState(packed: PackedBytes(state.packed), past: past) != nil)
    for text in ["START >> a >> END", "START >> z >> END"] {
      let file = "name: wf\nflow: \(text)\n"
      let other = try #require(FlowReader(file: "flow.yaml").read(Array(file.utf8)).accepted as Flow?)
      state.flow = other
      #expect(RunState(packed: PackedBytes(state.packed), past: past) == nil)
    }
  }

  /// Whoever changes what is packed, or what an event does to a state, must
  /// raise the format's number with it: an older checkpoint would be taken for
  /// one of the new kind.
  @Test func `of this format has this form`() throws {
    let state = try #require(RunState(flow: flow, events: run.events))
    #expect(Checkpoint.format == 6)
    #expect(XXH64.hex(state.packed) == "d246a25cac8e24bb")
  }

  @Test func `that can't be written does no harm`() throws {
    let stored = try #require(StoredRun.restored(from: try write(6, checkpoint: false), flow))
    try FileSystem.makeDirectories(Checkpoint.path(of: runFolder.journal))
    stored.saveCheckpoint()
    #expect(StoredRun.restore(runFolder) == nil)
    #expect(try Journal.read(runFolder.journal)?.decoded.count == 6)
  }
}

extension StoredRun {
  fileprivate static func restored(from journal: Journal, _ flow: Flow) -> StoredRun? {
    RunState(flow: flow, events: journal.decoded).map { StoredRun(journal: journal, state: $0) }
  }
}
