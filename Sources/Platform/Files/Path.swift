/// Paths as text; nothing here asks the file system.
public enum Path {
  public static func isAbsolute(_ path: String) -> Bool { path.utf8.first == slash }

  /// `part` seen from `base`; an absolute part stands for itself.
  public static func join(_ base: String, _ part: String) -> String {
    if base.isEmpty || isAbsolute(part) { return part }
    if part.isEmpty { return base }
    // One allocation and no `+`: this is called for each file of a project,
    // and takes 800 instructions instead of 1,600.
    let (baseCount, partCount) = (base.utf8.count, part.utf8.count)
    return String(unsafeUninitializedCapacity: baseCount + 1 + partCount) { path in
      var count = copy(base, to: path, at: 0)
      if path[count - 1] != slash {
        path[count] = slash
        count += 1
      }
      return copy(part, to: path, at: count)
    }
  }

  /// The folder that holds it: `a` for `a/b`, `.` for `a`, `/` for `/`.
  public static func parent(of path: String) -> String {
    withBytes(of: path) { bytes in
      guard let last = lastSlash(withoutTrailingSlashes(bytes)) else { return bytes.first == slash ? "/" : "." }
      let folder = withoutTrailingSlashes(bytes[..<last])
      return folder.isEmpty ? "/" : text(folder)
    }
  }

  /// `b` for `a/b/`; empty for the root.
  public static func lastComponent(_ path: String) -> String {
    withBytes(of: path) { bytes in
      let rest = withoutTrailingSlashes(bytes)
      return text(rest[(lastSlash(rest).map { $0 + 1 } ?? 0)...])
    }
  }

  /// `md` for `a/b.md`; empty for `a/b`, `.git` and `a.`.
  public static func fileExtension(_ path: String) -> String {
    let name = lastComponent(path)
    guard let dot = extensionDot(name) else { return "" }
    return text(name.utf8[name.utf8.index(after: dot)...])
  }

  /// The last component without its extension: `b` for `a/b.md`.
  public static func stem(_ path: String) -> String {
    let name = lastComponent(path)
    guard let dot = extensionDot(name) else { return name }
    return text(name.utf8[..<dot])
  }

  /// Whether an absolute path has no component that `normalized` would take
  /// out, and no slash at its end: most have none.
  private static func isPlain(_ path: String) -> Bool {
    withBytes(of: path) { bytes in
      var (isFirst, dots, length) = (true, 0, 0)
      for byte in bytes {
        guard byte == slash else {
          if isFirst { return false }
          length += 1
          if byte == UInt8(ascii: ".") { dots += 1 }
          continue
        }
        if !isFirst, length == 0 || (length == dots && length <= 2) { return false }
        (isFirst, dots, length) = (false, 0, 0)
      }
      return length > 0 && !(length == dots && length <= 2)
    }
  }

  /// The components between the slashes, without empty ones.
  public static func components(_ path: String) -> [String] {
    withBytes(of: path) { bytes in
      var found: [String] = []
      found.reserveCapacity(8)
      var start = 0
      for place in 0...bytes.count where place == bytes.count || bytes[place] == slash {
        if place > start { found.append(text(bytes[start..<place])) }
        start = place + 1
      }
      return found
    }
  }

  /// The path without `.`, `//` and, as far as the text can tell, `..`; `.`
  /// for an empty one.
  ///
  /// Where a link stands before `..` the file system goes elsewhere;
  /// `FileSystem.realPath` follows it.
  public static func normalized(_ path: String) -> String {
    if isPlain(path) { return path }
    let isAbsolute = isAbsolute(path)
    var kept: [String] = []
    for component in components(path) where component != "." {
      if component != ".." || (kept.isEmpty ? !isAbsolute : kept.last == "..") {
        kept.append(component)
      } else if !kept.isEmpty {
        kept.removeLast()
      }
    }
    // `joined` is generic code, whose first call costs 100,000 instructions.
    var joined = isAbsolute ? "/" : ""
    for (place, component) in kept.enumerated() {
      if place > 0 { joined += "/" }
      joined += component
    }
    return joined.isEmpty ? "." : joined
  }

