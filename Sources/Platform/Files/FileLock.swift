#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a lock was not got.
public enum LockError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Somebody else held it for all of these seconds.
  case timeout(path: String, seconds: Double)
  case system(SystemError)

  public var description: String {
    switch self {
    case .timeout(let path, let seconds):
      SystemError(
        "lock", path: path, code: EWOULDBLOCK, detail: "another process has held it for more than \(seconds) s"
      ).description
    case .system(let error): error.description
    }
  }
}

/// An exclusive lock between processes (flock), held as long as the value
/// lives; the system gives it back when the process ends, however it ends.
public final class FileLock {
  private var descriptor: Int32

  /// Waits for the lock on the file, which is made if missing and stays.
  public init(path: String, timeout: Duration) throws(LockError) {
    descriptor = try Self.acquire(path, timeout, flags: O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK)
  }

  /// Waits for the lock on a folder, in which nothing is written for it.
  ///
  /// File systems of other machines may have no locks of folders (EBADF,
  /// ENOTSUP): those are errors like any other.
  public init(folder: String, timeout: Duration) throws(LockError) {
    descriptor = try Self.acquire(folder, timeout, flags: O_RDONLY | O_DIRECTORY)
  }

  /// Gives the lock back before the value's life ends.
  public func release() {
    guard descriptor >= 0 else { return }
    // A child that another thread forks has a copy of it until it executes.
    _ = flock(descriptor, LOCK_UN)
    closeFile(descriptor)
    descriptor = -1
  }

  deinit { release() }

  /// The descriptor that holds the lock. Children never inherit it: a lock
  /// lives until the last copy of its descriptor is closed.
  private static func acquire(_ path: String, _ timeout: Duration, flags: Int32) throws(LockError) -> Int32 {
    switch openFile(path, flags, mode: 0o644) {
    case .failure(let code): throw .system(SystemError("lock", path: path, code: code.rawValue))
    case .success(let descriptor):
      guard let error = wait(for: descriptor, path, timeout) else { return descriptor }
      closeFile(descriptor)
      throw error
    }
  }

  /// Tries again and again, in growing steps; nil when the lock was got.
  private static func wait(for descriptor: Int32, _ path: String, _ timeout: Duration) -> LockError? {
    let deadline = Deadline(after: timeout)
    var pause = Duration.microseconds(200)
    while true {
      guard case .failure(let code) = retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) else { return nil }
      guard code.rawValue == EWOULDBLOCK else { return .system(SystemError("lock", path: path, code: code.rawValue)) }
      guard !deadline.hasPassed else { return .timeout(path: path, seconds: timeout.inSeconds) }
      sleep(for: min(pause, deadline.remaining))
      pause = min(pause * 2, .milliseconds(20))
    }
  }
}
