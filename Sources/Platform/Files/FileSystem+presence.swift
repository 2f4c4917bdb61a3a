#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension FileSystem {
  /// Whether there is something at a path, links followed; thrown if that
  /// can't be told, since a folder on the way may not be looked into.
  public static func isPresent(_ path: String) throws(SystemError) -> Bool {
    guard !path.hasNUL else { return false }
    if access(path, F_OK) == 0 { return true }
    let error = SystemError("look for", path: path, code: errno)
    guard error.isNotFound else { throw error }
    return false
  }
}
