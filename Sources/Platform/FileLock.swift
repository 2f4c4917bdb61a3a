#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a lock wasn't got.
public enum LockError: Error, Sendable, CustomStringConvertible {
  case timeout(path: String, after: Duration)
  case system(SystemError)

  public var description: String {
    switch self {
    case .timeout(let path, let time):
      "another process has held the lock \"\(path)\" for more than \(time.components.seconds) seconds"
    case .system(let error): error.description
    }
  }
}

/// An exclusive lock between processes (`flock`), released when the value
/// ends or its process dies.
public final class FileLock {
  private var descriptor: Int32

  /// Waits for the lock, at most `timeout`; its file is created if needed.
  public init(path: String, timeout: Duration) throws(LockError) {
    // Close-on-exec, since a validator that inherited it would keep the lock.
    let descriptor = retrying { open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666) }
    guard descriptor >= 0 else { throw .system(.last("open", path)) }
    let deadline = Deadline(after: timeout)
    var pause: UInt32 = 200
    while retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) != 0 {
      let code = errno
      guard code == EWOULDBLOCK, !deadline.hasPassed else {
        close(descriptor)
        throw code == EWOULDBLOCK ? .timeout(path: path, after: timeout) : .system(SystemError("lock", path, code: code))
      }
      usleep(pause)
      pause = min(pause * 2, 20_000)
    }
    self.descriptor = descriptor
  }

  /// Gives the lock back.
  public func release() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  deinit { release() }
}
