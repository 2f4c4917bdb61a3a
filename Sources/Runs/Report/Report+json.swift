public import Documents
import Platform

extension Report {
  /// The report for programs.
  public var json: Node {
    .object([
      "format": .integer(1), "run": .string(state.start.run), "workflow": .string(state.start.workflow),
      "outcome": .string(outcome), "session": .string(state.session), "workdir": .string(state.start.workdir),
      "started": .string(state.startedAt.description), "ended": isUnderWay ? nil : .string(now.description),
      "seconds": seconds(from: state.startedAt, to: now), "input": state.start.input,
      "state": state.variables.isEmpty ? nil : Node(.object(state.variables)),
      "ready": ready?.json, "remedy": remedy.map(Node.string),
      "nodes": .array(nodes.map(json)),
      "no_longer_in_the_flow": state.formerNodes.isEmpty ? nil : .array(state.formerNodes.map(formerJSON)),
      "shortfalls": .array(shortfalls.map(Node.string)),
      "problems": .array(problems.map(Node.string)),
      "refused_calls": .array(
        state.refusals.map { .object(["node": .string($0.node), "reason": .string($0.reason)]) }),
      "attempts_outside_the_run": .array(
        state.lateAttempts.map {
          .object(["agent": .string($0.node), "note": .string($0.note ?? ""), "file": $0.file.map(Node.string)])
        }),
      "totals": .object([
        "attempts": .integer(messageCount),
        "lost": .integer(lossCount),
        "tokens": .integer(allNodes.compactMap(tokens).saturatingSum),
        "agent_seconds": agentSeconds(allNodes) ?? .integer(0),
      ]),
      "mermaid": mermaid.map(Node.string),
    ])
  }

  /// What the agents of these nodes took, as the host tells it; nil if it
  /// told nothing.
  private func agentSeconds(_ nodes: [NodeState]) -> Node? {
    let told = nodes.flatMap(\.usage).compactMap(\.milliseconds)
    if told.isEmpty { return nil }
    return seconds(from: Timestamp(milliseconds: 0), to: Timestamp(milliseconds: told.saturatingSum))
  }

  private func json(_ node: NodeState) -> Node {
    .object([
      "node": .string(node.name), "status": .string(state.status(of: node.name).rawValue),
      "because": reason(node).map(Node.string), "visits": .integer(node.visit),
      "labels": node.labels.isEmpty ? nil : .array(node.labels.map(Node.string)),
      "items": node.isLoop ? .array(node.items.map(json)) : nil,
      "artifact": node.place.map(Node.string),
      "earlier_artifacts": node.earlierItems.isEmpty
        ? nil : .array(node.documents.filter { $0.visit != node.visit }.compactMap { $0.target.map(Node.string) }),
      "contract": attempts(node).last?.contract.map(Node.string),
      "contract_version": attempts(node).last?.contractVersion.map(Node.string),
      "gated": attempts(node).last.map { .boolean($0.isGated) },
      "seconds": seconds(node), "agent_seconds": agentSeconds([node]), "tokens": tokens(node).map(Node.integer),
      "lost": node.losses.isEmpty ? nil : .array(node.losses.map { .string($0.cause) }),
      "attempts": json(attempts(node)),
    ])
  }

  /// A node that the flow no longer has stands nowhere.
  private func formerJSON(_ node: NodeState) -> Node {
    .object([
      "node": .string(node.name), "visits": .integer(node.visit), "tokens": tokens(node).map(Node.integer),
      "lost": node.losses.isEmpty ? nil : .array(node.losses.map { .string($0.cause) }),
      "attempts": json(attempts(node)),
    ])
  }

  private func json(_ item: ItemState) -> Node {
    let (status, reason): (String, String?) =
      switch item.outcome {
      case .done: ("done", nil)
      case .skipped: ("skipped", nil)
      case .failed(let reason): ("failed", reason)
      case nil: item.held == nil ? ("open", nil) : ("held", item.held)
      }
    return .object([
      "item": .integer(item.index), "value": item.value, "status": .string(status), "because": reason.map(Node.string),
    ])
  }

  private func json(_ attempts: [Attempt]) -> Node {
    .array(attempts.indices.map { json(attempts[$0], isJudgedLater: attempts.isJudgedLater(at: $0)) })
  }

  private func json(_ attempt: Attempt, isJudgedLater: Bool) -> Node {
    .object([
      "visit": .integer(attempt.visit), "item": attempt.item.map(Node.integer), "number": .integer(attempt.number),
      "outcome": .string(attempt.outcome.rawValue), "judged_later": isJudgedLater ? .boolean(true) : nil,
      "agent_id": .string(attempt.agentID), "file": attempt.file.map(Node.string),
      "note": attempt.note.map(Node.string),
      "problems": attempt.problems.isEmpty ? nil : .array(attempt.problems.map { .string($0.line) }),
    ])
  }
}
