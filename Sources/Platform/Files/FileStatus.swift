#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the file system knows of a file without opening it.
public struct FileStatus: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case regular, directory, link, pipe, socket, device

    /// What it is called in a sentence: `a directory`.
    public var name: String {
      switch self {
      case .regular: "a regular file"
      case .directory: "a directory"
      case .link: "a symbolic link"
      case .pipe: "a named pipe"
      case .socket: "a socket"
      case .device: "a device"
      }
    }
  }

  public let kind: Kind
  /// In bytes.
  public let size: Int
  /// The last change of the contents, in nanoseconds since 1970.
  public let mtimeNanoseconds: Int
  /// The last change of the contents, name count or permissions, in
  /// nanoseconds since 1970; no program can set it back.
  public let ctimeNanoseconds: Int
  public let device: UInt64
  public let inode: UInt64
  /// The twelve permission bits.
  public let permissions: UInt32

  /// What differs when it was changed or replaced: size, times and inode as
  /// bytes, to be hashed.
  public var stamp: [UInt8] { withStamp { Array($0) } }

  /// Whether a change from the given time on is sure to show in the stamp: the
  /// last one was long enough before it.
  ///
  /// The clocks that file systems go by tick at least every hundredth of a
  /// second, and five ticks must lie between; one that writes whole seconds
  /// may count in twos.
  public func showsChanges(since time: Timestamp) -> Bool {
    let second = 1_000_000_000
    let isCoarse = mtimeNanoseconds % second == 0 || ctimeNanoseconds % second == 0
    let ticks = isCoarse ? 2 * second : second / 20
    return max(mtimeNanoseconds, ctimeNanoseconds) < time.milliseconds * 1_000_000 - ticks
  }

  /// XXH64 of `stamp`.
  public var stampHash: UInt64 { withStamp { XXH64.value(of: $0) } }

  private func withStamp<Value>(_ body: (UnsafeRawBufferPointer) -> Value) -> Value {
    withUnsafeBytes(
      of: (
        size.littleEndian, mtimeNanoseconds.littleEndian, ctimeNanoseconds.littleEndian,
        Int(truncatingIfNeeded: inode).littleEndian
      ), body)
  }

  /// Whether anybody may execute it.
  public var isExecutable: Bool { kind == .regular && permissions & 0o111 != 0 }

  init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .link
      case S_IFIFO: .pipe
      case S_IFSOCK: .socket
      default: .device
      }
    size = Int(status.st_size)
    #if canImport(Darwin)
      let (contents, any) = (status.st_mtimespec, status.st_ctimespec)
    #else
      let (contents, any) = (status.st_mtim, status.st_ctim)
    #endif
    mtimeNanoseconds = Int(contents.tv_sec) &* 1_000_000_000 &+ Int(contents.tv_nsec)
    ctimeNanoseconds = Int(any.tv_sec) &* 1_000_000_000 &+ Int(any.tv_nsec)
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(truncatingIfNeeded: status.st_ino)
    permissions = UInt32(status.st_mode & 0o7777)
  }

  /// The status of an open file.
  init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }
}
