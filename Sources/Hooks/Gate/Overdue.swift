import Platform
import Runs

/// The tools of an agent that works for too long: they are refused, so that it
/// hands in what it has.
struct Overdue {
  private let event: HookEvent
  private let context: HookContext

  init(_ event: HookEvent, _ context: HookContext) {
    self.event = event
    self.context = context
  }

  /// nil if the agent is none of a run's, or has time left.
  func answer() throws(Breakdown) -> HookAnswer? {
    guard let agentID = event.agentID, let project = context.project(of: event) else { return nil }
    let found: ActiveRun?
    do {
      found = try ActiveRun.find(event, in: project)
    } catch {
      // Whether it is overdue can't be told; the gates say what is broken.
      return nil
    }
    defer { context.leave(found) }
    guard let run = found, let node = node(agentID, run.state) else { return nil }
    let now = context.now()
    let deadlines = [run.state.deadline, run.state.deadline(ofAgent: agentID)].compactMap { $0 }
    guard let passed = deadlines.filter({ now > $0 }).min() else { return nil }
    return .block(
      reason:
        "The time of \(node) was over at \(passed) (timeout): no tool may be used any more. Hand in your document now, as your final message, with what you have."
    )
  }

  private func node(_ agentID: String, _ state: RunState) -> String? {
    if let call = state.call(ofAgent: agentID) { return call.isOpen ? call.admission.node : nil }
    return state.strays[agentID]?.node
  }
}
