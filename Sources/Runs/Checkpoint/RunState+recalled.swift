extension RunState {
  /// The same state with every event decoded that it remembers: a report asks
  /// for each of them more than once.
  public func recalled() -> RunState {
    guard past != nil else { return self }
    var copy = self
    for place in nodes.values.indices { copy.nodes[place].recall() }
    for place in formerNodes.indices { copy.formerNodes[place].recall() }
    copy.pastLateAttempts = pastLateAttempts.map(\.recalled)
    copy.pastRefusals = pastRefusals.map(\.recalled)
    return copy
  }
}

extension PastEvent {
  fileprivate var recalled: PastEvent {
    guard case .line(let sequence, let text) = self, let event = text.event(sequence) else { return self }
    return .known(event)
  }
}

extension NodeState {
  fileprivate mutating func recall() {
    pastAttempts = pastAttempts.map {
      PastAttempt(
        visit: $0.visit, item: $0.item, number: $0.number, outcome: $0.outcome, event: $0.event.recalled)
    }
    pastLosses = pastLosses.map { PastLoss(visit: $0.visit, event: $0.event.recalled) }
    pastUsage = pastUsage.map(\.recalled)
    for place in items.indices { items[place].acceptance = items[place].acceptance.map(recalled) }
    earlierItems = earlierItems.map {
      EarlierItem(value: $0.value, artifact: $0.artifact, acceptance: recalled($0.acceptance))
    }
  }

  /// An event that is one of the attempts.
  private func recalled(_ event: PastEvent) -> PastEvent {
    pastAttempts.last { $0.event.sequence == event.sequence }?.event ?? event
  }
}
