import Diagnostics
import Platform

/// Where an accepted document is written: a path proven to lie inside the
/// working directory or the project.
public struct TargetPath: Hashable, Sendable {
  /// The directory that confines it: absolute, links resolved.
  public let root: String
  /// The path below `root`, without `.` and `..`.
  public let relative: String

  public var path: String { Path.join(root, relative) }
}

extension PathVariables {
  /// Absolute and without `.`, `..` and `//`; relative paths start at the
  /// project.
  func normalized(_ path: String) -> String {
    Path.normalized(Path.isAbsolute(path) ? path : Path.join(project, path))
  }

  /// Resolves an agent's `output.target`, for one item of a loop if the agent
  /// goes through a list.
  ///
  /// Throws if a variable isn't defined, or if the path, links followed, lies
  /// outside the working directory and the project, or among the files that
  /// define or record the workflow.
  public func target(_ target: Located<String>, item: LoopItem? = nil) throws(DefinitionError) -> TargetPath {
    var links = LinkResolver()
    return try self.target(target, item: item, &links)
  }

  /// The same of one of many targets.
  func target(
    _ target: Located<String>, item: LoopItem?, _ links: inout LinkResolver
  ) throws(DefinitionError) -> TargetPath {
    let path = try expand(item.map { Located($0.target(target.value), at: target.range) } ?? target)
    // A dangling link would be created through; it lies outside of everything.
    guard let real = links.resolve(path) else { throw DefinitionError(.outside(target, path, workdir: workdir)) }
    for root in [workdir, project] {
      guard let relative = Path.rest(of: real, below: root) else { continue }
      guard isAllowed(real, relative) else { throw DefinitionError(.protected(target, path)) }
      return TargetPath(root: root, relative: relative)
    }
    throw DefinitionError(.outside(target, path, workdir: workdir))
  }

  /// Whether neither its root nor the project keeps others from writing there.
  /// `relative`: the path below its root.
  private func isAllowed(_ real: String, _ relative: String) -> Bool {
    let inProject = Path.rest(of: real, below: project) ?? ""
    // One of the two is the end of the other: the longer has the parts of both.
    let longer = relative.utf8.count > inProject.utf8.count ? relative : inProject
    guard Self.isAllowed(Path.components(Self.lowercased(longer))) else { return false }
    // The project's shared contracts define workflows.
    let shared = Self.lowercased(inProject)
    guard Path.rest(of: shared, below: "contracts") != nil else { return true }
    return !shared.hasSuffix(".yaml") && !shared.hasSuffix(".yml")
  }

  private static func isAllowed(_ parts: [String]) -> Bool {
    guard !parts.isEmpty, !parts.contains(".claude"), !parts.contains(".git") else { return false }
    for place in parts.indices.dropLast() where parts[place] == ".context" {
      // The hooks write their records and their report there.
      switch parts[place + 1] {
      case ".run", "report.md", "report.json": return false
      default: break
      }
    }
    return true
  }

  /// File systems may take `.Claude` for `.claude`.
  private static func lowercased(_ path: String) -> String {
    var path = path
    let isLowercase = path.withUTF8 { $0.allSatisfy { $0 < 128 && !(65...90).contains($0) } }
    return isLowercase ? path : path.lowercased()
  }
}

extension Diagnostic {
  fileprivate static func outside(_ target: Located<String>, _ path: String, workdir: String) -> Diagnostic {
    Diagnostic(
      "agent/target-outside",
      "the target \(quoted(target.value)) is \(quoted(path)), outside the working directory \(quoted(workdir)) and the project; write it below one of them",
      at: target.range)
  }
  fileprivate static func protected(_ target: Located<String>, _ path: String) -> Diagnostic {
    Diagnostic(
      "agent/target-protected",
      "the target \(quoted(target.value)) is \(quoted(path)), a place for definitions or records; write it elsewhere, for instance to \"$WORKDIR/.context/NAME.md\"",
      at: target.range)
  }
}
