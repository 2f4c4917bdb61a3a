package import Diagnostics
package import Flows

extension Agent {
  /// What keeps it from doing its part in any workflow.
  package var mistakes: [Diagnostic] {
    var mistakes = hostMistakes
    if let target = output?.target, output?.contract == nil { mistakes.append(.targetWithoutContract(self, target)) }
    return mistakes
  }
}

extension Diagnostic {
  /// No agent has the name of a flow's node; `nearest` is that of one that
  /// may have been meant.
  package static func unknownAgent(_ node: FlowNode, file: String, nearest: String?) -> Diagnostic {
    let hint = nearest.map { ", did you mean \"\($0)\"?" } ?? "; add .claude/agents/\(node.name).md"
    return Diagnostic(
      "flow/unknown-agent", "no agent has the name \(quoted(node.name))\(hint)", at: node.range.in(file))
  }
  fileprivate static func targetWithoutContract(_ agent: Agent, _ target: Located<String>) -> Diagnostic {
    Diagnostic(
      "agent/target-without-contract",
      "the agent \(quoted(agent.name)) has a target and no output contract, so nothing would ever be written there; name a contract",
      at: target.range)
  }
}
