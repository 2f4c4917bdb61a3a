// MARK: - Questions: documents that may be any item's

extension RunState {
  /// Kept documents of current visits of which nobody could tell whose they
  /// are, and which weren't found out since.
  public var unassignedAttempts: [Attempt] {
    let values = nodes.values
    return values.indices.filter { values[$0].mayHaveUnassigned }.flatMap { values[$0].unassignedAttempts }
  }

  /// The call that such a document belongs to, now that more is known: the
  /// host has told the agent's call, or every other call has its agent.
  ///
  /// The second holds only if no other agent of that name works without a
  /// call: a forked one, or one revived by a message, could have written it.
  public func call(ofUnassigned attempt: Attempt) -> Call? {
    guard !attempt.agentID.isEmpty else { return nil }
    let told = call(ofAgent: attempt.agentID) ?? onlyCallLeft(for: attempt)
    guard let told, told.admission.node == attempt.node, told.admission.visit == attempt.visit,
      nodes[attempt.node]?.item(told.admission.item)?.outcome == nil
    else { return nil }
    return told
  }

  /// The last document of a held loop that may be any item's; nil if the node
  /// waits for something to be mended.
  public func unassigned(of node: String) -> Attempt? {
    nodes[node].flatMap { $0.isLoop && $0.unassigned != nil ? $0.unassignedAttempts.last : nil }
  }

  /// What the user is to do about held nodes, and what follows then.
  ///
  /// `records`: the folder to which the files of kept documents are relative.
  public func remedy(ofHeld held: [String], records: String) -> String {
    let isOpen = held.contains { unassigned(of: $0) != nil }
    let isBroken = held.contains { unassigned(of: $0) == nil }
    var steps: [String] = []
    if isOpen, !openPlaces.isEmpty { steps.append("wait for those at work, whose ends may tell it") }
    if isBroken { steps.append("mend the cause") }
    steps.append("give /\(start.workflow) again")
    let text = steps.joined(separator: ", then ")
    return text.prefix(1).uppercased() + text.dropFirst() + ": "
      + held.map { afterMending($0, records: records) }.joined(separator: "; ") + "."
  }

  private func afterMending(_ node: String, records: String) -> String {
    if let waiting = unassigned(of: node) {
      return
        "unless it is clear by then whose document it is, the item of \(node) runs again; the document lies in \(waiting.file.map { records + "/" + $0 } ?? "no file")"
    }
    return nodes[node]?.lastAttempt?.file == nil
      ? "\(node) becomes ready to run again" : "the kept document is checked without running \(node)"
  }

  private func onlyCallLeft(for attempt: Attempt) -> Call? {
    let left = openCalls(of: attempt.node).filter { $0.agentID == nil }
    let strangers = strays.filter { $0.value.node == attempt.node && $0.key != attempt.agentID }
    return left.count == 1 && strangers.isEmpty && strays[attempt.agentID] != nil ? left[0] : nil
  }
}

extension NodeState {
  var mayHaveUnassigned: Bool {
    !record.isQuiet && record.value.attempts.contains { $0.visit == visit && $0.outcome == .unassigned }
  }

  var unassignedAttempts: [Attempt] {
    guard mayHaveUnassigned else { return [] }
    let own = record.value.attempts.filter { $0.visit == visit }.compactMap(\.attempt)
    return own.filter { waiting in
      waiting.outcome == .unassigned
        && !own.contains {
          $0.outcome != .unassigned && $0.agentID == waiting.agentID && $0.hash == waiting.hash && $0.hash != nil
        }
    }
  }
}
