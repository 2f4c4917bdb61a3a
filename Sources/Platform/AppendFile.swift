#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file to whose end records are added; it is created if it doesn't exist.
public struct AppendFile: ~Copyable {
  private let descriptor: Int32
  private let path: String

  public init(path: String) throws(SystemError) {
    descriptor = retrying { open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o666) }
    self.path = path
    if descriptor < 0 { throw .last("open", path) }
  }

  deinit { close(descriptor) }

  /// In bytes.
  public func size() throws(SystemError) -> Int {
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw .last("read", path) }
    return Int(info.st_size)
  }

  public func truncate(to size: Int) throws(SystemError) {
    guard retrying({ ftruncate(descriptor, off_t(size)) }) == 0 else { throw .last("write", path) }
  }

  /// Adds the bytes with one write and waits until they are on disk.
  ///
  /// If they can't all be written, the file is cut back to what it was.
  public func append(_ bytes: [UInt8]) throws(SystemError) {
    let before = try size()
    let count = bytes.withUnsafeBytes { buffer in
      retrying { write(descriptor, buffer.baseAddress, buffer.count) }
    }
    let error: SystemError
    if count < 0 {
      error = .last("write", path)
    } else if count < bytes.count {
      error = SystemError("write", path, code: ENOSPC)
    } else if retrying({ fsync(descriptor) }) != 0 {
      error = .last("write", path)
    } else {
      return
    }
    // The reader ignores a torn last line; cutting it off is a courtesy.
    _ = retrying { ftruncate(descriptor, off_t(before)) }
    throw error
  }
}
