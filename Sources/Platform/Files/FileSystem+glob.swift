#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension FileSystem {
  /// The existing paths that a pattern stands for, in order of their bytes.
  ///
  /// In any component `*` stands for any number of characters and `?` for
  /// one; neither crosses a slash nor matches a dot at the beginning of a
  /// name. `base` is taken as it is, so that a folder whose name has a `*`
  /// is no pattern.
  public static func matches(glob pattern: String, in base: String = "") -> [String] {
    guard !pattern.isEmpty, !pattern.hasNUL, !base.hasNUL else { return [] }
    let isRooted = Path.isAbsolute(pattern)
    var found = [isRooted ? "/" : base]
    // A literal stretch is looked up once, at its end.
    var isUnchecked = false
    for component in Path.components(pattern) {
      if hasWildcard(component) {
        found = found.flatMap { folder in
          names(in: folder.isEmpty ? "." : folder, matching: component).map { Path.join(folder, $0) }
        }
        isUnchecked = false
      } else {
        found = found.map { Path.join($0, component) }
        isUnchecked = true
      }
    }
    if isUnchecked { found = found.filter { status($0, followLinks: false) != nil } }
    if pattern.utf8.last == UInt8(ascii: "/") { found = found.filter(isDirectory) }
    return found.sorted { $0.precedesByBytes($1) }
  }

  /// Whether the text has a character that `matches(glob:in:)` gives a
  /// meaning to.
  public static func hasWildcard(_ pattern: String) -> Bool {
    pattern.utf8.contains(where: isWildcard)
  }

  /// The same of a text's bytes.
  public static func hasWildcard(_ pattern: UnsafeRawBufferPointer) -> Bool {
    guard let start = pattern.baseAddress else { return false }
    return [UInt8(ascii: "*"), UInt8(ascii: "?")].contains { memchr(start, Int32($0), pattern.count) != nil }
  }

  private static func isWildcard(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") }

  /// Whether a name matches one component of a pattern.
  public static func name(_ name: String, matches pattern: String) -> Bool {
    var name = name
    var pattern = pattern
    return name.withUTF8 { name in pattern.withUTF8 { matchesWildcards(name, $0) } }
  }

  /// Whether a pattern would stand for a path, existing or not.
  public static func path(_ path: String, matches pattern: String) -> Bool {
    let parts = Path.components(path), patterns = Path.components(pattern)
    return parts.count == patterns.count
      && zip(parts, patterns).allSatisfy { part, pattern in
        hasWildcard(pattern) ? name(part, matches: pattern) : part == pattern
      }
  }

  private static func names(in folder: String, matching pattern: String) -> [String] {
    // A folder that can't be read holds nothing that could be read either.
    guard let names = try? list(folder) else { return [] }
    return names.filter { name($0, matches: pattern) }
  }
}

/// Greedy matching that, on a mismatch, gives the last `*` one character
/// more: no more steps than the product of both lengths.
private func matchesWildcards(_ name: UnsafeBufferPointer<UInt8>, _ pattern: UnsafeBufferPointer<UInt8>) -> Bool {
  let dot = UInt8(ascii: ".")
  if name.first == dot, pattern.first != dot { return false }
  var (place, step) = (0, 0)
  var star: (place: Int, step: Int)?
  while place < name.count {
    if step < pattern.count, pattern[step] == UInt8(ascii: "*") {
      star = (place, step + 1)
      step += 1
    } else if step < pattern.count, pattern[step] == UInt8(ascii: "?") {
      place = endOfScalar(name, place)
      step += 1
    } else if step < pattern.count, pattern[step] == name[place] {
      place += 1
      step += 1
    } else if let last = star {
      place = endOfScalar(name, last.place)
      step = last.step
      star = (place, step)
    } else {
      return false
    }
  }
  while step < pattern.count, pattern[step] == UInt8(ascii: "*") { step += 1 }
  return step == pattern.count
}

/// The place behind the UTF-8 sequence that begins at `place`.
private func endOfScalar(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int {
  var end = place + 1
  while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
  return end
}
