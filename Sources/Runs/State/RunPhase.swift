/// Where a run stands, in a word.
public enum RunPhase: Sendable, Hashable {
  /// Nodes are ready or at work.
  case running
  /// A node failed, and others are still at work.
  case failing
  /// Nothing can go on before something of ours is mended.
  case held
  case complete, failed, terminated
  case closed(RunOutcome)
}
