import Dispatch
import Foundation
import Platform

/// Folders that last as long as this process: they are removed when it is
/// done with them, and also if a signal ends it or nobody reads what it writes.
/// SIGKILL alone leaves them behind.
enum TemporaryFolders {
  /// What else Foundation has for it would link its locales.
  private static let lock = DispatchQueue(label: "temporary folders")
  private nonisolated(unsafe) static var paths: Set<String> = []
  private nonisolated(unsafe) static var isWatched = false

  /// Where they go: `$TMPDIR`, else `/tmp`.
  static func parent(_ environment: [String: String]) -> String {
    environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
  }

  /// The path of a new one below a folder, links resolved. Whoever makes it
  /// has it removed from now on.
  static func path(for purpose: String, below parent: String) -> String {
    let name = "claude-workflow-\(purpose)-\(processID)-" + String(UInt32.random(in: 0 ... .max), radix: 36)
    let path = Path.join(FileSystem.realPath(parent) ?? parent, name)
    lock.sync {
      _ = paths.insert(path)
      if !isWatched { watch() }
      isWatched = true
    }
    return path
  }

  /// The folder stays.
  static func forget(_ path: String) { lock.sync { _ = paths.remove(path) } }

  static func remove(_ path: String) {
    try? FileManager.default.removeItem(atPath: path)
    forget(path)
  }

  static func removeAll() {
    for path in lock.sync(execute: { paths }) {
      remove(path)
    }
  }

  /// A signal's handler may remove nothing, so a thread waits for the signals.
  private static func watch() {
    EndingSignals.block()
    DispatchQueue.global().async {
      let number = EndingSignals.wait()
      // What was killed writes there no more.
      EndingSignals.end(by: number, after: removeAll)
    }
  }
}
