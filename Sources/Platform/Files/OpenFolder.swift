#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder held open, to ask for many files below it: each question then
/// leads the file system through fewer names, and takes no text apart.
///
/// The folders in it that it is asked for again are held open, too.
public final class OpenFolder {
  private struct Subfolder {
    let path: [UInt8]
    /// nil if it was asked for once, or can't be opened.
    var descriptor: Int32?
    var isTried = false
  }

  private let descriptor: Int32
  private var subfolders: [Subfolder] = []
  private var path = [CChar](repeating: 0, count: Int(PATH_MAX))

  /// More of them would be looked for as long as the file system does it.
  private static let subfolderLimit = 8

  /// nil if there is none, or none that we may see.
  public init?(_ path: String) {
    guard case .success(let descriptor) = openFile(path, O_RDONLY | O_DIRECTORY) else { return nil }
    self.descriptor = descriptor
  }

  deinit {
    for case let descriptor? in subfolders.map(\.descriptor) { closeFile(descriptor) }
    closeFile(descriptor)
  }

  /// The status of a file by the bytes of its path, which starts at the
  /// folder or is absolute; links are followed. nil if there is nothing, or
  /// nothing that we may see.
  public func status(_ bytes: UnsafeRawBufferPointer) -> FileStatus? {
    guard bytes.count < path.count, !bytes.contains(byte: 0) else { return nil }
    if let slash = bytes.lastSlash, slash > 0, slash + 1 < bytes.count,
      let folder = subfolder(UnsafeRawBufferPointer(rebasing: bytes[..<slash]))
    {
      return status(UnsafeRawBufferPointer(rebasing: bytes[(slash + 1)...]), in: folder)
    }
    return status(bytes, in: descriptor)
  }

  private func status(_ bytes: UnsafeRawBufferPointer, in folder: Int32) -> FileStatus? {
    var result = stat()
    guard fstatat(folder, terminated(bytes), &result, 0) == 0 else { return nil }
    return FileStatus(result)
  }

  /// The bytes as a C string.
  private func terminated(_ bytes: UnsafeRawBufferPointer) -> [CChar] {
    path.withUnsafeMutableBytes { path in
      path.copyMemory(from: bytes)
      path[bytes.count] = 0
    }
    return path
  }

  /// A folder that was asked for before; nil if the path is better followed as
  /// a whole.
  private func subfolder(_ bytes: UnsafeRawBufferPointer) -> Int32? {
    guard let place = subfolders.firstIndex(where: { bytes.isEqual(to: $0.path) }) else {
      if subfolders.count < Self.subfolderLimit { subfolders.append(Subfolder(path: Array(bytes))) }
      return nil
    }
    if !subfolders[place].isTried {
      subfolders[place].isTried = true
      let opened = openat(descriptor, terminated(bytes), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      if opened >= 0 { subfolders[place].descriptor = opened }
    }
    return subfolders[place].descriptor
  }
}

// The standard library's searches take ten instructions a byte.
extension UnsafeRawBufferPointer {
  fileprivate func contains(byte: UInt8) -> Bool {
    baseAddress.map { memchr($0, Int32(byte), count) != nil } ?? false
  }

  fileprivate var lastSlash: Int? {
    var place = count
    while place > 0 {
      place -= 1
      if self[place] == UInt8(ascii: "/") { return place }
    }
    return nil
  }

  fileprivate func isEqual(to other: [UInt8]) -> Bool {
    guard count == other.count, let baseAddress else { return count == other.count }
    return memcmp(baseAddress, other, count) == 0
  }
}
