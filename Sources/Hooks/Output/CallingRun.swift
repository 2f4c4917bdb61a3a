import Contracts
import Documents
import Platform
import Runs

/// The run that an agent was called for. Another session may have it by now,
/// and its own session another run.
enum CallingRun {
  /// The session's own: the document is that of this node, which a changed
  /// flow may no longer have, or comes too late, also when the run is over.
  /// Nobody need have called the agent, if it began to work while this was the
  /// session's run.
  case own(ActiveRun, node: String)
  /// Another session goes on with it.
  case takenOver(ActiveRun)
  /// A new run has taken its place.
  case setAside(ActiveRun)

  /// nil if no run that the session has had knows the agent.
  static func find(
    _ event: HookEvent, _ transcript: Transcript?, _ pointed: ActiveRun?, in project: Project
  ) throws(UnreadableRun) -> CallingRun? {
    guard let session = event.session, let agent = CalledAgent(event, transcript) else { return nil }
    if let pointed, let node = agent.notedNode(pointed) ?? (agent.call == nil ? agent.begunNode(pointed) : nil) {
      return CallingRun(pointed, node, session)
    }
    let earlier = try earlier(agent, session, pointed, in: project)
    if case .called(let run)? = earlier { return run }
    if let pointed, let node = agent.begunNode(pointed) ?? agent.strayNode(pointed) {
      return CallingRun(pointed, node, session)
    }
    if case .begun(let run)? = earlier { return run }
    return nil
  }

  private init(_ run: ActiveRun, _ node: String, _ session: String) {
    self = run.state.session == session ? .own(run, node: node) : .takenOver(run)
  }

  /// How an earlier run knows an agent.
  private enum Earlier {
    case called(CallingRun)
    /// It only began to work then, and no call is known to be its.
    case begun(CallingRun)
  }

  /// Among the runs that the session had before.
  private static func earlier(
    _ agent: CalledAgent, _ session: String, _ pointed: ActiveRun?, in project: Project
  ) throws(UnreadableRun) -> Earlier? {
    let pointer: SessionPointer?
    do {
      pointer = try SessionPointer.read(session: session, project: project.root)
    } catch { throw UnreadableRun(nil, Breakdown(pointer: error).inside(nil)) }
    guard let pointer else { return nil }
    var unreadable: UnreadableRun?
    var begun: CallingRun?
    for place in (pointed == nil ? [pointer.place] : []) + pointer.earlier {
      let folder = RunFolder(workdir: place.workdir)
      do throws(Breakdown) {
        if let run = try ActiveRun.open(folder, in: project), run.state.start.run == place.run {
          if let node = agent.node(run) { return .called(CallingRun(run, node, session)) }
          if let node = agent.strayNode(run) { begun = begun ?? CallingRun(run, node, session) }
          continue
        }
      } catch {
        if agent.isMentioned(in: folder.journal) { unreadable = unreadable ?? UnreadableRun(folder, error) }
      }
      do throws(Breakdown) {
        guard let run = try ActiveRun.archived(place.run, folder, in: project) else { continue }
        if agent.node(run) != nil { return .called(.setAside(run)) }
        if agent.strayNode(run) != nil { begun = begun ?? .setAside(run) }
      } catch {
        guard agent.isMentioned(in: folder.archivedJournal(of: place.run)) else { continue }
        unreadable = unreadable ?? UnreadableRun(nil, error)
      }
    }
    if let unreadable { throw unreadable }
    return begun.map { .begun($0) }
  }
}

/// A run that may have called an agent, and that can't be read.
struct UnreadableRun: Error {
  /// Where it is; nil if that can't be told, or if it was set aside.
  let folder: RunFolder?
  let cause: Breakdown

  init(_ folder: RunFolder?, _ cause: Breakdown) {
    self.folder = folder
    self.cause = cause
  }
}

/// An agent that ended, as runs may know it.
struct CalledAgent {
  let id: String
  /// The call that the host notes beside its transcript: of several agents
  /// that began at once that alone tells whose, and of one that was revived
  /// while a call waited for another.
  let call: String?

  /// nil if the event doesn't say which agent it is.
  init?(_ event: HookEvent, _ transcript: Transcript?) {
    guard let id = event.agentID, !id.isEmpty else { return nil }
    self.id = id
    call = transcript?.toolUseID()
  }

  /// The node that a run called it for, by the host's note.
  func notedNode(_ run: ActiveRun) -> String? { call.flatMap { run.state.call(toolUseID: $0) }?.admission.node }

  /// The same, by the order in which agents began.
  func begunNode(_ run: ActiveRun) -> String? { run.state.call(ofAgent: id)?.admission.node }

  /// The node as whose agent it began to work, of whatever call.
  func strayNode(_ run: ActiveRun) -> String? { run.state.strays[id]?.node }

  func node(_ run: ActiveRun) -> String? { notedNode(run) ?? begunNode(run) }

  /// Whether a journal that can't be read may be about it; of one of which not
  /// even the text can be had nobody knows.
  func isMentioned(in journal: String) -> Bool {
    let text: [UInt8]
    do {
      text = try FileSystem.read(journal)
    } catch { return !error.isNotFound }
    return [id, call].contains { name in
      name.map { text.contains(bytes: JSONWriter().bytes(.string($0))) } ?? false
    }
  }
}
