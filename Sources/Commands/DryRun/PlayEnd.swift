import Documents
import Platform
import Runs

/// What a dry run came to.
struct PlayEnd {
  let record: RunRecord?
  /// Why it could not be played to its end.
  let reason: String?

  init(record: RunRecord??, reason: String?) {
    self.record = record ?? nil
    self.reason = reason
  }

  var isComplete: Bool { reason == nil && record?.state.outcome == .complete }

  var text: String {
    guard let record else { return "not complete: \(reason ?? "there is no run")\n" }
    let nodes = record.state.nodes.values
    let statuses = record.state.statuses
    let lines = nodes.map { node in "  \(node.name): \(statuses[node.name] ?? "")\(because(node))" }
    let attempts = nodes.flatMap(\.attempts.messages)
    let rejected = attempts.count { $0.outcome != .accepted }
    let word = isComplete ? "complete" : "not complete"
    let why = reason ?? (isComplete ? "" : "the run is " + record.standing)
    return
      "\n\(word): \(nodes.count) node\(nodes.count == 1 ? "" : "s"), \(attempts.count) attempt\(attempts.count == 1 ? "" : "s"), \(rejected) rejected\n"
      + lines.joined(separator: "\n") + "\n" + (why.isEmpty ? "" : why + "\n")
  }

  private func because(_ node: NodeState) -> String {
    switch node.outcome {
    case .failed(let reason), .skipped(let reason): ": " + reason
    default: node.held.map { ": " + $0 } ?? ""
    }
  }

  var node: Node {
    .object([
      "complete": .boolean(isComplete), "standing": record.map { .string($0.standing) },
      "because": reason.map(Node.string),
      "report": record.map { Report(state: $0.state, outcome: $0.standing, at: WallClock.now()).json },
    ])
  }
}
