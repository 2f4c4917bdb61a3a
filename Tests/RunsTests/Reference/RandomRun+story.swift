import Documents
import Flows
import Runs

extension RandomRun {
  /// What happened, one event a line.
  var story: String { events.map { Self.line($0.kind) + "\n" }.joined() }

  private static func line(_ kind: RunEvent.Kind) -> String {
    func item(_ item: Int?) -> String { item.map { "[\($0)]" } ?? "" }
    switch kind {
    case .runStarted(let start): return "start \(JSONWriter().write(start.input))"
    case .admitted(let call): return "admit \(call.node)\(item(call.item)) visit \(call.visit) as \(call.toolUseID)"
    case .started(let agent, _): return "started \(agent)"
    case .joined(let agent, _): return "joined \(agent)"
    case .released(let call): return "released \(call)"
    case .lost(let loss):
      return "lost \(loss.toolUseID ?? "") of \(loss.node)\(item(loss.item)) \(loss.policy?.rawValue ?? "")"
    case .attempt(let attempt):
      let header = attempt.header.map { JSONWriter().write($0) } ?? attempt.policy?.rawValue ?? ""
      let ways = attempt.departure.map { " -> \(line(.left($0)))" } ?? ""
      return "\(attempt.outcome.rawValue) \(attempt.node)\(item(attempt.item)) \(header)\(ways)"
    case .left(let departure):
      let edges = departure.edges.map { "\($0.from)>>\($0.to)" }.joined(separator: " ")
      return "left \(departure.node) \(departure.outcome.rawValue) \(departure.because ?? "") \(edges)"
    case .resumed(let resumption): return "resumed by \(resumption.session)"
    default: return kind.name
    }
  }
}
