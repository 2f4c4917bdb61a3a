import Contracts
import Diagnostics
import Documents
import Platform
import Runs

/// The text of an attempt on its way into `.context/.run/attempts/<node>/`.
///
/// It is written before the lock is taken, and gets its name and is on disk
/// under it.
struct KeptAttempt {
  private let folder: RunFolder
  private let node: String
  private let text: [UInt8]
  private let draft: String
  private let agentID: String?
  private let isActive: Bool
  let hash: String

  init(folder: RunFolder, node: String, text: String, agentID: String?, isActive: Bool) {
    self.agentID = agentID
    self.isActive = isActive
    self.folder = folder
    self.node = node
    self.text = Array(text.utf8)
    hash = XXH64.hex(self.text)
    draft = Path.join(
      Path.join(folder.records, RunFolder.attempts(of: node)),
      ".draft-\(processID)-\(Deadline.now())")
  }

  func prepare() throws(SystemError) {
    try FileSystem.makeDirectories(Path.parent(of: draft))
    try FileSystem.create(draft, text)
  }

  /// The file of an attempt, relative to `.context/.run`.
  static func name(of attempt: Attempt) -> String {
    let item = attempt.item.map { "-item-\($0)" } ?? ""
    let kind =
      attempt.outcome == .late
      ? "late-\(attempt.number)" : "visit-\(attempt.visit)\(item)-attempt-\(attempt.number)"
    return RunFolder.attempts(of: attempt.node) + "/" + kind + ".md"
  }

  /// The length of the text in bytes.
  var count: Int { text.count }

  /// Gives the text its name; returns it relative to `.context/.run`. It is
  /// waited for unless the attempt's event holds it, too.
  func keep(as attempt: Attempt) throws(Breakdown) -> String {
    let name = Self.name(of: attempt)
    do {
      let path = Path.join(folder.records, name)
      try FileSystem.move(draft, to: path)
      // Behind the move: contents and name reach the disk together, which
      // saves a third of what waiting for each would take.
      if attempt.text == nil { try FileSystem.synchronize(path) }
    } catch {
      takeBack(name)
      throw Breakdown(error)
    }
    return name
  }

  /// Makes the text a draft again, since no event names it.
  func takeBack(_ name: String) {
    // If this fails it has its name too early: the next attempt replaces it,
    // and the hook's answer has said what happened.
    try? FileSystem.move(Path.join(folder.records, name), to: draft)
  }

  /// Leaves the text for the next hook that can write.
  func leave() {
    // If even this fails the draft stays, and the answer says what happened.
    try? FileSystem.move(draft, to: Path.join(folder.records, unrecordedName))
  }

  /// The name under which it is left.
  var unrecordedName: String {
    UnrecordedText.name(node: node, agentID: agentID, isActive: isActive, hash: hash)
  }

  /// Removes the draft if it got no name.
  func discard() {
    // If it can't be removed it does no harm: no event names it.
    try? FileSystem.remove(draft)
  }
}

extension ActiveRun {
  /// Writes the kept text of an attempt anew from its event if its file is
  /// gone or empty, as a loss of power may leave it.
  func restoreText(of attempt: Attempt) {
    guard let file = attempt.file, let text = attempt.text, !text.isEmpty else { return }
    let path = Path.join(folder.records, file)
    guard (FileSystem.status(path)?.size ?? 0) == 0 else { return }
    // Whoever reads the file says what is wrong with it.
    try? FileSystem.makeDirectories(Path.parent(of: path))
    try? FileSystem.writeAtomically(Array(text.utf8), to: path, durably: false)
  }

  /// The same for all attempts.
  func restoreTexts() {
    for node in state.nodes.values { for attempt in node.attempts { restoreText(of: attempt) } }
  }

  /// The kept text of an attempt; nil if it is gone, or isn't what was handed
  /// over.
  func keptText(of attempt: Attempt) -> [UInt8]? {
    restoreText(of: attempt)
    let text = attempt.file.flatMap { try? FileSystem.read(Path.join(folder.records, $0)) }
    return text.flatMap { XXH64.hex($0) == attempt.hash ? $0 : nil }
  }

  /// Writes every accepted document anew whose file is gone or empty, from
  /// the kept attempt.
  ///
  /// Under the lock, and by where the run then stands: another hook may have
  /// moved the document away since. If the lock can't be had the file stays
  /// away, and whoever needs it says so.
  /// - Parameter paths: the targets to look at; nil for all of them.
  func restoreArtifacts(at paths: [String]? = nil) throws(DefinitionError) {
    guard state.nodes.values.contains(where: { lacksDocument($0, at: paths) }),
      let lock = try? folder.locked(for: Self.lockTimeout)
    else { return }
    defer { lock.release() }
    let run = journal.isCurrent ? self : (try? Self.open(folder, in: project)) ?? self
    for node in run.state.nodes.values where run.lacksDocument(node, at: paths) { try run.restoreArtifacts(of: node) }
  }

  private func lacksDocument(_ node: NodeState, at paths: [String]?) -> Bool {
    // Few documents of a large flow stand there.
    node.outcome == .done && paths.map { $0.contains(where: node.stands) } ?? true
      && node.standing.contains { artifact in
        paths.map { paths in artifact.target.map(paths.contains) ?? false } ?? true && isGone(artifact)
      }
  }

  private func isGone(_ artifact: ItemState.Artifact) -> Bool {
    artifact.target.map { (FileSystem.status($0)?.size ?? 0) == 0 } ?? false
  }

  private func restoreArtifacts(of node: NodeState) throws(DefinitionError) {
    for attempt in node.documents {
      guard let target = attempt.target, let file = attempt.file, (FileSystem.status(target)?.size ?? 0) == 0
      else { continue }
      restoreText(of: attempt)
      let path = Path.join(folder.records, file)
      let text = try project.readDefinition(path)
      guard XXH64.hex(text) == attempt.hash else { throw DefinitionError(.changedRecord(path)) }
      guard let document = DocumentReader(file: path).read(text).value else { continue }
      let bytes = Array(document.text.utf8)
      let root = Path.isInside(target, folder.workdir) ? folder.workdir : project.root
      do {
        try FileSystem.writeConfined(
          bytes.last == 10 ? bytes : bytes + [10], root: root, relative: Path.relative(target, to: root), durably: true)
      } catch {
        throw DefinitionError(.cannotRestore(target, error))
      }
    }
  }
}

extension Diagnostic {
  fileprivate static func changedRecord(_ path: String) -> Diagnostic {
    Diagnostic(
      "project/changed-record",
      "the kept document \(quoted(path, limit: 4000)) isn't the one that was accepted, and the accepted document is gone; restore either, run its node again with --redo, or start over with --fresh"
    )
  }

  fileprivate static func cannotRestore(_ target: String, _ error: SystemError) -> Diagnostic {
    Diagnostic(
      "project/unwritable-file",
      "cannot write \(quoted(target, limit: 4000)) again, which is gone: \(error.description)")
  }
}
