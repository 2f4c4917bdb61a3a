#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The files of this machine. Every call blocks until it is done, and goes on
/// after a signal.
///
/// Names that aren't UTF-8 come out repaired, and so can't be opened.
public enum FileSystem {
  /// The contents of a regular file.
  ///
  /// Anything else is an error, and found out without waiting: a path that a
  /// stranger chose may be a pipe that nobody writes. So is a file of more
  /// than `limit` bytes (EFBIG).
  public static func read(_ path: String, limit: Int = .max) throws(SystemError) -> [UInt8] {
    let descriptor: Int32
    switch openFile(path, O_RDONLY | O_NONBLOCK | O_NOCTTY) {
    case .success(let opened): descriptor = opened
    case .failure(let code):
      throw SystemError("read", path: path, code: code.rawValue, detail: status(path).flatMap(irregularity))
    }
    defer { closeFile(descriptor) }
    guard let status = FileStatus(descriptor: descriptor) else { throw SystemError("read", path: path, code: errno) }
    if let detail = irregularity(status) {
      throw SystemError("read", path: path, code: status.kind == .directory ? EISDIR : EINVAL, detail: detail)
    }
    guard status.size <= limit else { throw tooLarge(path, limit) }
    switch readFully(descriptor, sizeHint: status.size, limit: limit) {
    case .failure(let code): throw SystemError("read", path: path, code: code.rawValue)
    case .success(let bytes):
      guard bytes.count <= limit else { throw tooLarge(path, limit) }
      return bytes
    }
  }

  /// The last `length` bytes of a regular file, or all of it.
  public static func readTail(_ path: String, length: Int) throws(SystemError) -> [UInt8] {
    try read(path) { size in max(0, size - length)..<size }
  }

  /// The bytes of a regular file from `start` on; none if it is shorter.
  public static func read(_ path: String, from start: Int) throws(SystemError) -> [UInt8] {
    try read(path) { size in min(start, size)..<size }
  }

  /// These bytes of a regular file, as far as they are there.
  public static func read(_ path: String, bytes range: Range<Int>) throws(SystemError) -> [UInt8] {
    try read(path) { size in range.clamped(to: 0..<size) }
  }

  private static func read(_ path: String, _ range: (_ size: Int) -> Range<Int>) throws(SystemError) -> [UInt8] {
    switch openFile(path, O_RDONLY | O_NONBLOCK | O_NOCTTY) {
    case .failure(let code): throw SystemError("read", path: path, code: code.rawValue)
    case .success(let descriptor):
      defer { closeFile(descriptor) }
      guard let status = FileStatus(descriptor: descriptor), status.kind == .regular else {
        throw SystemError("read", path: path, code: EINVAL, detail: "it is not a regular file")
      }
      let range = range(status.size)
      guard lseek(descriptor, off_t(range.lowerBound), SEEK_SET) == range.lowerBound else {
        throw SystemError("read", path: path, code: errno)
      }
      switch readFully(descriptor, sizeHint: range.count, limit: .max) {
      // The file may have grown meanwhile.
      case .success(let bytes): return range.upperBound < status.size ? Array(bytes.prefix(range.count)) : bytes
      case .failure(let code): throw SystemError("read", path: path, code: code.rawValue)
      }
    }
  }

  /// Whether there is something at the path, links followed.
  public static func exists(_ path: String) -> Bool {
    !path.hasNUL && access(path, F_OK) == 0
  }

  public static func isDirectory(_ path: String) -> Bool { status(path)?.kind == .directory }

