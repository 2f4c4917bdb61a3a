/// What becomes of a node whose attempts are used up.
public enum ExhaustedPolicy: String, Sendable, CaseIterable {
  case fail, skip, terminate
}

/// What a hook answers when something of ours breaks.
public enum ErrorPolicy: String, Sendable, CaseIterable {
  case block, allow
}

/// How a flow is run: the limits and policies of its `execution`.
public struct Execution: Hashable, Sendable {
  /// How many agents may run at once.
  public var maxParallel = 3
  /// Seconds for the whole run; nil for no limit.
  public var timeout: Int?
  /// How many rejected attempts of a visit are sent back.
  public var retries = 2
  public var onExhausted = ExhaustedPolicy.fail
  /// How often one node may be visited.
  public var maxVisits = 10
  /// How many stops in a row may be blocked without progress.
  public var stopBlocks = 3
  /// What the file says; nil leaves it to the hook.
  public var onError: ErrorPolicy?

  public init() {}

  /// How many agents the host runs at once at most.
  public static let hostCap = 20
}
