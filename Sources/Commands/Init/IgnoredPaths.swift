import Contracts
import Platform

/// What git is not to keep of a project.
enum IgnoredPaths {
  /// What runs write.
  static let ofRuns = [".context/", ".claude/workflows/.runs/"]
  /// Those, and what `init` notes down.
  static let noted = ofRuns + [Installation.path]
  /// Those, and the hooks, which are built for one machine.
  static let all = noted + HookExecutable.allCases.map { ".claude/hooks/" + $0.rawValue } + [".claude/hooks/.tmp-*"]

  /// Adds the lines that `.gitignore` lacks; returns them, and the text
  /// before and after.
  @discardableResult
  static func add(_ lines: [String], to changes: inout ProjectChanges) throws -> (
    missing: [String], before: [UInt8]?, after: [UInt8]
  ) {
    let bytes = try changes.current(".gitignore")
    let start = bytes ?? []
    let known = Set(
      String(decoding: start, as: UTF8.self).split(whereSeparator: \.isNewline).map { $0.drop { $0 == "/" } })
    let missing = lines.filter { line in
      !known.contains(line[...]) && !(line.hasPrefix(".claude/hooks/") && known.contains(".claude/hooks/"))
    }
    guard !missing.isEmpty else { return ([], bytes, start) }
    // As bytes: Git takes any, and a file needn't be UTF-8.
    let ending = start.isEmpty || start.last == UInt8(ascii: "\n") ? "" : "\n"
    let result = start + Array((ending + missing.joined(separator: "\n") + "\n").utf8)
    try changes.write(result, to: ".gitignore")
    return (missing, bytes, result)
  }
}
