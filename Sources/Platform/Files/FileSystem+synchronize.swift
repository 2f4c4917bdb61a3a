#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension FileSystem {
  /// Waits until a file's contents and its name have reached the disk.
  public static func synchronize(_ path: String) throws(SystemError) { try synchronize([path]) }

  /// The same of several files, waiting for all at once: what a disk is asked
  /// for at one time it mostly does in one go. The first failure is thrown.
  public static func synchronize(_ paths: [String]) throws(SystemError) {
    var files: [UnsynchronizedFile] = []
    defer { for file in files { file.close() } }
    for path in paths { files.append(try UnsynchronizedFile(path)) }
    files.withUnsafeMutableBufferPointer { files in
      guard let first = files.baseAddress, !files.isEmpty else { return }
      let others = (1..<files.count).map { WaitingThread(for: first + $0) }
      first.pointee.synchronize()
      for other in others { other.join() }
    }
    for file in files { try file.check() }
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

/// Waits until the names in an open folder are on the disk; 0 is success.
/// Some file systems know no fsync of a folder (EINVAL).
func synchronizeFolder(_ descriptor: Int32) -> Int32 { fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno }

/// A file of which the disk may not have the contents or the name yet.
private struct UnsynchronizedFile {
  private let path: String
  private let contents: Int32
  /// The folder that holds its name.
  private let folder: Int32
  /// The code of the failure; 0 is none.
  private var code: Int32 = 0

  init(_ path: String) throws(SystemError) {
    self.path = path
    contents = try Self.open(path, O_RDONLY | O_NOFOLLOW)
    do throws(SystemError) {
      folder = try Self.open(Path.parent(of: path), O_RDONLY | O_DIRECTORY)
    } catch {
      closeFile(contents)
      throw error
    }
  }

  private static func open(_ path: String, _ flags: Int32) throws(SystemError) -> Int32 {
    switch openFile(path, flags) {
    case .success(let descriptor): return descriptor
    case .failure(let code): throw SystemError("write", path: path, code: code.rawValue)
    }
  }

  /// Takes no memory: it may run in a thread of its own.
  mutating func synchronize() { code = fsync(contents) == 0 ? synchronizeFolder(folder) : errno }

  func check() throws(SystemError) {
    if code != 0 { throw SystemError("write", path: path, code: code) }
  }

  func close() {
    closeFile(contents)
    closeFile(folder)
  }
}

/// A thread that waits for one file. Without one to be had it is waited for
/// here.
private struct WaitingThread {
  private let thread: pthread_t?

  init(for file: UnsafeMutablePointer<UnsynchronizedFile>) {
    // Signals are for the thread that knows what to do then.
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let code = pthread_create(
      &thread, nil,
      { argument in
        let file: UnsafeMutableRawPointer? = argument
        file?.assumingMemoryBound(to: UnsynchronizedFile.self).pointee.synchronize()
        return nil
      }, file)
    self.thread = code == 0 ? thread : nil
    if code != 0 { file.pointee.synchronize() }
  }

  func join() { if let thread { pthread_join(thread, nil) } }
}
