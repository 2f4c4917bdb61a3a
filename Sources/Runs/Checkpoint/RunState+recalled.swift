extension RunState {
  /// The same state with every event decoded that it remembers: a report asks
  /// for each of them more than once.
  public func recalled() -> RunState {
    guard past != nil else { return self }
    var copy = self
    for place in nodes.values.indices { copy.nodes[place].recall() }
    for place in formerNodes.indices { copy.formerNodes[place].recall() }
    copy.pastLateAttempts = pastLateAttempts.recalled
    copy.pastRefusals = pastRefusals.recalled
    return copy
  }
}

extension PastEvent {
  var recalled: PastEvent {
    guard case .line(let sequence, let text) = self, let event = text.event(sequence) else { return self }
    return .known(event)
  }
}

extension NodeState {
  fileprivate mutating func recall() {
    record.value.recall()
  }
}

extension NodeRecord {
  fileprivate mutating func recall() {
    attempts = attempts.map {
      PastAttempt(
        visit: $0.visit, item: $0.item, number: $0.number, outcome: $0.outcome, event: $0.event.recalled)
    }
    losses = losses.map { PastLoss(visit: $0.visit, event: $0.event.recalled) }
    usage = usage.map(\.recalled)
    for place in items.indices { items[place].acceptance = items[place].acceptance.map(recalled) }
    earlierItems = earlierItems.map {
      EarlierItem(value: $0.value, artifact: $0.artifact, acceptance: recalled($0.acceptance))
    }
  }

  /// An event that is one of the attempts.
  private func recalled(_ event: PastEvent) -> PastEvent {
    attempts.last { $0.event.sequence == event.sequence }?.event ?? event
  }
}
