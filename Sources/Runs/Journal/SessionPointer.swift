import Diagnostics
import Documents
public import Platform

/// The file by which a session finds its run.
///
/// Hooks can't set environment variables for each other, so the session's id,
/// which every event carries, is the key.
public struct SessionPointer: Sendable, Hashable {
  /// Where a run is, or was.
  public struct Place: Sendable, Hashable {
    public var workdir: String
    public var run: String
  }

  public var workdir: String
  public var workflow: String
  public var run: String
  /// The runs that the session had before in other working directories, and
  /// the one whose place in its own this run took, the last one first: agents
  /// that they called may still hand in documents.
  public private(set) var earlier: [Place] = []

  /// The run's own place.
  public var place: Place { Place(workdir: workdir, run: run) }

  public init(workdir: String, workflow: String, run: String) {
    self.workdir = workdir
    self.workflow = workflow
    self.run = run
  }

  /// No more earlier runs are remembered.
  private static let earlierLimit = 8

  /// Remembers the run of the pointer that this one replaces, and those before
  /// it.
  public mutating func remember(_ replaced: SessionPointer?) {
    guard let replaced else { return }
    if replaced.place == place {
      earlier = replaced.earlier
      return
    }
    // A run goes on in its place as often as its command is given: then the
    // one before it stays remembered.
    let before = ([replaced.place] + replaced.earlier).filter { $0 != place }
    let own = before.first { $0.workdir == workdir }
    earlier = Array(before.filter { $0.workdir != workdir || $0 == own }.prefix(Self.earlierLimit))
  }

  /// The folder of all pointers of a project.
  public static func folder(project: String) -> String { Path.join(project, ".claude/workflows/.runs") }

  /// The pointer's path: the session's id, or its SHA-256 if it is no plain
  /// name of at most 64 characters.
  public static func path(session: String, project: String) -> String {
    Path.join(folder(project: project), session.isPlainName ? session : SHA256.hex(Array(session.utf8)))
  }

  /// The session's pointer, or nil if it has none.
  public static func read(session: String, project: String) throws(SystemError) -> SessionPointer? {
    let text: [UInt8]
    do {
      text = try FileSystem.read(path(session: session, project: project), limit: 64 << 10)
    } catch  where error.isNotFound {
      return nil
    }
    let node = JSONReader(file: "pointer").read(text).value
    guard let workdir = node?["workdir"]?.string, let workflow = node?["workflow"]?.string,
      let run = node?["run"]?.string
    else {
      let path = path(session: session, project: project)
      throw SystemError("read", path: path, code: 0, detail: "it is no pointer to a run")
    }
    var pointer = SessionPointer(workdir: workdir, workflow: workflow, run: run)
    for place in node?["earlier"]?.array ?? [] {
      guard let workdir = place["workdir"]?.string, let run = place["run"]?.string else { continue }
      pointer.earlier.append(Place(workdir: workdir, run: run))
    }
    return pointer
  }

  /// Writes it in the place of the session's pointer, whose runs it remembers,
  /// unless it says the same then; gives its path if it was written, for the
  /// caller to `synchronize`.
  public func write(
    session: String, project: String, replacing known: SessionPointer? = nil
  ) throws(SystemError) -> String? {
    var pointer = self
    pointer.remember(known)
    if pointer == known { return nil }
    let places = pointer.earlier.map { Node.object(["workdir": .string($0.workdir), "run": .string($0.run)]) }
    let node = Node.object([
      "workdir": .string(workdir), "workflow": .string(workflow), "run": .string(run),
      "earlier": places.isEmpty ? nil : .array(places),
    ])
    let bytes = JSONWriter().bytes(node) + [10]
    let path = Self.path(session: session, project: project)
    try FileSystem.makeDirectories(Self.folder(project: project))
    try FileSystem.writeAtomically(bytes, to: path, durably: false)
    FileSystem.beginWriting(path)
    return path
  }
}
