import Contracts
import Diagnostics
import Documents

/// What a dry run shows of its events.
final class PlayTranscript {
  private let output: Output?
  private let isVerbose: Bool
  private(set) var calls: [(call: HookCall, about: String)] = []

  /// - Parameter output: where each event is told as it comes; nil for
  ///   nowhere.
  init(output: Output?, isVerbose: Bool) {
    self.output = output
    self.isVerbose = isVerbose
  }

  func add(_ call: HookCall, _ about: String) {
    calls.append((call, about))
    output?.write(plain(text(call, about)))
  }

  private func text(_ call: HookCall, _ about: String) -> String {
    var lines = [paint("\(call.event) → \(call.hook.rawValue)", "36") + ": " + Self.line(about)]
    if let fault = call.fault {
      lines.append("  " + paint("fault", "1;31") + ": " + fault)
    } else if let reason = call.refusal {
      lines.append("  " + paint(call.event == "SubagentStop" ? "sent back" : "refused", "31") + ":")
      lines += block(reason)
    } else {
      lines.append("  " + paint("goes on", "32") + extras(call))
      if isVerbose { lines += [call.prompt, call.context].compactMap { $0 }.flatMap(block) }
    }
    if let message = call.message { lines.append("  the user is told: " + message) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func extras(_ call: HookCall) -> String {
    let prompt = call.prompt.map { "; the agent's prompt has \($0.count) characters" }
    let context = call.context.map { "; the model is told \($0.count) characters" }
    return (prompt ?? "") + (context ?? "")
  }

  private func block(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "  | " + $0 }
  }

  private static func line(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > 200 ? line.prefix(199) + "…" : line
  }

  private func paint(_ text: String, _ style: String) -> String {
    output?.takesColor == true ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
  }

  var node: Node {
    .array(
      calls.map { call, about in
        .object([
          "event": .string(call.event), "hook": .string(call.hook.rawValue), "about": .string(about),
          "refused": .boolean(call.refusal != nil), "payload": call.payload, "answer": call.answer,
          "fault": call.fault.map(Node.string),
        ])
      })
  }
}
