/// How a run ended, or where it was left.
public enum RunOutcome: String, Sendable, Hashable {
  case complete, failed, terminated
  /// Nothing went forward although the main agent was held back.
  case stalled
  /// The user let it rest.
  case paused
  /// The user ended it.
  case aborted

  /// Whether its calls are still the run's: it waits for the command to go on.
  public var isInterrupted: Bool { self == .stalled || self == .paused }
}
