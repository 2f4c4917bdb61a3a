public import Documents
import Flows
public import Platform

/// What a run did, for people and for programs; made from its state alone.
public struct Report: Sendable {
  private let state: RunState
  private let outcome: String
  private let now: Timestamp
  private let problems: [String]

  /// `outcome` is how the run ended, or where it stands; `problems` are those
  /// of the workflow's own output.
  public init(state: RunState, outcome: String, at now: Timestamp, problems: [String] = []) {
    self.state = state
    self.outcome = outcome
    self.now = now
    self.problems = problems
  }

  private var nodes: [NodeState] {
    let order = state.flow == nil ? state.nodes.names.sorted() : state.nodes.names
    return order.compactMap { state.nodes[$0] }
  }

  // MARK: JSON

  public var json: Node {
    .object([
      "format": .integer(1), "run": .string(state.start.run), "workflow": .string(state.start.workflow),
      "outcome": .string(outcome), "session": .string(state.session), "workdir": .string(state.start.workdir),
      "started": .string(state.startedAt.description), "ended": .string(now.description),
      "seconds": seconds(from: state.startedAt, to: now), "input": state.start.input,
      "nodes": .array(nodes.map(json)),
      "problems": .array(problems.map(Node.string)),
      "refused_calls": .array(
        state.refusals.map { .object(["node": .string($0.node), "reason": .string($0.reason)]) }),
      "attempts_outside_the_run": .array(
        state.lateAttempts.map {
          .object(["agent": .string($0.node), "note": .string($0.note ?? ""), "file": $0.file.map(Node.string)])
        }),
      "totals": .object([
        "attempts": .integer(nodes.map(\.attempts.count).reduce(0, +)),
        "tokens": .integer(nodes.flatMap(\.usage).compactMap(\.tokens).reduce(0, +)),
      ]),
    ])
  }

  private func json(_ node: NodeState) -> Node {
    .object([
      "node": .string(node.name), "status": .string(state.status(of: node.name).rawValue),
      "because": reason(node).map(Node.string), "visits": .integer(node.visit),
      "artifact": node.accepted?.target.map(Node.string),
      "contract": node.attempts.last?.contract.map(Node.string),
      "contract_version": node.attempts.last?.contractVersion.map(Node.string),
      "gated": node.attempts.last.map { .boolean($0.isGated) },
      "seconds": node.firstStart.flatMap { start in node.end.map { seconds(from: start, to: $0) } },
      "tokens": node.usage.isEmpty ? nil : .integer(node.usage.compactMap(\.tokens).reduce(0, +)),
      "lost": node.losses.isEmpty ? nil : .array(node.losses.map { .string($0.cause) }),
      "attempts": .array(node.attempts.map(json)),
    ])
  }

  private func json(_ attempt: Attempt) -> Node {
    .object([
      "visit": .integer(attempt.visit), "number": .integer(attempt.number),
      "outcome": .string(attempt.outcome.rawValue),
      "agent_id": .string(attempt.agentID), "file": attempt.file.map(Node.string),
      "note": attempt.note.map(Node.string),
      "problems": attempt.problems.isEmpty ? nil : .array(attempt.problems.map { .string($0.line) }),
    ])
  }

  private func seconds(from start: Timestamp, to end: Timestamp) -> Node {
    // The wall clock may have been set back in between.
    let milliseconds = max(0, end.milliseconds - start.milliseconds)
    return Node(.number(Number(isNegative: false, digits: String(milliseconds).utf8.map { $0 - 48 }, exponent: -3)))
  }

  private func reason(_ node: NodeState) -> String? {
    switch node.outcome {
    case .skipped(let reason), .failed(let reason): reason
    default: node.held
    }
  }

  // MARK: Markdown

  public var markdown: String {
    var lines = [
      "# \(cell(state.start.workflow)): \(cell(outcome))", "",
      "| | |", "|---|---|",
      "| run | \(code(state.start.run)) |",
      "| started | \(state.startedAt) |",
      "| ended | \(now) |",
      "| took | \(JSONWriter().write(seconds(from: state.startedAt, to: now))) s |", "",
      "| node | status | attempts | seconds | tokens | artifact |", "|---|---|--:|--:|--:|---|",
    ]
    lines += nodes.map(row)
    lines += section("Problems of the workflow's output", problems.map { "- " + cell($0) })
    for node in nodes { lines += details(node) }
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
    let seconds = node.firstStart.flatMap { start in
      node.end.map { JSONWriter().write(self.seconds(from: start, to: $0)) }
    }
    let tokens = node.usage.compactMap(\.tokens)
    let ungated = node.attempts.last?.isGated == false ? ", not gated" : ""
    let cells = [
      code(node.name), state.status(of: node.name).rawValue + ungated, String(node.attempts.count), seconds ?? "",
      tokens.isEmpty ? "" : String(tokens.reduce(0, +)), node.accepted?.target.map(code) ?? "",
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private func details(_ node: NodeState) -> [String] {
    var lines: [String] = []
    if let reason = reason(node) { lines.append("- \(state.status(of: node.name).rawValue): " + cell(reason)) }
    for attempt in node.attempts where attempt.outcome != .accepted {
      lines.append(
        "- attempt \(attempt.number): \(attempt.outcome.rawValue)" + (attempt.note.map { ": " + cell($0) } ?? ""))
      lines += attempt.problems.map { "  - " + cell($0.line) }
    }
    lines += node.losses.map { "- lost: " + cell($0.cause) }
    return section(code(node.name), lines)
  }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["", "## " + title, ""] + lines
  }

  /// Text that came from elsewhere, on one line of a table or list, where
  /// none of it can pass for markup.
  private func cell(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
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
