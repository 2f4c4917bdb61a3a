import Diagnostics
public import Platform

/// What the variables in a definition's paths stand for.
public struct PathVariables: Sendable {
  /// `$WORKDIR`: absolute, links resolved.
  public var workdir: String
  /// `$CLAUDE_PROJECT_DIR`: absolute, links resolved.
  public var project: String
  /// All others.
  public var environment: EnvironmentVariables

  public init(workdir: String, project: String, environment: EnvironmentVariables) {
    self.workdir = workdir
    self.project = project
    self.environment = environment
  }

  subscript(name: String) -> String? {
    switch name {
    case "WORKDIR": workdir
    case "CLAUDE_PROJECT_DIR": project
    default: environment[name]
    }
  }

  /// The path with `$NAME` and `${NAME}` replaced, absolute: a relative one
  /// starts at the project.
  ///
  /// Throws for a variable that isn't defined; it is never taken as empty,
  /// since `$OUT/x.md` would then be `/x.md`.
  public func expand(_ path: Located<String>) throws(DefinitionError) -> String {
    if let rest = rest(belowWorkdir: path.value) { return normalized(Path.join(workdir, rest)) }
    let bytes = Array(path.value.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + workdir.utf8.count)
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "$") else {
        let rest = bytes[index...]
        let next = rest.firstIndex(of: UInt8(ascii: "$")) ?? bytes.count
        result += rest[..<next]
        index = next
        continue
      }
      let braced = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "{")
      let start = index + (braced ? 2 : 1)
      var end = start
      while end < bytes.count, Self.isNameByte(bytes[end], first: end == start) { end += 1 }
      let closes = !braced || (end < bytes.count && bytes[end] == UInt8(ascii: "}"))
      guard end > start, closes else { throw DefinitionError(.badVariable(path)) }
      let name = String(decoding: bytes[start..<end], as: UTF8.self)
      guard let value = self[name], !value.isEmpty else { throw DefinitionError(.undefined(name, path)) }
      result += value.utf8
      index = braced ? end + 1 : end
    }
    let expanded = String(decoding: result, as: UTF8.self)
    return normalized(expanded)
  }

  /// What stands behind `$WORKDIR/` if no other variable does, as most paths
  /// are written; nil for any other, and for one that another slash begins,
  /// which would pass for absolute.
  func rest(belowWorkdir path: String) -> String? {
    if workdir.isEmpty { return nil }
    var path = path
    return path.withUTF8 { bytes in
      let prefix = Self.workdirBytes
      guard bytes.starts(with: prefix), bytes.count > prefix.count, bytes[prefix.count] != UInt8(ascii: "/") else {
        return nil
      }
      let rest = bytes[prefix.count...]
      return rest.contains(UInt8(ascii: "$")) ? nil : String(decoding: rest, as: UTF8.self)
    }
  }

  private static let workdirBytes = Array("$WORKDIR/".utf8)

  private static func isNameByte(_ byte: UInt8, first: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): !first
    default: false
    }
  }
}

extension Diagnostic {
  fileprivate static func undefined(_ name: String, _ path: Located<String>) -> Diagnostic {
    Diagnostic(
      "path/undefined-variable",
      "the variable $\(name) in \(quoted(path.value)) isn't set; set it in the environment of Claude Code",
      at: path.range)
  }
  fileprivate static func badVariable(_ path: Located<String>) -> Diagnostic {
    Diagnostic(
      "path/bad-variable", "found a $ without a name in \(quoted(path.value)), expected $NAME or ${NAME}",
      at: path.range)
  }
}
