import Diagnostics
import Documents

extension Report {
  /// The report for people.
  public var markdown: String {
    let short = outcome == "complete" && !shortfalls.isEmpty
    var lines = [
      "# \(cell(state.start.workflow)): \(cell(outcome))\(short ? ", with shortfalls" : "")", "",
      "| | |", "|---|---|",
      "| run | \(code(state.start.run)) |",
      "| started | \(state.startedAt) |",
      "| \(isUnderWay ? "as of" : "ended") | \(now) |",
      "| took | \(JSONWriter().write(seconds(from: state.startedAt, to: now))) s |",
    ]
    if let ready {
      let names = ready.names.isEmpty ? nil : ready.names.map(code).joined(separator: ", ")
      let title = ready.obstacle == nil ? "ready" : names == nil ? "no agent is let in" : "ready, not let in"
      lines.append("| \(title) | \([names, ready.obstacle.map(cell)].compactMap { $0 }.joined(separator: ": ")) |")
    }
    if let remedy { lines.append("| to do | \(cell(remedy)) |") }
    lines += [
      "", "| node | status | attempts | span, s | tokens | artifact |", "|---|---|--:|--:|--:|---|",
    ]
    lines += nodes.map(row) + state.formerNodes.map(formerRow) + [totals]
    if let mermaid {
      lines += ["", "```mermaid", mermaid + "```"]
    }
    if short { lines += section("Shortfalls", shortfalls.map { "- " + cell($0) }) }
    lines += section("Problems of the workflow's output", problems.map { "- " + cell($0) })
    for node in nodes { lines += details(node) }
    for node in state.formerNodes {
      lines += section(code(node.name) + ", no longer in the flow", tries(node, isFormer: true))
    }
    lines += section("Refused calls", state.refusals.map { "- \(code($0.node)): " + cell($0.reason) })
    lines += section(
      "Attempts outside the run",
      state.lateAttempts.map { attempt in
        "- \(code(attempt.node)): " + cell(attempt.note ?? "")
          + (attempt.file.map { " (" + code(".context/.run/" + $0) + ")" } ?? "")
      })
    return lines.joined(separator: "\n") + "\n"
  }

  private func row(_ node: NodeState) -> String {
    let ungated = attempts(node).last?.isGated == false ? ", not gated" : ""
    let cells = [
      code(node.name), (statuses[node.name] ?? "") + ungated, tried(attempts(node).messageCount, node.losses.count),
      seconds(node).map { JSONWriter().write($0) } ?? "", tokens(node).map { String($0) } ?? "",
      node.documents.count > 1
        ? "\(node.documents.count) documents" : node.place.map(code) ?? "",
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private func formerRow(_ node: NodeState) -> String {
    "| \(code(node.name)) | no longer in the flow | \(tried(attempts(node).messageCount, node.losses.count)) |  | \(tokens(node).map { String($0) } ?? "") |  |"
  }

  private var totals: String {
    let tokens = allNodes.compactMap(tokens)
    let count = tried(messageCount, lossCount)
    return "| **total** | | \(count) | | \(tokens.isEmpty ? "" : String(tokens.saturatingSum)) | |"
  }

  /// Final messages, and calls that ended without one.
  private func tried(_ messages: Int, _ lost: Int) -> String {
    lost == 0 ? "\(messages)" : "\(messages) (\(lost) lost)"
  }

  private func details(_ node: NodeState) -> [String] {
    var lines: [String] = []
    if let reason = reason(node) { lines.append("- \(state.status(of: node.name).rawValue): " + cell(reason)) }
    if !node.labels.isEmpty {
      lines.append("- went on by " + node.labels.map { code("?" + $0) }.joined(separator: ", "))
    }
    if node.documents.count > 1 {
      lines += node.documents.compactMap { attempt in
        let visit = attempt.visit == node.visit ? "" : "visit \(attempt.visit), "
        return attempt.target.map { "- \(visit)item \((attempt.item ?? 0) + 1): \(code($0))" }
      }
    }
    return section(code(node.name), lines + tries(node))
  }

  /// What came of its agents; of a node that stands nowhere the accepted
  /// documents, too.
  private func tries(_ node: NodeState, isFormer: Bool = false) -> [String] {
    var lines: [String] = []
    for attempt in attempts(node) where attempt.outcome != .accepted || isFormer {
      let visit = node.visit > 1 ? "visit \(attempt.visit), " : ""
      let item = attempt.item.map { "item \($0 + 1), " } ?? ""
      lines.append(
        "- \(visit)\(item)attempt \(attempt.number): \(attempt.outcome.rawValue)"
          + (attempt.note.map { ": " + cell($0) } ?? ""))
      lines += attempt.problems.map { "  - " + cell($0.line) }
    }
    return lines + node.losses.map { "- lost: " + cell($0.cause) }
  }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["", "## " + title, ""] + lines
  }

  /// Text that came from elsewhere, on one line of a table or list, where
  /// none of it can pass for markup.
  private func cell(_ text: String) -> String {
    var result = ""
    for scalar in plain(text).unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case "\\", "`", "[", "|": result += "\\" + String(scalar)
      default: result.unicodeScalars.append(Self.isPlain(scalar) ? scalar : " ")
      }
    }
    return result
  }

  /// A name or path that came from elsewhere, as code on one line of a table
  /// or list; nothing in it can end the code early.
  private func code(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 > 0x1F && $0 < 0x7F && $0 != UInt8(ascii: "`") && $0 != UInt8(ascii: "|") }) {
      return "`" + text + "`"
    }
    var result = "`"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "`": result += "'"
      case "|": result += "\\|"
      default: result.unicodeScalars.append(Self.isPlain(scalar) ? scalar : " ")
      }
    }
    return result + "`"
  }

  /// Whether it is no control and none of the characters that break a line.
  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: false
    default: true
    }
  }
}
