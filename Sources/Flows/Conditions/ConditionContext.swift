public import Documents

/// What a condition can ask about: a visit and the state of its run.
public struct ConditionContext: Sendable {
  /// The header of the accepted output with `content` beside it; for a loop,
  /// the list of headers in item order.
  public var output: Node
  public var state: Object
  public var attempts: Int
  public var visits: Int
  public var failed: Bool

  public init(
    output: Node = .null, state: Object = Object(), attempts: Int = 1, visits: Int = 1, failed: Bool = false
  ) {
    self.output = output
    self.state = state
    self.attempts = attempts
    self.visits = visits
    self.failed = failed
  }
}
