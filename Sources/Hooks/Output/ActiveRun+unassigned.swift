import Contracts
import Documents
import Flows
import Platform
import Runs

extension ActiveRun {
  /// Checks the kept documents of which it has become clear by now whose they
  /// are; their agents are not run. Only under the lock.
  ///
  /// Returns the calls that they belong to. One that is placed may leave a
  /// single call for another. `mayDiffer`: see `verdict`.
  @discardableResult
  mutating func placeUnassigned(_ context: HookContext, mayDiffer: Bool = false) throws(Breakdown) -> [Call] {
    var placed: [Call] = []
    var tried: Set<String> = []
    while let (kept, call) = nextUnassigned(tried) {
      tried.insert(kept.identity.key)
      try place(kept, in: call, context, mayDiffer: mayDiffer)
      placed.append(call)
    }
    return placed
  }

  private func nextUnassigned(_ tried: Set<String>) -> (Attempt, Call)? {
    state.unassignedAttempts.lazy.filter { !tried.contains($0.identity.key) }
      .compactMap { kept in state.call(ofUnassigned: kept).map { (kept, $0) } }.first
  }

  /// The kept document of an agent that the host has told to be the call's;
  /// nil if there is none.
  func unassigned(of agentID: String?, in call: Call) -> Attempt? {
    guard let agentID, !agentID.isEmpty else { return nil }
    return state.unassignedAttempts.last {
      $0.agentID == agentID && $0.node == call.admission.node && $0.visit == call.admission.visit
    }
  }

  /// Takes a kept document as the one of a call. Nobody is there to be asked
  /// again: if it isn't accepted, the item is to be handed out once more.
  mutating func place(
    _ kept: Attempt, in call: Call, _ context: HookContext, mayDiffer: Bool = false
  ) throws(Breakdown) {
    guard let text = keptText(of: kept) else { return }
    let (agent, verdict) = verdict(on: text, of: kept.node, context, mayDiffer: mayDiffer)
    var attempt = kept
    attempt.identity = MessageIdentity(key: "placed/\(journal.count)/" + kept.identity.key, uuid: nil)
    attempt.item = call.admission.item
    attempt.toolUseID = call.admission.toolUseID
    attempt.number = state.nodes[kept.node]?.nextNumber(ofItem: attempt.item) ?? 1
    attempt.note = "found out later whose it is"
    switch verdict {
    case .accepted(let document, let contract):
      attempt.outcome = .accepted
      attempt.isGated = contract != nil
      contract.map { attempt.describe($0) }
      leave(with: document, as: &attempt)
      do {
        try passOn(document, of: agent, as: &attempt, context)
      } catch {
        // Whose it is is known now; it waits as that item's.
        attempt.wait(for: error)
      }
      try append([.attempt(attempt)], at: context.now())
    case .rejected(let problems, let contract):
      // Its next agent was never told of them: they are no repetition.
      attempt.problems = problems.map {
        .init(identity: "checked again: " + $0.identity, line: $0.diagnostic.placedLine)
      }
      attempt.describe(contract)
      let failures = state.nodes[kept.node]?.item(attempt.item)?.failures ?? 0
      guard let policy = RetryLimits(agent: agent, flow: flow).policy(after: failures) else {
        attempt.outcome = .rejected
        return try append([.attempt(attempt), .released(toolUseID: call.admission.toolUseID)], at: context.now())
      }
      attempt.outcome = .exhausted
      attempt.policy = policy
      leaveExhausted(as: &attempt)
      try append([.attempt(attempt)], at: context.now())
    case .unchecked(let breakdown):
      attempt.isGated = false
      attempt.wait(for: breakdown)
      try append([.attempt(attempt)], at: context.now())
    }
  }
}
