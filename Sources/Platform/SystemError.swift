#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A failed system call, in words for a person:
/// `cannot write "x.md": No space left on device`.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was tried, a verb: `read`, `write`, `create`.
  public let operation: String
  public let path: String?
  /// The call's `errno`.
  public let code: Int32
  /// What `code` can't say, such as "it is a directory".
  private let detail: String?

  public init(_ operation: String, _ path: String?, code: Int32, detail: String? = nil) {
    self.operation = operation
    self.path = path
    self.code = code
    self.detail = detail
  }

  /// The error of the call that has just failed.
  static func last(_ operation: String, _ path: String?) -> SystemError { SystemError(operation, path, code: errno) }

  public var description: String {
    let object = path.map { " \"\($0)\"" } ?? ""
    return "cannot \(operation)\(object): " + (detail ?? Self.words(code))
  }

  public var isNotFound: Bool { code == ENOENT || code == ENOTDIR }
  /// The disk, the quota or the file size limit is used up.
  public var isNoSpace: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }
  public var isReadOnly: Bool { code == EROFS || code == EACCES || code == EPERM }

  private static func words(_ code: Int32) -> String {
    strerror(code).map { String(cString: $0) } ?? "error \(code)"
  }
}
