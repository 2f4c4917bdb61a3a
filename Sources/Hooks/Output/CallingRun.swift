import Contracts
import Platform
import Runs

/// The run that an agent was called for. Another session may have it by now,
/// and its own session another run.
struct CallingRun {
  let run: ActiveRun
  /// The node that it was called for, which a changed flow may no longer have;
  /// nil if nobody called it.
  let node: String?
  /// Whether a new run has taken its place.
  private(set) var isSetAside = false

  /// nil if no run that the session has had knows the agent.
  init?(of event: HookEvent, _ transcript: Transcript?, _ pointed: ActiveRun?, in project: Project) {
    guard let agentID = event.agentID, !agentID.isEmpty, let session = event.session else { return nil }
    if let pointed, let call = pointed.state.call(ofAgent: agentID) {
      self.init(run: pointed, node: call.admission.node)
      return
    }
    guard let pointer = try? SessionPointer.read(session: session, project: project.root) else { return nil }
    // Of several agents that began at once the host's note alone tells whose.
    let noted = transcript?.toolUseID()
    let node = { (run: ActiveRun) in
      (run.state.call(ofAgent: agentID) ?? noted.flatMap { run.state.call(toolUseID: $0) })?.admission.node
    }
    if let pointed, let node = node(pointed) {
      self.init(run: pointed, node: node)
      return
    }
    for place in (pointed == nil ? [pointer.place] : []) + pointer.earlier {
      guard let (run, isSetAside) = Self.run(at: place, in: project), let node = node(run) else { continue }
      self.init(run: run, node: node, isSetAside: isSetAside)
      return
    }
    // It came by itself to a run that was the session's.
    guard let pointed, pointed.state.session != session, pointed.state.strays[agentID] != nil else { return nil }
    self.init(run: pointed, node: nil)
  }

  private init(run: ActiveRun, node: String?, isSetAside: Bool = false) {
    self.run = run
    self.node = node
    self.isSetAside = isSetAside
  }

  private static func run(at place: SessionPointer.Place, in project: Project) -> (ActiveRun, isSetAside: Bool)? {
    let folder = RunFolder(workdir: place.workdir)
    // One that is broken is told where it is the session's present one.
    if let run = try? ActiveRun.open(folder, in: project), run.state.start.run == place.run { return (run, false) }
    return ActiveRun.archived(place.run, folder, in: project).map { ($0, true) }
  }

  /// Whether it is the session's, so that the document is its node's, or comes
  /// too late: also when the run is over.
  func isOwn(of session: String?) -> Bool { !isSetAside && run.state.session == session }
}
