package import Diagnostics
import Documents

/// Conditions whose evaluation surely fails, which fails their node, and
/// comparisons that always come to the same.
package enum ConditionTypes {
  /// What the flow alone shows: `failed > 1`, `visits == 'a'`.
  static func check(_ flow: Flow) -> [Diagnostic] {
    flow.conditions.flatMap { check(flow, $0.labels) { _ in .anything } }
  }

  /// What is found with what is known of the node's output, and not without.
  ///
  /// - Parameter output: what is at a place of the output of a node that
  ///   didn't fail.
  package static func check(
    _ flow: Flow, of node: FlowNode, output: @escaping ([FieldDemand.Step]) -> PossibleValues
  ) -> [Diagnostic] {
    let labels = flow.conditions.first { $0.node == node.name }?.labels ?? []
    let known = Set(check(flow, labels) { _ in .anything }.compactMap(\.range))
    return check(flow, labels, output).filter { $0.range.map { !known.contains($0) } ?? true }
  }

  private static func check(
    _ flow: Flow, _ labels: [Flow.LabelCondition], _ output: @escaping ([FieldDemand.Step]) -> PossibleValues
  ) -> [Diagnostic] {
    labels.flatMap { label -> [Diagnostic] in
      // Such a label is tried on a node that failed, too, which has no output.
      let mayFail = label.condition.mentionsFailed
      var typing = ConditionTyping { steps in mayFail ? output(steps).orNull : output(steps) }
      typing.demandBoolean(label.condition.expression)
      return typing.findings.map { finding in
        let message: Diagnostic.Message = "the condition of \(quoted(label.label)): \(finding.message.text)"
        return finding.fails
          ? flow.diagnostic("flow/condition-type", message, finding.range)
          : flow.diagnostic("flow/condition-constant", message, finding.range, severity: .warning)
      }
    }
  }
}
