import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// The run of a session, opened: its folder, its journal and where it stands.
struct ActiveRun {
  let project: Project
  let folder: RunFolder
  private var stored: StoredRun
  /// The definition as it was when the run began or went on; without a flow
  /// that of an agent as it was when it was first admitted.
  private(set) var definition: DefinitionSnapshot
  /// The events that follow from the start of a run that isn't written yet.
  private(set) var decided: [RunEvent.Kind] = []
  /// What is to be written at once; nil if each append is by itself.
  private var batch: Batch?

  var journal: Journal { stored.journal }
  var state: RunState { stored.state }
  var flow: Flow? { state.flow }
  var workflow: String { state.start.workflow }
  var policy: ErrorPolicy { flow?.execution.onError ?? .block }

  /// The run that the event's session owns and that is not over; nil if it
  /// has none.
  static func find(_ event: HookEvent, in project: Project) throws(Breakdown) -> ActiveRun? {
    try pointed(to: event, in: project).flatMap { $0.isCurrent(in: event.session) ? $0 : nil }
  }

  /// The run that the event's session has a pointer to, be it over or another
  /// session's by now; nil if it has none.
  static func pointed(to event: HookEvent, in project: Project) throws(Breakdown) -> ActiveRun? {
    guard let session = event.session else { return nil }
    let pointer: SessionPointer?
    do {
      pointer = try SessionPointer.read(session: session, project: project.root)
    } catch { throw Breakdown(pointer: error).inside(nil) }
    guard let pointer else { return nil }
    guard let run = try open(RunFolder(workdir: pointer.workdir), in: project) else {
      throw Breakdown(
        "the journal of the run of /\(pointer.workflow) in \(quoted(pointer.workdir, limit: 4000)) is gone",
        remedy: "Restore it, or start the workflow again with /\(pointer.workflow)."
      ).inside(nil)
    }
    return run.state.start.run == pointer.run ? run : nil
  }

  /// Whether it is the run that was found before, and its session's still:
  /// while nobody held the lock another one may have taken its place, or it.
  func isStill(_ found: ActiveRun) -> Bool {
    state.start.run == found.state.start.run && state.session == found.state.session
  }

  /// Whether the session owns it and it is not over. An interrupted run isn't:
  /// its calls wait for the command to go on.
  func isCurrent(in session: String?) -> Bool {
    state.session == session && state.outcome.map(\.isInterrupted) ?? true
  }

  /// The run in a working directory, whoever owns it; nil if it has none.
  static func open(_ folder: RunFolder, in project: Project) throws(Breakdown) -> ActiveRun? {
    if let stored = StoredRun.restore(folder) { return ActiveRun(project, folder, stored) }
    return try read(folder.journal, folder, in: project)
  }

  /// A run that was in a working directory and was set aside for another one;
  /// nil if its archive has none of that name.
  static func archived(_ run: String, _ folder: RunFolder, in project: Project) throws(Breakdown) -> ActiveRun? {
    try read(folder.archivedJournal(of: run), folder, in: project)
  }

  private static func read(
    _ path: String, _ folder: RunFolder, in project: Project
  ) throws(Breakdown) -> ActiveRun? {
    let journal: Journal?
    do {
      journal = try Journal.read(path)
    } catch { throw Breakdown(error).inside(nil) }
    guard let journal else { return nil }
    guard let run = ActiveRun(project, folder, journal) else {
      throw Breakdown(
        "\(path):1: the flow in the run's journal can't be read",
        remedy: "Restore the file, or start over with --fresh (what is there now is archived)."
      ).inside(nil)
    }
    return run
  }

  private init?(_ project: Project, _ folder: RunFolder, _ journal: Journal, flow known: Flow? = nil) {
    guard let events = journal.events, case .runStarted(let start)? = events.first?.kind else { return nil }
    // The flow as it was when the run began: a file that changed since then
    // must not change what has happened.
    let flow = known ?? DefinitionSnapshot(start.definition).flow(of: start.workflow)
    // Without its flow the run would pass for one whose order is free.
    if start.definition["flow"] != nil, flow == nil { return nil }
    guard let state = RunState(flow: flow, events: events) else { return nil }
    self.init(project, folder, StoredRun(journal: journal, state: state))
  }

  private init(_ project: Project, _ folder: RunFolder, _ stored: StoredRun) {
    self.project = project
    self.folder = folder
    self.stored = stored
    definition = DefinitionSnapshot(stored.state.definition)
  }

  /// Takes the definition of the state that an event has led to.
  private mutating func noticeDefinition(_ kind: RunEvent.Kind) {
    switch kind {
    case .resumed(let resumption) where resumption.definition != nil: break
    case .admitted(let admission) where !admission.files.isEmpty: break
    default: return
    }
    definition = DefinitionSnapshot(state.definition)
  }

  /// A run as it will stand after its first event, which isn't written yet,
  /// and after those in `decided` that follow from it. `flow`: what the
  /// definition's text was read as.
  init?(drafting start: RunStart, flow: Flow?, in folder: RunFolder, of project: Project, at now: Timestamp) {
    var journal = Journal(creating: folder.journal)
    journal.draft(.runStarted(start), at: now)
    self.init(project, folder, journal, flow: flow)
    decided = stored.state.decideDue(at: now)
  }

