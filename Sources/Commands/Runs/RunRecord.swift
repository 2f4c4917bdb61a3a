import Contracts
import Diagnostics
import Documents
import Flows
import Hooks
import Platform
import Runs

/// A run as its journal tells it; reading it changes nothing.
struct RunRecord {
  let folder: RunFolder
  let state: RunState
  let events: [RunEvent]
  /// Whether a later run took its place.
  var isArchived = false

  /// Why a run can't be shown, in words.
  struct Failure: Error {
    var text: String
  }

  /// The run of a working directory, or one of its archive; nil if there is
  /// none.
  static func read(_ folder: RunFolder, journal path: String? = nil) throws(Failure) -> RunRecord? {
    let path = path ?? folder.journal
    let journal: Journal?
    do {
      journal = try Journal.read(path)
    } catch { throw Failure(text: words(error)) }
    guard let journal else {
      guard FileSystem.exists(path) else { return nil }
      throw Failure(
        text:
          "\(path):1: the journal holds no event, so that nothing is known of the run: restore the file; else the workflow's command begins a new run"
      )
    }
    guard let events = journal.events, case .runStarted(let start)? = events.first?.kind else { return nil }
    let text = start.definition["flow"]?.string
    let file = ".claude/workflows/\(start.workflow)/flow.yaml"
    let flow = text.flatMap { FlowReader(file: file).read(Array($0.utf8)).accepted }
    guard text == nil || flow != nil, let state = RunState(flow: flow, events: events) else {
      throw Failure(text: "\(path):1: the flow in the run's journal can't be read; restore the file")
    }
    return RunRecord(folder: folder, state: state, events: events, isArchived: path != folder.journal)
  }

  private static func words(_ error: JournalError) -> String {
    switch error {
    case .system(let error): "\(error)"
    case .damaged(let path, let line, let problem):
      "\(path):\(line): the journal is damaged: \(problem); restore it, or start over with --fresh, which archives it"
    case .newerFormat(let path, let version):
      "\(path):1: the journal has the format \(version), which a later version wrote; this one reads \(RunStart.currentFormat)"
    }
  }

  /// What is ready and whether the gate would let it in; nil if nothing is.
  ///
  /// Whether a call's input satisfies its contracts shows only when it is made.
  func ready(at now: Timestamp) -> ReadyNodes? {
    if isArchived {
      let names = state.readyNodes
      return names.isEmpty ? nil : ReadyNodes(names: names, obstacle: "another run took its place")
    }
    let obstacle = state.startObstacle(at: now) { project.map { state.changedDefinitionFiles(in: $0) } ?? [] }
    return ReadyNodes(of: state, behind: obstacle)
  }

  /// The run's project; of one that was copied with its run, the copy.
  private var project: Project? {
    let isCopied = folder.workdir != state.start.workdir && Path.isInside(state.start.workdir, state.start.project)
    return isCopied ? Project.nearest(to: folder.workdir) : Project(root: state.start.project)
  }

  /// Whether nothing can go on by itself.
  var isOver: Bool {
    switch state.phase {
    case .running, .failing: false
    // Without a flow only the turn's end says that nothing more is to come.
    case .complete where state.flow == nil: false
    default: true
    }
  }

  /// Whether somebody should look at it.
  var isInTrouble: Bool {
    switch state.phase {
    case .failing, .held, .failed, .terminated: true
    case .closed(let outcome): [.failed, .terminated, .stalled].contains(outcome)
    case .running, .complete: false
    }
  }

  /// How the run ended, or where it stands, in a word.
  var standing: String {
    switch state.phase {
    case .running: "running"
    case .complete where state.flow == nil: "running"
    case .failing: "failing"
    case .held: "held"
    // The turn hasn't ended yet, at which the run is closed.
    case .complete: "complete"
    case .failed: "failed"
    case .terminated: "terminated"
    case .closed(let outcome): outcome.rawValue
    }
  }
}
