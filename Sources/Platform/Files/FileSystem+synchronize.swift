#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension FileSystem {
  /// Waits until a file's contents and its name have reached the disk.
  public static func synchronize(_ path: String) throws(SystemError) {
    for (path, flags) in [(path, O_RDONLY | O_NOFOLLOW), (Path.parent(of: path), O_RDONLY | O_DIRECTORY)] {
      switch openFile(path, flags) {
      case .failure(let code): throw SystemError("write", path: path, code: code.rawValue)
      case .success(let descriptor):
        defer { closeFile(descriptor) }
        let code = synchronizeFile(descriptor)
        if code != 0 { throw SystemError("write", path: path, code: code) }
      }
    }
  }

  /// Has the system begin to put a file on the disk, so that a wait for
  /// another one mostly is one for this, too. It only saves time.
  public static func beginWriting(_ path: String) {
    guard case .success(let descriptor) = openFile(path, O_RDONLY | O_NOFOLLOW) else { return }
    Platform.beginWriting(descriptor)
    closeFile(descriptor)
  }
}

/// Has the system begin to put a file on the disk. Who waits for another file
/// then mostly has waited for this one, too: a file system that allots space
/// as late as it can would need a second commit of its own journal.
func beginWriting(_ descriptor: Int32) {
  #if os(Linux)
    // It only saves time. The pages stay until they are written.
    _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
  #endif
}

/// Waits until an open file or folder is on the disk; 0 is success. Some file
/// systems know no fsync of a folder (EINVAL): what it names is there.
func synchronizeFile(_ descriptor: Int32) -> Int32 { fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno }
