extension [Attempt] {
  /// How many final messages they were: one that could at first not be
  /// checked, or joined to its item, and was judged later is one all the same.
  public var messageCount: Int {
    indices.count { !isJudgedLater($0) }
  }

  private func isJudgedLater(_ place: Int) -> Bool {
    let attempt = self[place]
    guard attempt.outcome == .unassigned || attempt.outcome == .unchecked, attempt.hash != nil else { return false }
    return self[(place + 1)...].contains {
      $0.agentID == attempt.agentID && $0.visit == attempt.visit && $0.hash == attempt.hash
    }
  }
}
