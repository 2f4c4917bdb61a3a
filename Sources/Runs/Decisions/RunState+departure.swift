import Diagnostics
package import Documents
package import Flows
package import Platform

// MARK: - What the fold leaves to be decided

/// Which way a run takes from a node: the conditions of its flow evaluated
/// for where the run stands.
extension RunState {
  /// What leaving a node comes to whose only document was accepted.
  package func departure(of node: String, accepting document: Document?, attempt number: Int) -> Departure {
    let header = document?.header ?? .object([:])
    var output = header.object ?? Object()
    if let content = document?.content { output.set("content", content) }
    return departure(of: node, outputs: [header], seen: Node(.object(output)), attempts: number)
  }

  /// What leaving a loop comes to whose items' documents, in their order, were
  /// all accepted.
  package func departure(of node: String, acceptingAll documents: [Document], attempts: Int) -> Departure {
    let headers = documents.map(\.header)
    return departure(of: node, outputs: headers, seen: .array(headers), attempts: attempts)
  }

  /// What leaving a node comes to whose attempts are exhausted.
  package func departure(of node: String, exhaustedWith policy: ExhaustedPolicy, attempt number: Int) -> Departure {
    policy == .skip
      ? skipping(node) : failing(node, because: Self.exhausted, attempts: number, ends: policy == .terminate)
  }

  /// Ends the visits that are over and were not left, and those that become
  /// so by it; returns the events that say so.
  package mutating func decideDue(at now: Timestamp) -> [RunEvent.Kind] {
    var kinds: [RunEvent.Kind] = []
    while let departure = dueDepartures().first {
      let kind = RunEvent.Kind.left(departure)
      kinds.append(kind)
      apply(RunEvent(sequence: sequence + 1, at: now, kind: kind))
    }
    return kinds
  }

  /// How the node was left because this call ended; nil if others of its
  /// calls were still to come, or if it wasn't left by that.
  package func departure(behind call: Call) -> Departure? {
    guard let node = nodes[call.admission.node], let end = node.lastEvent(of: call) else { return nil }
    if let departure = end.attempt?.departure { return departure }
    // It was decided and written with the end of the call.
    var sequence = end.sequence + 1
    while let next = event(sequence) {
      switch next.kind {
      case .left(let departure) where departure.node == node.name && departure.visit == call.admission.visit:
        return departure
      case .left, .released: sequence += 1
      default: return nil
      }
    }
    return nil
  }

  /// What leaving the nodes comes to that are done by another flow, too;
  /// `documents` are theirs, in the order of the items.
  package func departures(by flow: Flow, of documents: [String: [Document?]]) -> [Departure] {
    var draft = self
    draft.flow = flow
    draft.variables = variables(of: flow)
    return nodes.values.compactMap { node in
      if let passed = draft.departureWithoutDocument(of: node) { return passed.edges.isEmpty ? nil : passed }
      guard let documents = documents[node.name] else { return nil }
      if !node.isLoop, let only = documents.first {
        return draft.departure(of: node.name, accepting: only, attempt: node.tries)
      }
      return draft.settled(node, attempts: node.tries)
    }.filter { $0.outcome == .done || !$0.edges.isEmpty }
  }

  /// What leaving a node comes to that was skipped for its attempts, or whose
  /// failure a label led on from; nil for any other.
  private func departureWithoutDocument(of node: NodeState) -> Departure? {
    guard flow?.node(node.name) != nil else { return nil }
    let attempts = node.tries
    switch node.outcome {
    case .skipped(Self.exhausted): return skipping(node.name)
    case .failed(let reason) where !node.failsRun: return failing(node.name, because: reason, attempts: attempts)
    default: return nil
    }
  }

  /// The targets of documents that were artifacts, or were written by one of
  /// these events, and are none any more in a later state.
  package func artifactsLost(in later: RunState, by kinds: [RunEvent.Kind]) -> [String] {
    var targets: [String] = []
    // Most events change nothing here, and a flow may be large.
    for place in nodes.values.indices where !later.nodes.stands(like: nodes.values[place], at: place) {
      let node = nodes.values[place]
      // Of a loop single items are accepted before it is done.
      let isKept = node.outcome == .done || node.isLoop
      let artifacts = isKept ? node.standing : node.earlierItems.map(\.artifact)
      targets += artifacts.compactMap(\.target)
    }
    for case .attempt(let attempt) in kinds where attempt.outcome == .accepted {
      if let target = attempt.target { targets.append(target) }
    }
    // Few are looked for faster than all that stands is hashed.
    guard targets.count > 8 else {
      return targets.filter { target in
        !later.nodes.values.indices.contains { later.nodes.values[$0].stands(at: target) }
      }
    }
    var lost = Set(targets)
    for node in later.nodes.values where !lost.isEmpty {
      for artifact in node.standing { artifact.target.map { _ = lost.remove($0) } }
    }
    return targets.filter(lost.contains)
  }

  /// The events that end the visits which are over and not left yet.
  package func dueDepartures() -> [Departure] {
    nodes.values.compactMap { node in node.isActive ? node.due.map { departure(of: node, due: $0) } : nil }
  }

  private func departure(of node: NodeState, due: NodeState.Due) -> Departure {
    let attempts = node.tries
    switch due {
    case .visitsUsedUp:
      let limit = flow?.execution.maxVisits ?? 0
      return failing(
        node.name, because: "it would be visited more than \(limit) times (max_visits)", attempts: attempts,
        mayGoBack: false)
    case .notAList(let found):
      let variable = flow?.node(node.name)?.loop?.variable ?? ""
      return failing(node.name, because: "$\(variable) is \(found), expected an array", attempts: attempts)
    case .settled: return settled(node, attempts: attempts)
    }
  }

