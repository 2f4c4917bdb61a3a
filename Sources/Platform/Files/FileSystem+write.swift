#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension FileSystem {
  /// Replaces a file as a whole: whoever reads sees the old contents or the
  /// new ones, never a part.
  ///
  /// The bytes go to a new file beside it that then takes its name, and its
  /// permissions. A link is followed, as any writing would. `durably` waits
  /// until contents and name have reached the disk.
  public static func writeAtomically(_ bytes: [UInt8], to path: String, durably: Bool) throws(SystemError) {
    let target = status(path, followLinks: false)?.kind == .link ? realPath(path) ?? path : path
    let name = Path.lastComponent(target)
    guard !name.isEmpty else { throw SystemError("write", path: path, code: EISDIR) }
    switch openFile(Path.parent(of: target), O_RDONLY | O_DIRECTORY) {
    case .failure(let code): throw SystemError("write", path: path, code: code.rawValue)
    case .success(let folder):
      defer { closeFile(folder) }
      try replace(name, in: folder, with: bytes, durably: durably, path: path)
    }
  }

  /// Writes a file's first bytes anew, makes it if missing: whoever dies
  /// meanwhile leaves a part of them, and what was longer keeps its end.
  public static func overwrite(_ path: String, with bytes: [UInt8]) throws(SystemError) {
    switch openFile(path, O_WRONLY | O_CREAT | O_NONBLOCK | O_NOFOLLOW, mode: 0o644) {
    case .failure(let code): throw SystemError("write", path: path, code: code.rawValue)
    case .success(let descriptor):
      let code = writeFully(descriptor, bytes)
      closeFile(descriptor)
      if let code { throw SystemError("write", path: path, code: code.rawValue) }
    }
  }

  /// Makes a new file; `synchronize` makes it last.
  public static func create(_ path: String, _ bytes: [UInt8]) throws(SystemError) {
    switch openFile(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o644) {
    case .failure(let code): throw SystemError("write", path: path, code: code.rawValue)
    case .success(let descriptor):
      let code = writeFully(descriptor, bytes)?.rawValue
      closeFile(descriptor)
      guard let code else { return }
      _ = unlink(path)
      throw SystemError("write", path: path, code: code)
    }
  }

  /// As `writeAtomically`, for a path that a stranger may have prepared:
  /// nothing below `root` is reached through a symbolic link.
  ///
  /// Missing folders are made. `relative` is below `root` by its text too:
  /// `..` and absolute paths are refused. A link in the place of the file is
  /// replaced, not followed.
  public static func writeConfined(
    _ bytes: [UInt8], root: String, relative: String, durably: Bool
  ) throws(SystemError) {
    let path = Path.join(root, relative)
    let components = Path.components(relative).filter { $0 != "." }
    guard let name = components.last, !Path.isAbsolute(relative), !components.contains(".."),
      relative.utf8.last != UInt8(ascii: "/")
    else {
      throw SystemError("write", path: path, code: EINVAL, detail: "it is not the path of a file below \(root)")
    }
    var folder: Int32
    switch openFile(root, O_RDONLY | O_DIRECTORY) {
    case .success(let opened): folder = opened
    case .failure(let code): throw SystemError("open", path: root, code: code.rawValue)
    }
    defer { closeFile(folder) }
    var reached = root
    for component in components.dropLast() {
      reached = Path.join(reached, component)
      let next = try openFolder(component, in: folder, path: reached)
      closeFile(folder)
      folder = next
    }
    try replace(name, in: folder, with: bytes, durably: durably, path: path)
  }

  /// Opens a folder inside an open one, not through a link; makes it if
  /// missing.
  private static func openFolder(_ name: String, in folder: Int32, path: String) throws(SystemError) -> Int32 {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
    var result = openFile(name, flags, at: folder)
    if case .failure(let code) = result, code.rawValue == ENOENT {
      guard mkdirat(folder, name, 0o777) == 0 || errno == EEXIST else {
        throw SystemError("create", path: path, code: errno)
      }
      result = openFile(name, flags, at: folder)
    }
    switch result {
    case .success(let descriptor): return descriptor
    case .failure(let code):
      var status = stat()
      let isLink = fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && FileStatus(status).kind == .link
      throw SystemError(
        "write below", path: path, code: code.rawValue,
        detail: isLink ? "it is a symbolic link, which is not followed here" : nil)
    }
  }

  /// Writes a file of another name in the open folder and renames it.
  private static func replace(
    _ name: String, in folder: Int32, with bytes: [UInt8], durably: Bool, path: String
  ) throws(SystemError) {
    guard !name.hasNUL, name != ".", name != ".." else {
      throw SystemError("write", path: path, code: EINVAL)
    }
    let (descriptor, temporary) = try openTemporary(in: folder, path: path)
    var status = stat()
    let isReplacement = fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && FileStatus(status).kind == .regular
    var code = writeFully(descriptor, bytes)?.rawValue
    if code == nil, isReplacement, fchmod(descriptor, status.st_mode & 0o777) != 0 { code = errno }
    if code == nil, durably, fsync(descriptor) != 0 { code = errno }
    closeFile(descriptor)
    if code == nil, renameat(folder, temporary, folder, name) != 0 { code = errno }
    if let code {
      _ = unlinkat(folder, temporary, 0)
      throw SystemError("write", path: path, code: code)
    }
    let failure = durably ? synchronizeFile(folder) : 0
    if failure != 0 { throw SystemError("write", path: path, code: failure) }
  }

  private static func openTemporary(in folder: Int32, path: String) throws(SystemError) -> (Int32, String) {
    var attempts = 0
    while true {
      let name = ".tmp-\(getpid())-" + String(UInt64.random(in: 0 ... .max), radix: 36)
      switch openFile(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o644, at: folder) {
      case .success(let descriptor): return (descriptor, name)
      case .failure(let code):
        attempts += 1
        guard code.rawValue == EEXIST, attempts < 100 else {
          throw SystemError("write", path: path, code: code.rawValue)
        }
      }
    }
  }
}
