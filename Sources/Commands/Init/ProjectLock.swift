import Diagnostics
import Platform

/// One command at a time changes what is installed in a project: the record
/// of it is read, added to and written anew.
enum ProjectLock {
  /// Does something while no other `init` or `uninstall` works on the project.
  ///
  /// The lock is the folder's own, so that none is left behind. Where the
  /// file system has no locks of folders, as some of other machines, it is
  /// done without.
  static func holding<Result>(_ root: String, _ body: () throws -> Result) throws -> Result {
    let lock: FileLock?
    do {
      lock = try FileLock(folder: root, timeout: .seconds(30))
    } catch .timeout {
      throw Init.failure(
        "another process has held the lock on \(quoted(root, limit: 4000)) for 30 s, as `claude-workflow init` does while it works; wait for it to end, then give the command again. Nothing was changed"
      )
    } catch { lock = nil }
    return try withExtendedLifetime(lock) { try body() }
  }
}