  /// The run as it stands, its agents and contracts read by another
  /// definition.
  func redefined(by snapshot: DefinitionSnapshot) -> ActiveRun {
    var copy = self
    copy.definition = snapshot
    return copy
  }

  /// The run as it will stand after one more event, which isn't written yet,
  /// and after what that makes due: a node that goes on may fail at once.
  func drafting(_ kind: RunEvent.Kind, at now: Timestamp) -> ActiveRun {
    var copy = self
    copy.stored.state.apply(RunEvent(sequence: state.sequence + 1, at: now, kind: kind))
    _ = copy.stored.state.decideDue(at: now)
    copy.noticeDefinition(kind)
    return copy
  }

  /// Decodes all that the run remembers, once, where most of it is asked for.
  mutating func recall() { stored.state = state.recalled() }

  /// How long a hook waits for another that holds the run's lock.
  static let lockTimeout: Duration = .seconds(5)

  /// Does something that depends on where the run stands, with nobody else
  /// writing: under the lock the journal is read again if it has changed, and
  /// what an earlier hook could not record is recorded.
  ///
  /// `own`: the name of the unrecorded text that the other copy of a doubled
  /// hook left if it could not record the message which `body` records.
  mutating func locked<T>(
    _ context: HookContext, unrecordedAs own: String? = nil,
    _ body: (inout ActiveRun) throws(Breakdown) -> T
  ) throws(Breakdown) -> T {
    let lock: FileLock
    do {
      lock = try folder.locked(for: Self.lockTimeout)
    } catch { throw Breakdown(error).inside(policy) }
    defer { lock.release() }
    // Otherwise nobody has written since it was read.
    if !journal.isCurrent { try readAgain() }
    try decideDue(at: context.now())
    let copy = try adoptUnrecorded(except: own, at: context.now())
    let result = try body(&self)
    copy?.discard()
    return result
  }

  private mutating func readAgain() throws(Breakdown) {
    guard let fresh = try Self.open(folder, in: project) else {
      throw Breakdown(
        "\(folder.journal): the run's journal is gone", remedy: "Start the workflow again with /\(workflow)."
      )
      .inside(policy)
    }
    self = fresh
  }

  /// Appends to the journal and takes it into account; only under the lock.
  ///
  /// What they make due is decided and written with them, so that no hook
  /// ever finds a visit that is over and wasn't left.
  mutating func append(_ kinds: [RunEvent.Kind], at time: Timestamp) throws(Breakdown) {
    let now = batch?.time ?? time
    var next = state
    for kind in kinds { next.apply(RunEvent(sequence: next.sequence + 1, at: now, kind: kind)) }
    let decided = next.decideDue(at: now)
    if batch == nil { try write(kinds + decided, at: now) }
    let before = state
    stored.state = next
    for kind in kinds { noticeDefinition(kind) }
    batch?.kinds += kinds + decided
    if batch == nil { finishWriting(kinds, behind: before, at: now) }
  }

  /// Does what appends several times, and writes all of it at once when it is
  /// done: wherever a process dies, all of it counts or nothing. If `body`
  /// throws, nothing is written; only under the lock.
  mutating func appendingAtOnce(
    at now: Timestamp, _ body: (inout ActiveRun) throws(Breakdown) -> Void
  ) throws(Breakdown) {
    var copy = self
    copy.batch = Batch(time: now)
    try body(&copy)
    let kinds = copy.batch?.kinds ?? []
    copy.batch = nil
    try copy.write(kinds, at: now, asOne: true)
    let before = state
    self = copy
    finishWriting(kinds, behind: before, at: now)
  }

  /// Events that are to be written at once, all with one time.
  private struct Batch {
    let time: Timestamp
    var kinds: [RunEvent.Kind] = []
  }

  private mutating func write(
    _ kinds: [RunEvent.Kind], at now: Timestamp, asOne: Bool = false
  ) throws(Breakdown) {
    do {
      try stored.journal.append(kinds, at: now, asOne: asOne)
    } catch { throw Breakdown(error).inside(policy) }
  }

  /// What follows when events are written; `before` is the state without them.
  private func finishWriting(_ kinds: [RunEvent.Kind], behind before: RunState, at now: Timestamp) {
    stored.saveCheckpoint()
    let left = before.artifactsLost(in: state, by: kinds)
    if !left.isEmpty { archive(left, at: now) }
  }

  /// Writes down what a writer that died in between has left undecided.
  private mutating func decideDue(at now: Timestamp) throws(Breakdown) {
    if !state.dueDepartures().isEmpty { try append([], at: now) }
  }

  /// Moves documents away whose nodes the flow went back to. They are kept as
  /// attempts all the same, and what stands at a target is replaced only by an
  /// archived copy; so if it can't be done nothing is lost.
  private func archive(_ targets: [String], at now: Timestamp) {
    try? RunArchive(folder: folder, name: RunArchive.name(now)).move(documents: targets)
  }

  /// What the definition's paths may name in this run.
  func variables(_ environment: EnvironmentVariables) -> PathVariables {
    PathVariables(workdir: folder.workdir, project: project.root, environment: environment)
  }
}
