import Platform

/// Files that an `init` or `uninstall` left half written when it was killed.
enum Leftovers {
  /// Where they write besides the folders that they made.
  private static let folders = [
    ".", ".claude", ".claude/hooks", ".claude/workflows", ".claude/commands", ".claude/agents",
  ]

  /// Removes those whose process has ended; what can't be removed stays.
  static func clear(in root: String, _ record: Installation?) {
    for folder in Set(folders + (record?.folders ?? [])).map({ Path.join(root, $0) }) {
      guard let real = FileSystem.realPath(folder), Path.isInside(real, root) else { continue }
      for name in (try? FileSystem.list(folder)) ?? [] {
        guard let process = writer(of: name), !isRunning(process: process) else { continue }
        let path = Path.join(folder, name)
        if FileSystem.status(path, followLinks: false)?.kind == .regular { try? FileSystem.remove(path) }
      }
    }
  }

  /// The process that gave a file such a name, `.tmp-<process>-…`.
  private static func writer(of name: String) -> Int32? {
    let parts = name.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == ".tmp", let process = Int32(parts[1]), process > 0 else { return nil }
    return process
  }
}
