#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A failed system call, worded for a person:
/// `cannot write "x.md": No space left on device`.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was tried, as a verb: `read`, `write`, `list`.
  public let operation: String
  public let path: String?
  /// The value of `errno`.
  public let code: Int32
  /// What is known beyond the code; it takes the place of the code's text.
  public let detail: String?

  public init(_ operation: String, path: String? = nil, code: Int32, detail: String? = nil) {
    self.operation = operation
    self.path = path
    self.code = code
    self.detail = detail
  }

  public var isNotFound: Bool { code == ENOENT || code == ENOTDIR }
  /// Whether nobody reads any more what was to be written.
  public var isBrokenPipe: Bool { code == EPIPE }
  /// Whether a file is larger than what was to be read of it.
  public var isTooLarge: Bool { code == EFBIG }
  public var isNoSpace: Bool { code == ENOSPC || code == EDQUOT }

  /// What went wrong, without what was tried.
  public var reason: String { detail ?? Self.text(of: code) }

  public var description: String {
    guard let path else { return "cannot \(operation): \(reason)" }
    return "cannot \(operation) \(Self.quoted(path)): \(reason)"
  }

  private static func text(of code: Int32) -> String {
    guard let text = strerror(code) else { return "error \(code)" }
    return String(cString: text)
  }

  /// The path between quotes, its control characters escaped.
  private static func quoted(_ path: String) -> String {
    var result = "\""
    for scalar in path.unicodeScalars {
      switch scalar {
      case "\"", "\\", "\0"..<" ", "\u{7F}"..."\u{9F}": result += scalar.escaped(asASCII: true)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