  /// How `path` is written from within the folder `base`: `../b` for `/a/b`
  /// from `/a/c`.
  ///
  /// The normalized path itself comes back if only one of the two is absolute
  /// or if `base` begins with `..` that the path doesn't share.
  public static func relative(_ path: String, to base: String) -> String {
    let (path, base) = (normalized(path), normalized(base))
    guard isAbsolute(path) == isAbsolute(base) else { return path }
    let parts = path == "." ? [] : components(path)
    let baseParts = base == "." ? [] : components(base)
    var common = 0
    while common < min(parts.count, baseParts.count), parts[common].utf8.elementsEqual(baseParts[common].utf8) {
      common += 1
    }
    let left = baseParts[common...]
    guard !left.contains("..") else { return path }
    let steps = left.map { _ in ".." } + parts[common...]
    return steps.isEmpty ? "." : steps.joined(separator: "/")
  }

  /// Whether `path` is `folder` or lies below it, both normalized first.
  public static func isInside(_ path: String, _ folder: String) -> Bool {
    let (path, folder) = (normalized(path), normalized(folder))
    if folder == "." { return !isAbsolute(path) && components(path).first != ".." }
    return path.utf8.elementsEqual(folder.utf8) || rest(of: path, below: folder) != nil
  }

  /// What stands behind `folder` and a slash, of a path that begins so; nil of
  /// any other. Both are taken as they are: `b/c` for `/a/b/c` below `/a`.
  public static func rest(of path: String, below folder: String) -> String? {
    withBytes(of: path) { path in
      withBytes(of: folder) { folder in
        let count = folder.last == slash ? folder.count : folder.count + 1
        guard path.count >= count, path[count - 1] == slash, path.starts(with: folder) else { return nil }
        return text(path[count...])
      }
    }
  }

  /// `~` and `~/x` with the home folder in place of `~`; `~name` stays.
  public static func expandingTilde(_ path: String, home: String) -> String {
    guard path.utf8.first == UInt8(ascii: "~") else { return path }
    let rest = path.utf8.dropFirst()
    if rest.isEmpty { return home }
    guard rest.first == slash else { return path }
    return join(home, text(rest.drop { $0 == slash }))
  }

  private static let slash = UInt8(ascii: "/")

  /// Puts the bytes of a text there; gives the place behind them.
  private static func copy(_ text: String, to buffer: UnsafeMutableBufferPointer<UInt8>, at place: Int) -> Int {
    let rest = UnsafeMutableBufferPointer(rebasing: buffer[place...])
    let done: Int? = text.utf8.withContiguousStorageIfAvailable { rest.update(fromContentsOf: $0) }
    return place + (done ?? rest.update(fromContentsOf: Array(text.utf8)))
  }

  private static func text(_ bytes: Substring.UTF8View) -> String { String(Substring(bytes)) }

  private typealias Bytes = UnsafeBufferPointer<UInt8>

  /// Paths are taken apart by their bytes: a view of a text checks each of
  /// its places, which takes ten times as long.
  private static func withBytes<Result>(of path: String, _ body: (Bytes) -> Result) -> Result {
    var path = path
    return path.withUTF8(body)
  }

  private static func text(_ bytes: Slice<Bytes>) -> String {
    String(decoding: Bytes(rebasing: bytes), as: UTF8.self)
  }

  private static func withoutTrailingSlashes(_ path: Slice<Bytes>) -> Slice<Bytes> {
    var rest = path
    while rest.last == slash { rest.removeLast() }
    return rest
  }

  private static func withoutTrailingSlashes(_ path: Bytes) -> Slice<Bytes> { withoutTrailingSlashes(path[...]) }

  private static func lastSlash(_ path: Slice<Bytes>) -> Int? { path.lastIndex(of: slash) }

  /// The dot before the extension: neither the first nor the last byte.
  private static func extensionDot(_ name: String) -> String.Index? {
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
    guard name != "..", dot != name.startIndex, name.utf8.index(after: dot) != name.endIndex else { return nil }
    return dot
  }
}
