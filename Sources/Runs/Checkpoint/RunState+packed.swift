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
    packer.add(calls.count)
    for place in calls.indices { add(call: place, to: &packer) }
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
    packer.add(pastLateAttempts.map(\.sequence))
    packer.add(pastRefusals.map(\.sequence))
    packer.add(outcome?.rawValue)
    packer.add(sequence)
    return packer.bytes
  }

  /// nil if the bytes are none that `packed` has made. `past`: the lines of
  /// the journal that they stand for.
  init?(packed: [UInt8], past: JournalText) {
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
    let count = unpacker.count()
    let room = Unpacker.room(for: count)
    calls.reserveCapacity(room)
    callByTool.reserveCapacity(room)
    callByAgent.reserveCapacity(room)
    for _ in 0..<count { restoreCall(&unpacker) }
    openPlaces = unpacker.integers()
    for _ in 0..<unpacker.count() {
      let agentID = unpacker.text()
      strays[agentID] = Stray(node: unpacker.text(), startedAt: unpacker.time())
    }
    turns = Set(unpacker.texts())
    stopBlocks = unpacker.integer()
    answers = unpacker.givenAnswers()
    pastLateAttempts = unpacker.events(past)
    pastRefusals = unpacker.events(past)
    outcome = unpacker.optionalText().flatMap(RunOutcome.init(rawValue:))
    sequence = unpacker.integer()
    guard unpacker.isComplete, sequence == past.count, openPlaces.allSatisfy(calls.indices.contains) else { return nil }
  }
}

// MARK: - Calls

extension RunState {
  private func add(call place: Int, to packer: inout Packer) {
    let call = calls[place]
    let admission = call.admission
    packer.add(admission.toolUseID)
    // The node of another definition may be gone.
    let node = nodes.place(of: admission.node)
    packer.add(node ?? -1)
    if node == nil { packer.add(admission.node) }
    packer.add(admission.visit)
    packer.add(admission.item)
    packer.add(admission.timeout)
    packer.add(call.agentID)
    packer.add(call.agentID.map { callByAgent[$0] == place } ?? false)
    packer.add(call.startedAt?.milliseconds)
    packer.add(call.isBackground)
    packer.add(call.end.map { Call.End.all.firstIndex(of: $0) ?? -1 })
  }

  private mutating func restoreCall(_ unpacker: inout Unpacker) {
    let toolUseID = unpacker.text()
    let place = unpacker.integer()
    let node = nodes.values.indices.contains(place) ? nodes[place].name : unpacker.text()
    let admission = Call.Admitted(
      toolUseID: toolUseID, node: node, visit: unpacker.integer(), item: unpacker.optionalInteger(),
      timeout: unpacker.optionalInteger())
    var call = Call(admission: admission, agentID: unpacker.optionalText())
    let isAgents = unpacker.flag()
    call.startedAt = unpacker.optionalTime()
    call.isBackground = unpacker.flag()
    call.end = unpacker.optionalInteger().flatMap { Call.End.all.indices.contains($0) ? Call.End.all[$0] : nil }
    callByTool[toolUseID] = calls.count
    if isAgents, let agentID = call.agentID { callByAgent[agentID] = calls.count }
    calls.append(call)
  }
}

extension Call.End {
  /// In the order of the numbers by which they are packed.
  fileprivate static let all: [Call.End] = [.settled, .lost, .released]
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
      add(places.count)
      for place in places {
        add(word: place.hash)
        add(place.sequence)
      }
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
    let causes = places()
    return GivenAnswers(causes: causes, messages: places(), lastBlockedStop: optionalInteger())
  }

  private mutating func places() -> [GivenAnswers.Place] {
    list { GivenAnswers.Place(hash: $0.word(), sequence: $0.integer()) }
  }
}
