/// Resolves the links of many paths, and remembers the folders that it has
/// been in: the documents of a workflow mostly lie in one.
public struct LinkResolver {
  private var folders: [String: String?] = [:]

  public init() {}

  /// Where a write to this absolute path would go; nil if a dangling link
  /// stands in its way. See `FileSystem.resolvingLinks`.
  public mutating func resolve(_ path: String) -> String? {
    let path = Path.normalized(path)
    let parent = Path.parent(of: path)
    guard parent != path else { return path }
    guard let folder = resolve(folder: parent) else { return nil }
    let whole = Path.join(folder, Path.lastComponent(path))
    guard let status = FileSystem.status(whole, followLinks: false) else { return whole }
    if status.kind != .link, !Self.mayFoldLetters { return whole }
    return FileSystem.resolvingLinks(whole, followsDangling: false)
  }

  private mutating func resolve(folder: String) -> String? {
    if let known = folders[folder] { return known }
    let real = FileSystem.resolvingLinks(folder, followsDangling: false)
    folders[folder] = .some(real)
    return real
  }

  /// Whether file systems here mostly know a file by its name in other letters,
  /// too.
  private static var mayFoldLetters: Bool {
    #if canImport(Darwin)
      true
    #else
      false
    #endif
  }
}
