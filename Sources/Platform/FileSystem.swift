#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What there is at a path.
public struct FileStatus: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case regular, directory, symbolicLink, other
  }

  public var kind: Kind
  /// In bytes.
  public var size: Int
  /// When its content last changed, in nanoseconds since 1970.
  public var modifiedNanoseconds: Int
  /// The permission bits.
  public var mode: UInt32
}

/// Files and folders; every call blocks and is repeated if a signal
/// interrupts it.
public enum FileSystem {
  // MARK: Looking

  /// The status of a path, or nil if there is nothing or it can't be told.
  public static func status(_ path: String, followLinks: Bool = true) -> FileStatus? {
    var info = stat()
    guard (followLinks ? stat(path, &info) : lstat(path, &info)) == 0 else { return nil }
    return FileStatus(info)
  }

  public static func exists(_ path: String) -> Bool { status(path) != nil }

  public static func isExecutable(_ path: String) -> Bool {
    status(path)?.kind == .regular && access(path, X_OK) == 0
  }

  /// The path with all links followed and without `.` and `..`; nil if it
  /// doesn't exist.
  public static func realPath(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// The names in a folder in the order of their bytes, without `.` and `..`.
  public static func list(_ folder: String) throws(SystemError) -> [String] {
    guard let stream = opendir(folder) else { throw .last("list", folder) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  // MARK: Reading

  /// The bytes of a regular file; throws if it holds more than `limit`.
  ///
  /// Anything else, a pipe or a device, is refused and not waited for.
  public static func read(_ path: String, limit: Int = .max) throws(SystemError) -> [UInt8] {
    let (descriptor, size) = try openForReading(path)
    defer { close(descriptor) }
    if size > limit { throw tooLarge(path, limit) }
    let bytes = try readAll(descriptor: descriptor, expected: size, path: path)
    if bytes.count > limit { throw tooLarge(path, limit) }
    return bytes
  }

  /// The last `length` bytes of a regular file, or all of it.
  public static func readTail(_ path: String, length: Int) throws(SystemError) -> [UInt8] {
    let (descriptor, size) = try openForReading(path)
    defer { close(descriptor) }
    if size > length, lseek(descriptor, off_t(size - length), SEEK_SET) < 0 { throw .last("read", path) }
    return try readAll(descriptor: descriptor, expected: min(size, length), path: path)
  }

  private static func openForReading(_ path: String) throws(SystemError) -> (descriptor: Int32, size: Int) {
    // Without O_NONBLOCK, opening a pipe would wait for its writer.
    let descriptor = retrying { open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .last("read", path) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else {
      defer { close(descriptor) }
      throw .last("read", path)
    }
    let status = FileStatus(info)
    guard status.kind == .regular else {
      close(descriptor)
      let what = status.kind == .directory ? "it is a directory" : "it is no regular file"
      throw SystemError("read", path, code: status.kind == .directory ? EISDIR : EINVAL, detail: what)
    }
    return (descriptor, status.size)
  }

  private static func tooLarge(_ path: String, _ limit: Int) -> SystemError {
    SystemError("read", path, code: EFBIG, detail: "it is larger than \(limit) bytes")
  }

  /// Everything up to the end of an open file or pipe.
  public static func readAll(descriptor: Int32) throws(SystemError) -> [UInt8] {
    try readAll(descriptor: descriptor, expected: 16 << 10, path: nil)
  }

  private static func readAll(descriptor: Int32, expected: Int, path: String?) throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    // One byte more than expected: the read that meets the end is then a
    // short one, and needs no second call.
    var chunk = max(expected + 1, 4 << 10)
    while true {
      var failure: SystemError?
      var count = 0
      let added = [UInt8](unsafeUninitializedCapacity: chunk) { buffer, initialized in
        count = retrying { Platform.read(descriptor, buffer.baseAddress, buffer.count) }
        if count < 0 { failure = .last("read", path) }
        initialized = max(count, 0)
      }
      if let failure { throw failure }
      if count == 0 { return bytes }
      if bytes.isEmpty { bytes = added } else { bytes += added }
      chunk = max(64 << 10, min(bytes.count, 8 << 20))
    }
  }

  // MARK: Writing

  public static func writeAll(_ bytes: [UInt8], descriptor: Int32) throws(SystemError) {
    try writeAll(bytes, descriptor: descriptor, path: nil)
  }

  static func writeAll(_ bytes: [UInt8], descriptor: Int32, path: String?) throws(SystemError) {
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        retrying { Platform.write(descriptor, buffer.baseAddress?.advanced(by: start), buffer.count - start) }
      }
      guard count >= 0 else { throw .last("write", path) }
      start += count
    }
  }

  /// Makes a folder and those above it that don't exist yet.
  public static func makeDirectories(_ path: String) throws(SystemError) {
    if mkdir(path, 0o777) == 0 { return }
    switch errno {
    case EEXIST:
      guard status(path)?.kind == .directory else { throw SystemError("create", path, code: ENOTDIR) }
    case ENOENT:
      let parent = Path.parent(of: path)
      guard parent != path else { throw .last("create", path) }
      try makeDirectories(parent)
      guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw .last("create", path) }
    default:
      let error = SystemError.last("create", path)
      guard status(path)?.kind == .directory else { throw error }
    }
  }

