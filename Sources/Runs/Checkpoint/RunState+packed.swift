import Documents
import Flows
import Platform

// MARK: - The state in a checkpoint
//
// What a state remembers of events it keeps by their numbers.

extension RunState {
  var packed: [UInt8] {
    var packer = Packer()
    packer.add(flow != nil)
    if let flow { packer.add(flow) }
    packer.add(start)
    packer.add(startedAt.milliseconds)
    packer.add(lastBegin.milliseconds)
    packer.add(endedAt?.milliseconds)
    packer.add(session)
    packer.add(definition.packed)
    packer.add(nodes)
    packer.add(formerNodes.count)
    for node in formerNodes { packer.add(node) }
    if let progress { packer.add(progress) }
    packer.add(variables)
    packer.add(calls.packed)
    packer.add(openPlaces)
    packer.add(strays.count)
    for (agentID, stray) in strays.sorted(by: { $0.key < $1.key }) {
      packer.add(agentID)
      packer.add(stray.node)
      packer.add(stray.startedAt.milliseconds)
    }
    packer.add(turns.sorted())
    packer.add(stopBlocks)
    packer.add(answers)
    packer.add(pastLateAttempts.lines)
    packer.add(pastRefusals.lines)
    packer.add(outcome?.rawValue)
    packer.add(sequence)
    return packer.bytes
  }

  /// nil if the bytes are none that `packed` has made. `past`: the lines of
  /// the journal that they stand for.
  init?(packed: PackedBytes, past: JournalText) {
    var unpacker = Unpacker(packed)
    let flow = unpacker.flag() ? unpacker.flow() : nil
    self.flow = flow
    start = unpacker.runStart()
    startedAt = unpacker.time()
    lastBegin = unpacker.time()
    endedAt = unpacker.optionalTime()
    session = unpacker.text()
    definition = StoredDefinition(packed: unpacker.packed())
    nodes = unpacker.nodeTable(past)
    for _ in 0..<unpacker.count() { formerNodes.append(unpacker.nodeState(past)) }
    progress = flow.map { unpacker.flowProgress($0) }
    variables = unpacker.object()
    self.past = past
    let pastCalls = unpacker.packedCalls()
    openPlaces = unpacker.integers()
    calls = CallTable(pastCalls, open: openPlaces)
    for _ in 0..<unpacker.count() {
      let agentID = unpacker.text()
      strays[agentID] = Stray(node: unpacker.text(), startedAt: unpacker.time())
    }
    turns = Set(unpacker.texts())
    stopBlocks = unpacker.integer()
    answers = unpacker.givenAnswers()
    pastLateAttempts = PastEvents(lines: unpacker.words(), of: past)
    pastRefusals = PastEvents(lines: unpacker.words(), of: past)
    outcome = unpacker.optionalText().flatMap(RunOutcome.init(rawValue:))
    sequence = unpacker.integer()
    // Whatever has put them together: events go to nodes by their places.
    let areFlows = flow.map { flow in
      flow.nodes.count == nodes.values.count && zip(flow.nodes, nodes.values).allSatisfy { $0.name == $1.name }
    }
    guard unpacker.isComplete, sequence == past.count, openPlaces.allSatisfy(calls.indices.contains), areFlows ?? true
    else { return nil }
  }
}

// MARK: - Parts

extension Packer {
  fileprivate mutating func add(_ start: RunStart) {
    add(start.format)
    add(start.run)
    add(start.workflow)
    add(start.session)
    add(start.key)
    add(start.promptID)
    add(start.project)
    add(start.workdir)
    add(start.input)
  }

  fileprivate mutating func add(_ answers: GivenAnswers) {
    for places in [answers.causes, answers.messages] {
      add(places.hashes)
      add(places.sequences)
    }
    add(answers.lastBlockedStop)
  }
}

extension Unpacker {
  mutating func time() -> Timestamp { Timestamp(milliseconds: integer()) }

  mutating func optionalTime() -> Timestamp? { flag() ? time() : nil }

  mutating func events(_ text: JournalText) -> [PastEvent] { list { .line($0.integer(), text) } }

  fileprivate mutating func runStart() -> RunStart {
    let format = integer()
    var start = RunStart(
      run: text(), workflow: text(), session: text(), key: optionalText(), promptID: optionalText(), project: text(),
      workdir: text(), input: node(), definition: .null, answer: RecordedAnswer(.null))
    start.format = format
    return start
  }

  fileprivate mutating func givenAnswers() -> GivenAnswers {
    let causes = GivenAnswers.Places(hashes: words(), sequences: words())
    let messages = GivenAnswers.Places(hashes: words(), sequences: words())
    if !causes.isSound || !messages.isSound { fail() }
    return GivenAnswers(causes: causes, messages: messages, lastBlockedStop: optionalInteger())
  }
}
