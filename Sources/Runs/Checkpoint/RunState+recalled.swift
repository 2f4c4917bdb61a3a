extension RunState {
  /// The same state with every event decoded that it remembers: a report asks
  /// for each of them more than once.
  public func recalled() -> RunState {
    guard past != nil else { return self }
    var copy = self
    for place in nodes.values.indices {
      copy.nodes[place].pastAttempts = nodes[place].pastAttempts.map(\.recalled)
      copy.nodes[place].pastLosses = nodes[place].pastLosses.map(\.recalled)
      copy.nodes[place].pastUsage = nodes[place].pastUsage.map(\.recalled)
      for item in nodes[place].items.indices {
        guard let acceptance = nodes[place].items[item].acceptance else { continue }
        copy.nodes[place].items[item].acceptance =
          copy.nodes[place].pastAttempts.last { $0.sequence == acceptance.sequence } ?? acceptance
      }
    }
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
