import Diagnostics
import Documents

extension FlowDecoder {
  private static let executionKeys = [
    "max_parallel", "timeout", "retries", "on_exhausted", "max_visits", "stop_blocks", "on_error",
  ]

  /// No count or number of seconds needs to be larger.
  private static let limit = 1_000_000_000

  mutating func execution(_ node: Node) -> Execution {
    var execution = Execution()
    guard let object = object(node, "execution") else { return execution }
    reportUnknownKeys(of: object, known: Self.executionKeys, in: "execution")
    if let value = integer("max_parallel", of: object, in: 1...Self.limit) {
      execution.maxParallel = value
      if value > Execution.hostCap, let node = object["max_parallel"] {
        report("flow/parallelism-over-cap", .overCap("max_parallel", value), node.range, severity: .warning)
      }
    }
    execution.timeout = integer("timeout", of: object, in: 1...Self.limit)
    // The host ends an agent that is sent back more often.
    execution.retries = integer("retries", of: object, in: 0...7) ?? execution.retries
    execution.maxVisits = integer("max_visits", of: object, in: 1...Self.limit) ?? execution.maxVisits
    execution.stopBlocks = integer("stop_blocks", of: object, in: 1...7) ?? execution.stopBlocks
    execution.onExhausted = choice("on_exhausted", of: object) ?? execution.onExhausted
    execution.onError = choice("on_error", of: object)
    return execution
  }

  private mutating func integer(_ key: String, of object: Object, in range: ClosedRange<Int>) -> Int? {
    guard let node = object[key] else { return nil }
    guard let number = node.number, number.isInteger else {
      report("flow/wrong-type", .wrongType("execution.\(key)", node, "an integer"), node.range)
      return nil
    }
    guard let value = number.integer, range.contains(value) else {
      report("flow/out-of-range", .outOfRange(key, number, range), node.range)
      return nil
    }
    return value
  }

  private mutating func choice<Choice>(_ key: String, of object: Object) -> Choice?
  where Choice: RawRepresentable<String> & CaseIterable {
    guard let node = object[key], let text = string(node, "execution.\(key)") else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let known = Choice.allCases.map(\.rawValue)
    report(
      "flow/unknown-choice", .unknownChoice(key, text, known), node.range, notes: suggestion(for: text, in: known))
    return nil
  }
}

extension Diagnostic.Message {
  static func overCap(_ place: String, _ value: Int) -> Self {
    "\(place) is \(value), but the host runs at most \(Execution.hostCap) agents at once"
  }

  fileprivate static func outOfRange(_ key: String, _ value: Number, _ range: ClosedRange<Int>) -> Self {
    "execution.\(key): found \(value), expected an integer from \(range.lowerBound) to \(range.upperBound)"
  }

  fileprivate static func unknownChoice(_ key: String, _ text: String, _ known: [String]) -> Self {
    "execution.\(key): found \(quoted(text, limit: 40)), expected one of \(known.joined(separator: ", "))"
  }
}