  /// Nil if there is nothing, or nothing that we may see.
  public static func status(_ path: String, followLinks: Bool = true) -> FileStatus? {
    guard !path.hasNUL else { return nil }
    var result = stat()
    guard fstatat(AT_FDCWD, path, &result, followLinks ? 0 : AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    return FileStatus(result)
  }

  /// The names in a folder in order of their bytes, without `.` and `..`.
  public static func list(_ directory: String) throws(SystemError) -> [String] {
    guard !directory.hasNUL else { throw SystemError("list", path: directory, code: EINVAL) }
    guard let stream = opendir(directory) else { throw SystemError("list", path: directory, code: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
      }
      if name != "." && name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw SystemError("list", path: directory, code: errno) }
    return names.sorted { $0.precedesByBytes($1) }
  }

  /// The absolute path without links; nil if there is nothing at the path.
  public static func realPath(_ path: String) -> String? {
    guard !path.hasNUL, let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Where a write to this absolute path would go: the links of its existing
  /// part followed, what doesn't exist yet can't be one. A dangling link leads
  /// to where it points, or, unless `followsDangling`, nowhere: nil.
  public static func resolvingLinks(_ path: String, followsDangling: Bool = true) -> String? {
    var existing = Path.normalized(path)
    var rest: [String] = []
    // No system follows more links than these.
    var links = 0
    while existing != "/" {
      if status(existing, followLinks: false) != nil {
        if let real = realPath(existing) { return rest.reversed().reduce(real, Path.join) }
        guard followsDangling, links < 40, let target = linkTarget(existing) else { return nil }
        links += 1
        existing = Path.normalized(Path.join(Path.parent(of: existing), target))
        continue
      }
      rest.append(Path.lastComponent(existing))
      existing = Path.parent(of: existing)
    }
    return path
  }

  /// What a symbolic link says; nil for anything else.
  private static func linkTarget(_ path: String) -> String? {
    guard status(path, followLinks: false)?.kind == .link else { return nil }
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      count = max(
        0, start.withMemoryRebound(to: CChar.self, capacity: buffer.count) { readlink(path, $0, buffer.count) })
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  /// Makes the folder and those above it that are missing.
  public static func makeDirectories(_ path: String) throws(SystemError) {
    guard !path.hasNUL else { throw SystemError("create", path: path, code: EINVAL) }
    if mkdir(path, 0o777) == 0 { return }
    var code = errno
    let parent = Path.parent(of: path)
    if code == ENOENT || code == ENOTDIR, parent != path {
      try makeDirectories(parent)
      if mkdir(path, 0o777) == 0 { return }
      code = errno
    }
    // Another process may have been faster.
    if isDirectory(path) { return }
    throw SystemError("create", path: path, code: code == EEXIST ? ENOTDIR : code)
  }

  /// Gives a file or folder another name; what had that name before is gone.
  ///
  /// Across file systems a regular file is copied, durably, and then removed.
  ///
  /// If `durably`, the new name is on disk when this returns.
  public static func move(_ source: String, to destination: String, durably: Bool = false) throws(SystemError) {
    guard !source.hasNUL, !destination.hasNUL else {
      throw SystemError("move", path: source, code: EINVAL)
    }
    if rename(source, destination) == 0 {
      if durably, case .success(let folder) = openFile(Path.parent(of: destination), O_RDONLY | O_DIRECTORY) {
        defer { closeFile(folder) }
        let code = synchronizeFile(folder)
        if code != 0 { throw SystemError("move", path: source, code: code) }
      }
      return
    }
    let code = errno
    guard code == EXDEV, status(source, followLinks: false)?.kind == .regular else {
      throw SystemError("move", path: source, code: code)
    }
    try writeAtomically(try read(source), to: destination, durably: true)
    try remove(source)
  }

  /// Removes a file, a link (not what it leads to) or an empty folder.
  public static func remove(_ path: String) throws(SystemError) {
    guard !path.hasNUL else { throw SystemError("remove", path: path, code: EINVAL) }
    let isDirectory = status(path, followLinks: false)?.kind == .directory
    if (isDirectory ? rmdir(path) : unlink(path)) != 0 { throw SystemError("remove", path: path, code: errno) }
  }

  /// Whether this process may execute the file.
  public static func isExecutable(_ path: String) -> Bool {
    !path.hasNUL && status(path)?.kind == .regular && access(path, X_OK) == 0
  }

  /// Finds a program as a shell does: a name with a slash is a path, any
  /// other is sought in the folders of `path`, which `:` separates.
  ///
  /// Empty and relative folders are passed over: what a project's folder
  /// happens to hold is no program of the user's.
  public static func findExecutable(_ name: String, path: String) -> String? {
    if name.utf8.contains(UInt8(ascii: "/")) { return isExecutable(name) ? name : nil }
    guard !name.isEmpty else { return nil }
    for folder in path.utf8.split(separator: UInt8(ascii: ":")) where folder.first == UInt8(ascii: "/") {
      let candidate = Path.join(String(Substring(folder)), name)
      if isExecutable(candidate) { return candidate }
    }
    return nil
  }

  /// All bytes to the end of a stream.
  public static func readAll(descriptor: Int32) throws(SystemError) -> [UInt8] {
    switch readFully(descriptor, sizeHint: 16_383, limit: .max) {
    case .success(let bytes): return bytes
    case .failure(let code): throw SystemError("read", path: streamName(descriptor), code: code.rawValue)
    }
  }

  /// Writes all bytes to a stream, waiting where it takes no more for now.
  public static func writeAll(_ bytes: [UInt8], descriptor: Int32) throws(SystemError) {
    guard let code = writeFully(descriptor, bytes) else { return }
    throw SystemError("write", path: streamName(descriptor), code: code.rawValue)
  }

  private static func tooLarge(_ path: String, _ limit: Int) -> SystemError {
    SystemError("read", path: path, code: EFBIG, detail: "it is larger than \(limit) bytes")
  }

  private static func irregularity(_ status: FileStatus) -> String? {
    status.kind == .regular ? nil : "it is \(status.kind.name), not a regular file"
  }

  private static func streamName(_ descriptor: Int32) -> String {
    switch descriptor {
    case STDIN_FILENO: "standard input"
    case STDOUT_FILENO: "standard output"
    case STDERR_FILENO: "standard error"
    default: "descriptor \(descriptor)"
    }
  }
}
