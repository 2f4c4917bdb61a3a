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
    // Of several agents that began at once the host's note alone tells whose,
    // and of one that was revived while a call waited for another.
    let noted = transcript?.toolUseID()
    let byNote = { (run: ActiveRun) in noted.flatMap { run.state.call(toolUseID: $0) }?.admission.node }
    let begun = pointed?.state.call(ofAgent: agentID)?.admission.node
    if let pointed, let node = byNote(pointed) ?? (noted == nil ? begun : nil) {
      self.init(run: pointed, node: node)
      return
    }
    if let pointer = try? SessionPointer.read(session: session, project: project.root) {
      for place in (pointed == nil ? [pointer.place] : []) + pointer.earlier {
        guard let (run, isSetAside) = Self.run(at: place, in: project),
          let node = byNote(run) ?? run.state.call(ofAgent: agentID)?.admission.node
        else { continue }
        self.init(run: run, node: node, isSetAside: isSetAside)
        return
      }
    }
    if let pointed, let begun {
      self.init(run: pointed, node: begun)
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
