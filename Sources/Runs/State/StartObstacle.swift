import Flows
public import Platform

/// What keeps every node from starting, whatever is ready.
public enum StartObstacle: Sendable, Hashable {
  /// The run is over, or waits for its command.
  case closed(RunOutcome)
  /// The time for the whole run was over then.
  case overdue(Timestamp)
  /// These nodes wait for something to be mended or found out.
  case held([String])
  /// These nodes failed, and nothing leads on from them.
  case failing([String])
  /// These files of the definition were changed in mid run.
  case changed([String])
  /// As many agents are at work as may be.
  case full(working: Int, limit: Int)
}

extension RunState {
  /// What keeps every node from starting now, the first thing that the gate
  /// would name; nil if those that are ready may start.
  ///
  /// `changed`: the files of the definition that say something else by now,
  /// asked for only if nothing else stands in the way.
  public func startObstacle(at now: Timestamp, changed: () -> [String]) -> StartObstacle? {
    if let outcome { return .closed(outcome) }
    if let deadline, now > deadline { return .overdue(deadline) }
    if !heldNodes.isEmpty { return .held(heldNodes) }
    if !failingNodes.isEmpty { return .failing(failingNodes) }
    let files = changed()
    if !files.isEmpty { return .changed(files) }
    guard let flow, openPlaces.count >= flow.execution.maxParallel else { return nil }
    return .full(working: openPlaces.count, limit: flow.execution.maxParallel)
  }

  /// Where the flow is about to go back to, once agents at work have ended.
  public var pendingReturns: [String] {
    guard let flow, let progress, !progress.isFrozen else { return [] }
    var targets: [String] = []
    for edge in progress.pending where !targets.contains(flow.edges[edge].to) { targets.append(flow.edges[edge].to) }
    return targets
  }
}
