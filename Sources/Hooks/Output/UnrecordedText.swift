import Contracts
import Diagnostics
import Documents
import Platform
import Runs

/// A final message that was handed over when nothing could be recorded: the
/// lock was held, the disk full. It lies in `.context/.run/` until a hook of
/// the run can write.
///
/// Its name says whose it is: it was given by a renaming, which needs no room
/// on the disk.
struct UnrecordedText {
  private static let prefix = "unrecorded-"

  /// The file's name, for a text of that agent (nil: the event didn't say).
  static func name(node: String, agentID: String?, isActive: Bool, hash: String) -> String {
    prefix + XXH64.hex(Array(node.utf8)) + "-" + XXH64.hex(Array((agentID ?? "").utf8)) + "-" + hash
      + (isActive ? "-again.md" : "-first.md")
  }

  private let path: String
  fileprivate var name: String { Path.lastComponent(path) }
  private let node: String
  private let agent: String
  private let isActive: Bool

  /// nil for a name that is none of ours.
  private init?(_ name: String, in folder: String) {
    guard name.hasPrefix(Self.prefix) else { return nil }
    let parts = Path.stem(name).utf8.dropFirst(Self.prefix.utf8.count).split(separator: UInt8(ascii: "-"))
    guard parts.count == 4 else { return nil }
    path = Path.join(folder, name)
    node = String(Substring(parts[0]))
    agent = String(Substring(parts[1]))
    isActive = parts[3].elementsEqual("again".utf8)
  }

  /// All of a run.
  fileprivate static func all(in folder: RunFolder) throws(SystemError) -> [UnrecordedText] {
    try FileSystem.list(folder.records).compactMap { UnrecordedText($0, in: folder.records) }
  }

  static func paths(in folder: RunFolder) throws(SystemError) -> [String] { try all(in: folder).map(\.path) }

  /// Removes it, since its message is recorded now. If it can't be removed the
  /// next hook sees that it is answered.
  func discard() { try? FileSystem.remove(path) }

  /// Makes an attempt of it: unchecked, so that its node is held, if the call
  /// of its agent is open; else it came for nobody and is only kept.
  fileprivate func adopt(in run: inout ActiveRun, at now: Timestamp) throws(Breakdown) {
    let matches = { (text: String, hash: String) in XXH64.hex(Array(text.utf8)) == hash }
    let known = run.state.calls.last { $0.agentID.map { matches($0, agent) } ?? false }
    // Nobody said which agent works on the only call that waits for one.
    let waiting = run.state.openCalls.filter { $0.agentID == nil && matches($0.admission.node, node) }
    let call = known ?? (waiting.count == 1 ? waiting[0] : nil)
    guard let name = call?.admission.node ?? run.state.nodes.names.first(where: { matches($0, node) }) else { return }
    let agentID = known?.agentID
    let text: [UInt8]
    do {
      text = try FileSystem.read(path)
    } catch { throw Breakdown(error).inside(run.policy) }
    let identity = MessageIdentity(
      of: agentID, text: String(decoding: text, as: UTF8.self), isActive: isActive, last: nil)
    // The other copy of a doubled hook could record it.
    if run.state.hasAnswered(identity) {
      discard()
      return
    }
    let current = call.flatMap { $0.isOpen && $0.admission.visit == run.state.nodes[name]?.visit ? $0 : nil }
    let state = run.state.nodes[name] ?? NodeState(name: name)
    var attempt = Attempt(
      identity: identity, node: name, visit: current?.admission.visit ?? state.visit,
      number: current == nil
        ? run.state.lateAttemptCount + 1 : state.nextNumber(ofItem: current?.admission.item),
      agentID: agentID ?? "",
      toolUseID: current?.admission.toolUseID, outcome: current == nil ? .late : .unchecked, isGated: false,
      answer: HookAnswer.goOn.recorded(for: "SubagentStop"))
    attempt.item = current?.admission.item
    if current != nil { attempt.hold = .broken }
    attempt.note = "its document was handed over when nothing could be recorded; its hook told the user why"
    attempt.hash = XXH64.hex(text)
    let kept = KeptAttempt.name(of: attempt)
    attempt.file = kept
    do {
      try FileSystem.makeDirectories(Path.parent(of: Path.join(run.folder.records, kept)))
      try FileSystem.move(path, to: Path.join(run.folder.records, kept), durably: true)
    } catch { throw Breakdown(error).inside(run.policy) }
    do {
      try run.append([.attempt(attempt)], at: now)
    } catch {
      // The next hook tries again; if even this fails the text is kept.
      try? FileSystem.move(Path.join(run.folder.records, kept), to: path)
      throw error
    }
  }
}

extension ActiveRun {
  /// Records what was handed over when nothing could be recorded, but for the
  /// text of this name; returns that. Only under the lock.
  @discardableResult
  mutating func adoptUnrecorded(except own: String? = nil, at now: Timestamp) throws(Breakdown) -> UnrecordedText? {
    var found: UnrecordedText?
    // A folder that can't be listed holds none that could be recorded now.
    for text in (try? UnrecordedText.all(in: folder)) ?? [] {
      if text.name == own { found = text } else { try text.adopt(in: &self, at: now) }
    }
    return found
  }
}
