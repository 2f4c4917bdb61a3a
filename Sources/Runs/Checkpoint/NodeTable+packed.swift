import Documents
import Platform

extension Packer {
  mutating func add(_ nodes: NodeTable) {
    add(nodes.values.count)
    for node in nodes.values { add(node) }
  }

  mutating func add(_ node: NodeState) {
    add(node.name)
    add(node.visit)
    add(node.isActive)
    add(node.outcome)
    add(node.failsRun)
    add(node.due)
    add(node.unassigned)
    add(node.isQuiet)
    add(node.record.bytes ?? node.record.value.packed)
  }

  fileprivate mutating func add(_ record: NodeRecord) {
    add(record.items.count)
    for item in record.items { add(item) }
    add(Array(record.pendingItems))
    add(record.activations)
    add(record.isUsed)
    add(record.labels)
    add(record.attempts.count)
    for attempt in record.attempts {
      add(attempt.visit)
      add(attempt.item)
      add(attempt.number)
      add(Attempt.Outcome.packed.firstIndex(of: attempt.outcome) ?? 0)
      add(attempt.event.sequence)
    }
    add(record.losses.count)
    for loss in record.losses {
      add(loss.visit)
      add(loss.event.sequence)
    }
    add(record.usage.map(\.sequence))
    add(record.firstStart?.milliseconds)
    add(record.end?.milliseconds)
    add(record.endSequence)
    add(record.isLoopWithoutItems)
    add(record.earlierItems.count)
    for item in record.earlierItems {
      add(item.value)
      add(item.artifact)
      add(item.acceptance.sequence)
    }
  }

  private mutating func add(_ artifact: ItemState.Artifact) {
    add(artifact.target)
    add(artifact.hash)
  }

  private mutating func add(_ outcome: NodeState.Outcome?) {
    switch outcome {
    case nil: add(0)
    case .done: add(1)
    case .skipped(let reason):
      add(2)
      add(reason)
    case .failed(let reason):
      add(3)
      add(reason)
    }
  }

  private mutating func add(_ due: NodeState.Due?) {
    switch due {
    case nil: add(0)
    case .settled: add(1)
    case .visitsUsedUp: add(2)
    case .notAList(let found):
      add(3)
      add(found)
    }
  }

  private mutating func add(_ item: ItemState) {
    add(item.value)
    switch item.outcome {
    case nil: add(0)
    case .done: add(1)
    case .skipped: add(2)
    case .failed(let reason):
      add(3)
      add(reason)
    }
    add(item.held)
    add(item.failures)
    add(item.lastProblems.sorted())
    add(item.acceptance?.sequence)
    add(item.artifact != nil)
    if let artifact = item.artifact { add(artifact) }
    add(item.endsRun)
  }
}

extension Unpacker {
  mutating func nodeTable(_ past: JournalText) -> NodeTable {
    NodeTable(values: list { $0.nodeState(past) })
  }

  mutating func nodeState(_ past: JournalText) -> NodeState {
    var node = NodeState(name: text())
    node.visit = integer()
    node.isActive = flag()
    node.outcome = nodeOutcome()
    node.failsRun = flag()
    node.due = due()
    node.unassigned = optionalText()
    let isQuiet = flag()
    node.record = KeptRecord(PackedRecord(bytes: packed(), past: past))
    // What most hooks ask of is decoded here, and whether it is sound.
    if !isQuiet, !node.record.decode() { fail() }
    return node
  }

  mutating func record(_ past: JournalText) -> NodeRecord {
    var record = NodeRecord()
    var index = -1
    record.items = ItemList(
      list {
        index += 1
        return $0.itemState(index, past)
      })
    let pending = integers()
    if pending.allSatisfy(record.items.indices.contains) { record.pendingItems = PendingItems(pending) } else { fail() }
    record.activations = integer()
    record.isUsed = flag()
    record.labels = texts()
    record.attempts = list { $0.pastAttempt(past) }
    record.losses = list { PastLoss(visit: $0.integer(), event: .line($0.integer(), past)) }
    record.usage = events(past)
    record.firstStart = optionalTime()
    record.end = optionalTime()
    record.endSequence = integer()
    record.isLoopWithoutItems = flag()
    record.earlierItems = list {
      EarlierItem(value: $0.node(), artifact: $0.artifact(), acceptance: .line($0.integer(), past))
    }
    return record
  }

  private mutating func pastAttempt(_ past: JournalText) -> PastAttempt {
    let (visit, item, number) = (integer(), optionalInteger(), integer())
    let place = integer()
    if !Attempt.Outcome.packed.indices.contains(place) { fail() }
    let outcome = Attempt.Outcome.packed.indices.contains(place) ? Attempt.Outcome.packed[place] : .late
    return PastAttempt(visit: visit, item: item, number: number, outcome: outcome, event: .line(integer(), past))
  }

  private mutating func artifact() -> ItemState.Artifact { .init(target: optionalText(), hash: optionalText()) }

  private mutating func nodeOutcome() -> NodeState.Outcome? {
    switch integer() {
    case 0: return nil
    case 1: return .done
    case 2: return .skipped(because: text())
    case 3: return .failed(because: text())
    default:
      fail()
      return nil
    }
  }

  private mutating func due() -> NodeState.Due? {
    switch integer() {
    case 0: return nil
    case 1: return .settled
    case 2: return .visitsUsedUp
    case 3: return .notAList(found: text())
    default:
      fail()
      return nil
    }
  }

  private mutating func itemState(_ index: Int, _ past: JournalText) -> ItemState {
    var item = ItemState(index: index, value: optionalNode())
    switch integer() {
    case 0: break
    case 1: item.outcome = .done
    case 2: item.outcome = .skipped
    case 3: item.outcome = .failed(because: text())
    default: fail()
    }
    item.held = optionalText()
    item.failures = integer()
    let problems = texts()
    if !problems.isEmpty { item.lastProblems = Set(problems) }
    item.acceptance = optionalInteger().map { .line($0, past) }
    if flag() { item.artifact = artifact() }
    item.endsRun = flag()
    return item
  }
}

extension Attempt.Outcome {
  /// In the order of the numbers by which they are packed.
  fileprivate static let packed: [Attempt.Outcome] = [
    .accepted, .rejected, .exhausted, .unchecked, .late, .unassigned,
  ]
}

extension NodeState {
  /// Whether few will ask for its record: it is settled, and none of its
  /// documents waits for anything.
  fileprivate var isQuiet: Bool {
    record.isQuiet || outcome != nil && items.heldCount == 0 && !mayHaveUnassigned
  }
}

extension NodeRecord {
  fileprivate var packed: PackedBytes {
    var packer = Packer()
    packer.add(self)
    return PackedBytes(packer.bytes)
  }
}