  /// Replaces a file as a whole: whoever reads it sees the old content or the
  /// new one, whenever this process dies.
  ///
  /// If `durably`, it is on disk when this returns.
  public static func writeAtomically(_ bytes: [UInt8], to path: String, durably: Bool) throws(SystemError) {
    let folder = retrying { open(Path.parent(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard folder >= 0 else { throw .last("write", path) }
    defer { close(folder) }
    try replace(Path.lastComponent(path), in: folder, with: bytes, durably: durably, path: path)
  }

  /// Replaces a file below `root`, whose folders are made if they don't exist
  /// yet and must not be links: a link that somebody puts there in between
  /// leads nowhere.
  public static func writeConfined(
    _ bytes: [UInt8], root: String, relative: String, durably: Bool
  ) throws(SystemError) {
    let path = Path.join(root, relative)
    var folder = retrying { open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard folder >= 0 else { throw .last("write", path) }
    defer { close(folder) }
    var parts = relative.split(separator: "/").map(String.init)
    guard let name = parts.popLast(), !parts.contains(".."), name != "..", name != "." else {
      throw SystemError("write", path, code: EINVAL)
    }
    for part in parts {
      _ = mkdirat(folder, part, 0o777)
      let next = retrying { openat(folder, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
      guard next >= 0 else {
        let code = errno
        let isLink = code == ELOOP || code == ENOTDIR
        throw SystemError("write", path, code: code, detail: isLink ? "\"\(part)\" in it is no folder" : nil)
      }
      close(folder)
      folder = next
    }
    try replace(name, in: folder, with: bytes, durably: durably, path: path)
  }

  private static func replace(
    _ name: String, in folder: Int32, with bytes: [UInt8], durably: Bool, path: String
  ) throws(SystemError) {
    let draft = ".\(name.utf8.count > 200 ? String(name.prefix(40)) : name).\(getpid())-\(Deadline.monotonicNanoseconds)"
    let file = retrying { openat(folder, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666) }
    guard file >= 0 else { throw .last("write", path) }
    do throws(SystemError) {
      defer { close(file) }
      var info = stat()
      if fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0, FileStatus(info).kind == .regular {
        _ = fchmod(file, info.st_mode & 0o7777)
      }
      try writeAll(bytes, descriptor: file, path: path)
      if durably, retrying({ fsync(file) }) != 0 { throw .last("write", path) }
      guard renameat(folder, draft, folder, name) == 0 else { throw .last("write", path) }
    } catch {
      unlinkat(folder, draft, 0)
      throw error
    }
    // Some file systems can't sync a folder; the content itself is on disk.
    if durably { _ = retrying { fsync(folder) } }
  }

  /// Gives a file or folder another path; across file systems a file is
  /// copied and then removed.
  public static func move(_ path: String, to destination: String) throws(SystemError) {
    if rename(path, destination) == 0 { return }
    let code = errno
    guard code == EXDEV, status(path, followLinks: false)?.kind == .regular else {
      throw SystemError("move", path, code: code)
    }
    try writeAtomically(try read(path), to: destination, durably: true)
    try remove(path)
  }

  /// Removes a file.
  public static func remove(_ path: String) throws(SystemError) {
    guard unlink(path) == 0 else { throw .last("remove", path) }
  }

  /// Where an executable of that name is, by the folders of a `PATH`.
  public static func findExecutable(_ name: String, path: String?) -> String? {
    if name.utf8.contains(UInt8(ascii: "/")) { return isExecutable(name) ? name : nil }
    return (path ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
      .map { Path.join(String($0), name) }.first { Path.isAbsolute($0) && isExecutable($0) }
  }
}

extension FileStatus {
  init(_ info: stat) {
    switch info.st_mode & S_IFMT {
    case S_IFREG: kind = .regular
    case S_IFDIR: kind = .directory
    case S_IFLNK: kind = .symbolicLink
    default: kind = .other
    }
    size = Int(info.st_size)
    mode = UInt32(info.st_mode & 0o7777)
    #if canImport(Darwin)
      let time = info.st_mtimespec
    #else
      let time = info.st_mtim
    #endif
    modifiedNanoseconds = Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec)
  }
}

/// Repeats a call that a signal interrupted.
func retrying<T: SignedInteger>(_ call: () -> T) -> T {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}
