import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// Holds a run until it is complete, then reports what it did.
public struct WorkflowOutput: Hook {
  public let name = "workflow-output"

  public init() {}

  /// A turn that ends too early leaves an interrupted run, with which its
  /// command goes on. Blocked, a turn that is none of ours couldn't end.
  public var unreadAnswer: StaticString {
    """
    {"continue":true,"systemMessage":"workflow-output: found no answer in time and could not even read the event; \
    whether a workflow is complete was not checked"}

    """
  }

  public func answer(to event: HookEvent, in context: HookContext) throws(Breakdown) -> HookAnswer {
    switch event.kind {
    case .stop(let stop):
      guard let project = context.project(of: event), let run = try ActiveRun.find(event, in: project) else {
        return .goOn
      }
      defer { context.leave(run) }
      return try TurnEnd(event: event, stop: stop, context: context).answer(run)
    case .sessionEnd(let reason):
      guard let project = context.project(of: event), var run = try ActiveRun.find(event, in: project),
        run.state.outcome == nil
      else { return .goOn }
      let session = event.session ?? ""
      try run.locked(context) { (run) throws(Breakdown) in
        guard !run.state.hasEnded(session: session) else { return }
        try run.append([.sessionEnded(session: session, reason: reason)], at: context.now())
        run.writeReport(nil, at: context.now())
      }
      return .goOn
    default: return .goOn
    }
  }

  public func answer(toBroken problem: String, in context: HookContext) -> (event: String, answer: HookAnswer) {
    ("Stop", .proceed(message: "workflow-output: \(problem); whether the workflow is complete was not checked"))
  }
}
