#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder held open, to ask for many files below it: each question then
/// leads the file system through fewer names, and takes no text apart.
public final class OpenFolder {
  private let descriptor: Int32
  private var path = [CChar](repeating: 0, count: Int(PATH_MAX))

  /// nil if there is none, or none that we may see.
  public init?(_ path: String) {
    guard case .success(let descriptor) = openFile(path, O_RDONLY | O_DIRECTORY) else { return nil }
    self.descriptor = descriptor
  }

  deinit { closeFile(descriptor) }

  /// The status of a file by the bytes of its path, which starts at the
  /// folder or is absolute; links are followed. nil if there is nothing, or
  /// nothing that we may see.
  public func status(_ bytes: UnsafeRawBufferPointer) -> FileStatus? {
    guard bytes.count < path.count, !bytes.contains(0) else { return nil }
    path.withUnsafeMutableBytes { path in
      path.copyMemory(from: bytes)
      path[bytes.count] = 0
    }
    var result = stat()
    guard fstatat(descriptor, path, &result, 0) == 0 else { return nil }
    return FileStatus(result)
  }
}
