#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that grows by whole records: each is on the disk as a whole, or not
/// in the file at all.
///
/// Only one process may write at a time; a `FileLock` sees to that.
public struct AppendFile: ~Copyable {
  public let path: String
  private let descriptor: Int32
  /// Whether this opening made the file: then its name isn't on the disk yet.
  private let isNew: Bool

  /// Opens the file, makes it if missing; a link or anything but a regular
  /// file is an error.
  public init(path: String) throws(SystemError) {
    self.path = path
    (descriptor, isNew) = try Self.open(path)
  }

  deinit { closeFile(descriptor) }

  /// In bytes.
  public var size: Int {
    get throws(SystemError) {
      guard let status = FileStatus(descriptor: descriptor) else { throw failure("read", errno) }
      return status.size
    }
  }

  /// Adds the bytes with one write and, if `durably`, waits until they are on
  /// the disk, else only has their writing begun; if either fails, the file is
  /// cut back to what it was.
  public func append(_ bytes: [UInt8], durably: Bool = true) throws(SystemError) {
    let before = try size
    let failed: Int32
    switch bytes.withUnsafeBytes({ writeBytes(descriptor, $0) }) {
    case .success(bytes.count):
      // The name after the contents: one commit of the file system's own
      // journal takes both.
      guard durably else { return beginWriting(descriptor) }
      guard let code = fsync(descriptor) == 0 ? (isNew ? folderError() : nil) : errno else { return }
      failed = code
    // A disk that takes a part of a record is full.
    case .success: failed = ENOSPC
    case .failure(let code): failed = code.rawValue
    }
    // The first failure is the one to tell; readers ignore a torn last record.
    try? truncate(to: before)
    throw failure("write", failed)
  }

  /// Cuts the file off behind its first `size` bytes.
  public func truncate(to size: Int) throws(SystemError) {
    if case .failure(let code) = retrying({ ftruncate(descriptor, off_t(size)) }) {
      throw failure("truncate", code.rawValue)
    }
    guard fsync(descriptor) == 0 else { throw failure("truncate", errno) }
  }

  private static func open(_ path: String) throws(SystemError) -> (descriptor: Int32, isNew: Bool) {
    let isNew = FileSystem.status(path, followLinks: false) == nil
    switch openFile(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, mode: 0o644) {
    case .failure(let code):
      let detail = code.rawValue == ELOOP ? "it is a symbolic link, which is not followed here" : nil
      throw SystemError("open", path: path, code: code.rawValue, detail: detail)
    case .success(let descriptor):
      guard let error = regularityError(descriptor, path) else { return (descriptor, isNew) }
      closeFile(descriptor)
      throw error
    }
  }

  private static func regularityError(_ descriptor: Int32, _ path: String) -> SystemError? {
    let kind = FileStatus(descriptor: descriptor)?.kind ?? .device
    guard kind != .regular else { return nil }
    return SystemError("open", path: path, code: EINVAL, detail: "it is \(kind.name), not a regular file")
  }

  /// Makes the name of a new file as durable as its contents.
  private func folderError() -> Int32? {
    switch openFile(Path.parent(of: path), O_RDONLY | O_DIRECTORY) {
    case .failure(let code): return code.rawValue
    case .success(let folder):
      defer { closeFile(folder) }
      let code = synchronizeFile(folder)
      return code == 0 ? nil : code
    }
  }

  private func failure(_ operation: String, _ code: Int32) -> SystemError {
    SystemError(operation, path: path, code: code)
  }
}
