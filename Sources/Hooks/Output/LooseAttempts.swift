import Diagnostics
import Documents
import Platform
import Runs

/// The rejected attempts of a session outside any run: a text of one JSON
/// object a line beside the session's pointer.
struct LooseAttempts {
  struct Entry {
    var identity: MessageIdentity
    var agentID: String?
    var problems: Set<String>
    var answer: RecordedAnswer
  }

  private let folder: String
  private let path: String

  init(session: String, project: String) {
    folder = SessionPointer.folder(project: project)
    path = SessionPointer.path(session: session, project: project) + ".attempts.jsonl"
  }

  func locked() throws(LockError) -> FileLock {
    do {
      try FileSystem.makeDirectories(folder)
    } catch { throw .system(error) }
    return try FileLock(path: path + ".lock", timeout: ActiveRun.lockTimeout)
  }

  /// The entries; a line that was torn by a crash is none.
  func read() throws(SystemError) -> [Entry] {
    let text: [UInt8]
    do {
      text = try FileSystem.read(path)
    } catch  where error.isNotFound {
      return []
    }
    return text.split(separator: 10).compactMap { line in
      guard let node = JSONReader(file: path).read(Array(line)).accepted, let key = node["key"]?.string,
        let answer = node["answer"]
      else { return nil }
      let problems = Set(node["problems"]?.array?.compactMap(\.string) ?? [])
      let identity = MessageIdentity(key: key, uuid: node["uuid"]?.string)
      return Entry(
        identity: identity, agentID: node["agent_id"]?.string, problems: problems, answer: RecordedAnswer(answer))
    }
  }

  func append(_ entry: Entry) throws(SystemError) {
    let node = Node.object([
      "key": .string(entry.identity.key), "uuid": entry.identity.uuid.map(Node.string),
      "agent_id": entry.agentID.map(Node.string),
      "problems": .array(entry.problems.sorted().map(Node.string)), "answer": entry.answer.node,
    ])
    let file = try AppendFile(path: path)
    // A torn line gets its end, so that this one begins on its own.
    try file.append([10] + JSONWriter().bytes(node) + [10])
  }
}
