import Diagnostics

/// Labels that lead both forward and back: what goes back alone could never
/// go forward too.
enum LabelBothWays {
  static func check(_ flow: Flow) -> [Diagnostic] {
    let graph = flow.graph
    let reported = Set(EndlessCycle.closingEdges(flow))
    var diagnostics: [Diagnostic] = []
    for vertex in 0..<graph.count {
      let outgoing = graph.outgoing[vertex]
      guard outgoing.contains(where: { graph.edges[$0].isBack }) else { continue }
      var forward: [String?: Int] = [:]
      for edge in outgoing where !graph.edges[edge].isBack && forward[graph.edges[edge].label] == nil {
        forward[graph.edges[edge].label] = edge
      }
      for place in outgoing where graph.edges[place].isBack && !reported.contains(place) {
        let edge = graph.edges[place]
        guard let other = forward[edge.label].map({ graph.edges[$0] }) else { continue }
        diagnostics.append(
          flow.diagnostic(
            "flow/label-both-ways", .bothWays(edge, other), edge.range,
            notes: [.init("the forward edge stands here", at: other.range.in(flow.file))]))
      }
    }
    return diagnostics
  }
}

extension Diagnostic.Message {
  fileprivate static func bothWays(_ edge: Flow.Edge, _ other: Flow.Edge) -> Self {
    let what = edge.label.map { "the label \(quoted($0)) of" } ?? "the way without a label out of"
    return """
      \(what) \(quoted(edge.from)) leads both back to \(quoted(edge.to)) and forward to \(quoted(other.to)); expected a \
      label of its own for each
      """
  }
}