  private func settled(_ node: NodeState, attempts: Int) -> Departure {
    for item in node.items {
      guard case .failed(let reason) = item.outcome else { continue }
      let ends = node.items.contains(where: \.endsRun)
      return failing(
        node.name, because: node.isLoop ? "item \(item.index + 1) of \(node.items.count): \(reason)" : reason,
        attempts: attempts, ends: ends)
    }
    if !node.items.isEmpty, node.items.allSatisfy({ $0.outcome == .skipped }) { return skipping(node.name) }
    // A skipped item leaves a gap, so that the others keep their places.
    let headers = node.items.map { $0.header ?? .null }
    let seen: Node = node.isLoop ? .array(headers) : headers.first ?? .object([:])
    return departure(of: node.name, outputs: headers, seen: seen, attempts: attempts)
  }

  // MARK: Ways

  private func departure(of node: String, outputs: [Node], seen: Node, attempts: Int) -> Departure {
    let changes = changes(by: outputs)
    var state = variables
    for change in changes.members { state.set(change.key, change.value) }
    let context = ConditionContext(
      output: seen, state: state, attempts: attempts, visits: nodes[node]?.visit ?? 1, failed: false)
    do throws(ConditionFailure) {
      let held = try holding(node, context) { _ in true }
      let edges = taken(from: node, held)
      if edges.isEmpty, flow?.hasLabels(node) == true {
        throw ConditionFailure(reason: noneHolds(node, context))
      }
      return Departure(
        node: node, visit: nodes[node]?.visit ?? 1, outcome: .done, labels: held, edges: edges, state: changes)
    } catch {
      var failed = failing(
        node, because: error.reason, unanswered: error.label, attempts: attempts, seen: seen, state: state)
      failed.state = changes
      return failed
    }
  }

  /// Only labels that ask for `failed` lead on from a node that failed.
  ///
  /// - Parameter unanswered: the label whose condition had no answer before;
  ///   it isn't told once more.
  private func failing(
    _ node: String, because reason: String, unanswered: String? = nil, attempts: Int, ends: Bool = false,
    seen: Node = .null,
    state: Object? = nil, mayGoBack: Bool = true
  ) -> Departure {
    var departure = Departure(node: node, visit: nodes[node]?.visit ?? 1, outcome: .failed, because: reason)
    // The policy says that nothing leads on from there.
    guard !ends else { return departure }
    let context = ConditionContext(
      output: seen, state: state ?? variables, attempts: attempts, visits: nodes[node]?.visit ?? 1, failed: true)
    do throws(ConditionFailure) {
      let back = mayGoBack ? [] : Set(flow?.backEdges(from: node).compactMap(\.label) ?? [])
      departure.labels = try holding(node, context) { $0.condition.mentionsFailed && !back.contains($0.label) }
      departure.edges = departure.labels.isEmpty ? [] : taken(from: node, departure.labels)
    } catch {
      if error.label == nil || error.label != unanswered { departure.because = reason + "; " + error.reason }
    }
    return departure
  }

  private func skipping(_ node: String) -> Departure {
    Departure(
      node: node, visit: nodes[node]?.visit ?? 1, outcome: .skipped, because: Self.exhausted,
      edges: taken(from: node, []))
  }

  /// The labels that hold, in the order in which they are tried; if the first
  /// of them leads back, it alone.
  private func holding(
    _ node: String, _ context: ConditionContext, where isTried: (Flow.LabelCondition) -> Bool
  ) throws(ConditionFailure) -> [String] {
    guard let flow else { return [] }
    let back = Set(flow.backEdges(from: node).compactMap(\.label))
    var held: [String] = []
    for label in flow.labels(of: node) where isTried(label) {
      // Behind a label that leads forward no other leads back.
      if !held.isEmpty, back.contains(label.label) { continue }
      let holds: Bool
      do {
        holds = try label.condition.evaluate(in: context)
      } catch {
        throw ConditionFailure(
          reason: "the condition of ?\(label.label) has no answer: \(error.message.text)", label: label.label)
      }
      guard holds else { continue }
      if back.contains(label.label) { return [label.label] }
      held.append(label.label)
    }
    return held
  }

  /// The edges of these labels, or, if there are none, those without a label.
  private func taken(from node: String, _ labels: [String]) -> [FlowEdgeName] {
    (flow?.edges(from: node) ?? []).filter { edge in
      edge.label.map { labels.contains($0) } ?? labels.isEmpty
    }.map(\.name)
  }

  /// The state variables that accepted headers have keys for; of several the
  /// last one counts.
  private func changes(by headers: [Node]) -> Object {
    var changes = Object()
    for header in headers {
      for member in header.object?.members ?? [] where variables[member.key] != nil {
        changes.set(member.key, member.value)
      }
    }
    return changes
  }

  /// Each label with its condition and what that saw.
  private func noneHolds(_ node: String, _ context: ConditionContext) -> String {
    let labels = (flow?.labels(of: node) ?? []).map { label in
      "?\(label.label): \(label.condition.text) is false (\(label.condition.values(in: context)))"
    }
    return "none of its labels holds, and no edge without a label leads on: " + labels.joined(separator: "; ")
  }
}

/// Why nothing tells which way to take.
private struct ConditionFailure: Error {
  var reason: String
  /// Whose condition has no answer; nil if all have one.
  var label: String?
}

extension NodeState {
  /// The last attempt or loss of a call.
  fileprivate func lastEvent(of call: Call) -> PastEvent? {
    let id = call.admission.toolUseID
    let attempt = record.value.attempts.last { $0.attempt?.toolUseID == id }?.event
    let loss = record.value.losses.last { $0.event.loss?.toolUseID == id }?.event
    guard let attempt, let loss else { return attempt ?? loss }
    return attempt.sequence > loss.sequence ? attempt : loss
  }
}
