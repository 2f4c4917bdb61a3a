import Flows
import Platform
import Runs

/// Where a run stands, as lines for a terminal.
struct StatusText {
  let record: RunRecord
  let now: Timestamp
  let color: Bool

  var text: String {
    let state = record.state
    let nodes = (state.flow?.nodes.map(\.name) ?? state.nodes.names.sorted()).compactMap { state.nodes[$0] }
    let width = nodes.map(\.name.count).max() ?? 0
    var lines = [
      "\(state.start.workflow): \(paint(record.standing)), \(Self.words(since: state.startedAt, to: state.endedAt ?? now))",
      "run \(state.start.run) in \(state.start.workdir)", "",
    ]
    let statuses = state.statuses
    for node in nodes { lines += self.lines(of: node, statuses[node.name], width) }
    if let ready = record.ready(at: now) {
      let names = ready.names.joined(separator: ", ")
      let what = names.isEmpty ? "no agent is let in" : "ready, not let in: \(names)"
      lines += ["", ready.obstacle.map { "\(what) (\(Self.line($0)))" } ?? "ready: \(names)"]
    }
    if let advice { lines += ["", advice] }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(of node: NodeState, _ words: String?, _ width: Int) -> [String] {
    let status = record.state.status(of: node.name)
    let name = node.name + String(repeating: " ", count: width - node.name.count)
    let attempts = node.attempts.messageCount
    var details: [String] = []
    if attempts > 0 { details.append("\(attempts) attempt\(attempts == 1 ? "" : "s")") }
    if !node.losses.isEmpty { details.append("\(node.losses.count) lost") }
    if !node.labels.isEmpty { details.append("by " + node.labels.map { "?" + $0 }.joined(separator: ", ")) }
    if let start = node.firstStart, node.end != nil || status == .running {
      details.append(Self.words(since: start, to: status == .running ? now : node.end ?? now))
    }
    var lines = [
      "  \(name)  \(paint(words ?? status.rawValue, as: status.rawValue))"
        + (details.isEmpty ? "" : "  (" + details.joined(separator: "; ") + ")")
    ]
    switch node.outcome {
    case .failed(let reason): lines.append("      " + Self.line(reason))
    case .skipped(let reason) where attempts > 0: lines.append("      " + Self.line(reason))
    default: if let held = node.held { lines.append("      " + Self.line(held)) }
    }
    if let waiting = record.state.unassigned(of: node.name)?.file { lines.append("      .context/.run/" + waiting) }
    if let last = node.attempts.last, last.outcome == .rejected || last.outcome == .exhausted {
      lines += last.problems.prefix(5).map { "      - " + Self.line($0.line) }
      if last.problems.count > 5 { lines.append("      - and \(last.problems.count - 5) more") }
    }
    return lines
  }

  /// What to do next.
  private var advice: String? {
    let command = "/" + record.state.start.workflow
    return switch record.standing {
    case "held",
      "running" where !record.state.heldNodes.isEmpty:
      record.state.remedy(ofHeld: record.state.heldNodes, records: ".context/.run")
    case "failed", "terminated", "stalled":
      "`claude-workflow report` tells all attempts; \(command) in Claude Code goes on, failed nodes first"
    case "paused": "\(command) in Claude Code goes on"
    default: nil
    }
  }

  /// Text that came from elsewhere, on one line and without controls.
  private static func line(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(400) {
      result.unicodeScalars.append(scalar.value < 32 || (127...159).contains(scalar.value) ? " " : scalar)
    }
    return result
  }

  private func paint(_ text: String, as status: String? = nil) -> String {
    guard color else { return text }
    let style =
      switch status ?? text {
      case "done", "complete": "32"
      case "failed", "failing", "terminated", "stalled": "31"
      case "held": "35"
      case "running", "admitted": "36"
      case "ready": "33"
      default: "2"
      }
    return "\u{1B}[\(style)m\(text)\u{1B}[0m"
  }

  /// `4 min 12 s`
  static func words(since start: Timestamp, to end: Timestamp) -> String {
    let seconds = max(0, end.milliseconds - start.milliseconds) / 1000
    switch seconds {
    case ..<60: return "\(seconds) s"
    case ..<3600: return "\(seconds / 60) min \(seconds % 60) s"
    default: return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }
  }
}
