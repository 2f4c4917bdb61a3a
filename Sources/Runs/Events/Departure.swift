public import Documents

/// How a visit of a node ended, and which way the run takes from there: all
/// that had to be decided then.
public struct Departure: Sendable {
  public enum Outcome: String, Sendable, Hashable {
    case done, skipped, failed
  }

  public var node: String
  public var visit: Int
  public var outcome: Outcome
  /// Why it failed or was skipped.
  public var because: String?
  /// The labels that held, in the order in which they were tried.
  public var labels: [String]
  /// The edges taken; all others are dead. A failed node without any fails
  /// the run.
  public var edges: [FlowEdgeName]
  /// The state variables that were set, with their new values.
  public var state: Object

  public init(
    node: String, visit: Int, outcome: Outcome, because: String? = nil, labels: [String] = [],
    edges: [FlowEdgeName] = [], state: Object = Object()
  ) {
    self.node = node
    self.visit = visit
    self.outcome = outcome
    self.because = because
    self.labels = labels
    self.edges = edges
    self.state = state
  }
}
