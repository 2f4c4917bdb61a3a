#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Questions about the bytes of paths and names, asked of C: the collections
/// of the standard library take ten times as long.
extension String {
  /// Whether C would take only a part of it for the whole.
  var hasNUL: Bool { withCString { strlen($0) != utf8.count } }

  /// The order of `strcmp`, for texts without NUL.
  package func precedesByBytes(_ other: String) -> Bool {
    withCString { left in other.withCString { right in strcmp(left, right) < 0 } }
  }
}
