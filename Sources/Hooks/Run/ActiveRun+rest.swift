import Platform
import Runs

extension ActiveRun {
  /// Why no node may start whatever is ready, and what to do then: the run was
  /// closed, or its time is over. nil if neither is so.
  func rest(at now: Timestamp) -> String? {
    if let outcome = state.outcome {
      return
        "The run is \(outcome.rawValue): no node may start. Tell the user; /\(workflow) goes on where it stopped."
    }
    guard let deadline = state.deadline, now > deadline else { return nil }
    return
      "The time for the whole run is over (timeout, \(deadline)): no other node may start. Tell the user; /\(workflow) gives it the same time once more."
  }
}
