public import Platform

/// Where a run keeps its files: `.context/` of a working directory.
public struct RunFolder: Sendable, Hashable {
  /// The working directory: absolute, links resolved.
  public let workdir: String

  public init(workdir: String) { self.workdir = workdir }

  /// What agents read and write, and the report.
  public var context: String { Path.join(workdir, ".context") }
  /// The run's own records.
  public var records: String { Path.join(context, ".run") }
  public var journal: String { Path.join(records, "journal.jsonl") }
  /// The lock is a file of its own: the journal is moved when a run is
  /// archived, and a lock on a moved file holds nobody back.
  public var lock: String { Path.join(records, "lock") }
  /// The flow as text, where it is too long for a prompt.
  public var flowText: String { Path.join(records, "flow.txt") }
  public var archive: String { Path.join(records, "archive") }
  /// The journal of a run that was set aside.
  public func archivedJournal(of run: String) -> String {
    Path.join(Path.join(archive, run), Path.lastComponent(journal))
  }
  /// A workflow's own output document.
  public var workflowOutput: String { Path.join(context, "workflow-output.md") }
  public var reportMarkdown: String { Path.join(context, "report.md") }
  public var reportJSON: String { Path.join(context, "report.json") }

  /// The kept attempts of a node, relative to `records`: in a folder of its
  /// name, or if an agent's name is none for a file, of its hash.
  public static func attempts(of node: String) -> String {
    let isPlain =
      !node.isEmpty && node.utf8.count <= 200 && node.utf8.first != UInt8(ascii: ".")
      && node.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 >= 32 }
    return "attempts/" + (isPlain ? node : "agent-" + XXH64.hex(Array(node.utf8)))
  }

  public func locked(for timeout: Duration) throws(LockError) -> FileLock {
    try FileLock(path: lock, timeout: timeout)
  }
}
