extension [Attempt] {
  /// How many final messages they were: one that could at first not be
  /// checked, or joined to its item, and was judged later is one all the same.
  public var messageCount: Int { indices.count { !isJudgedLater(at: $0) } }

  /// The last judgement of each of them.
  public var messages: [Attempt] { indices.lazy.filter { !isJudgedLater(at: $0) }.map { self[$0] } }

  /// Whether the same message was judged once more.
  func isJudgedLater(at place: Int) -> Bool {
    let attempt = self[place]
    guard attempt.outcome == .unassigned || attempt.outcome == .unchecked, attempt.hash != nil else { return false }
    return self[(place + 1)...].contains {
      $0.agentID == attempt.agentID && $0.visit == attempt.visit && $0.hash == attempt.hash
    }
  }
}
