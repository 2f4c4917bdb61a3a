extension FileSystem {
  /// The existing paths that a pattern matches, sorted by their bytes.
  ///
  /// `*` and `?` match within one component and never a leading dot.
  public static func matches(glob pattern: String) -> [String] {
    var found = [Path.isAbsolute(pattern) ? "/" : ""]
    for part in pattern.split(separator: "/").map(String.init) {
      if isPattern(part) {
        found = found.flatMap { folder in
          ((try? list(folder.isEmpty ? "." : folder)) ?? [])
            .filter { matches(name: $0, pattern: part) }.map { Path.join(folder, $0) }
        }
      } else {
        found = found.map { Path.join($0, part) }
      }
    }
    return found.filter { exists($0) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Whether a pattern would match a path, existing or not.
  public static func matches(path: String, pattern: String) -> Bool {
    let parts = path.split(separator: "/"), patterns = pattern.split(separator: "/")
    return parts.count == patterns.count
      && zip(parts, patterns).allSatisfy { part, pattern in
        isPattern(String(pattern)) ? matches(name: String(part), pattern: String(pattern)) : part == pattern
      }
  }

  private static func isPattern(_ text: String) -> Bool {
    text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
  }

  /// Matches one component; the last star met is the only place to go back
  /// to, so no name makes this slow.
  static func matches(name: String, pattern: String) -> Bool {
    let name = Array(name.unicodeScalars), pattern = Array(pattern.unicodeScalars)
    if name.first == ".", pattern.first != "." { return false }
    var i = 0
    var j = 0
    var star: (pattern: Int, name: Int)?
    while i < name.count {
      if j < pattern.count, pattern[j] == "*" {
        star = (j, i)
        j += 1
      } else if j < pattern.count, pattern[j] == "?" || pattern[j] == name[i] {
        i += 1
        j += 1
      } else if let last = star {
        star = (last.pattern, last.name + 1)
        i = last.name + 1
        j = last.pattern + 1
      } else {
        return false
      }
    }
    return pattern[j...].allSatisfy { $0 == "*" }
  }
}
