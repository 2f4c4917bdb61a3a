import Contracts
import Diagnostics
import Foundation
import Platform

/// A project in which a dry run may write: its definitions copied, the rest
/// of it seen through links, its runs and documents left out.
///
/// What hooks write goes to the mirror, never through a link; so the folders
/// that targets lie in are folders of the mirror's own.
struct ProjectMirror {
  let project: Project
  /// The mirror's own folder, links resolved; the project in it is `root`.
  let folder: String
  var root: String { Path.join(folder, "project") }

  /// Paths relative to the project that are copied, not linked: validators
  /// and the files that schemas refer to must lie in the project.
  private var copied: Set<String> = []
  /// Paths that the mirror leaves out: what agents will write.
  private var omitted: Set<String> = []

  /// What the hooks of the mirror see: what those of the project would, but
  /// that variables which targets name lead into the mirror, too.
  private(set) var environment: [String: String]

  /// Makes the mirror in a new folder below `parent`.
  init(of project: Project, environment: [String: String], below parent: String) throws {
    self.project = project
    self.environment = SettingsCheck.environment(of: project, in: environment)
    folder = TemporaryFolders.path(for: "dry-run", below: parent)
    collect()
    do {
      try FileSystem.makeDirectories(root)
      try fill("")
      try copy(".claude/agents", ".claude/commands", ".claude/workflows", "contracts")
      try moveTargets()
    } catch {
      // Nobody else knows of what was begun.
      remove()
      throw error
    }
  }

  func remove() { TemporaryFolders.remove(folder) }

  /// From now on it stays, however this process ends.
  func keep() { TemporaryFolders.forget(folder) }

  // MARK: What is special

  private mutating func collect() {
    for path in project.contractFiles() {
      guard let contract = try? project.contract(inFile: path) else { continue }
      let validator = contract.validator.map { [Path.join(contract.folder, $0.value.path)] } ?? []
      let examples = contract.examples.map { Path.join(contract.folder, $0.path.value) }
      for file in validator + contract.references + examples {
        if let relative = Self.relative(Path.normalized(file), to: project.root) { copied.insert(relative) }
      }
    }
    var moved: [String: String] = [:]
    omitted = [".context/.run", ".context/report.md", ".context/report.json", ".context/workflow-output.md"]
    for path in project.agentFiles() {
      guard let target = (try? project.agent(inFile: path))?.output?.target?.value else { continue }
      if let relative = written(target) { omitted.insert(relative) }
      for (name, value) in environment
      where ["$" + name, "${\(name)}"].contains(where: { target.firstRange(of: $0) != nil }) {
        if Path.isInside(value, project.root) { moved[name] = root + value.dropFirst(project.root.utf8.count) }
      }
    }
    environment.merge(moved) { $1 }
    omitted.insert(".context/.run/lock")
  }

  /// Where a target lies in the project, as far as its text and the variables
  /// tell; what a loop's item adds stays in it as it is written.
  private func written(_ target: String) -> String? {
    let variables = PathVariables(
      workdir: project.root, project: project.root, environment: EnvironmentVariables(environment))
    let path = try? variables.expand(Located(target, at: TextRange(at: .start).in("target")))
    return path.flatMap { Self.relative($0, to: project.root) }
  }

  private static func relative(_ path: String, to root: String) -> String? {
    path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : nil
  }

  // MARK: Making

  private static let left: Set<String> = [
    ".claude/agents", ".claude/commands", ".claude/workflows", ".claude/hooks", ".claude/worktrees", "contracts",
  ]

  /// Links what a folder of the project holds; folders with something special
  /// in them are made.
  private func fill(_ relative: String) throws {
    let source = Path.join(project.root, relative)
    for name in try FileSystem.list(source) {
      let path = relative.isEmpty ? name : relative + "/" + name
      guard !Self.left.contains(path), !omitted.contains(path) else { continue }
      if copied.contains(path) {
        try copyFile(Path.join(project.root, path), to: Path.join(root, path))
      } else if isOwn(path), FileSystem.isDirectory(Path.join(project.root, path)) {
        try FileSystem.makeDirectories(Path.join(root, path))
        try fill(path)
      } else {
        try FileManager.default.createSymbolicLink(
          atPath: Path.join(root, path), withDestinationPath: Path.join(project.root, path))
      }
    }
  }

  /// Whether the mirror needs a folder of its own there.
  private func isOwn(_ path: String) -> Bool {
    path == ".claude" || path == ".context"
      || copied.contains { $0.hasPrefix(path + "/") } || omitted.contains { $0.hasPrefix(path + "/") }
  }

  private func copy(_ paths: String...) throws {
    for path in paths where FileSystem.isDirectory(Path.join(project.root, path)) {
      var seen: Set<String> = []
      try copyTree(path, &seen)
    }
  }

  /// Copies a folder, links followed; what is hidden in it is the runs'.
  private func copyTree(_ relative: String, _ seen: inout Set<String>) throws {
    let source = Path.join(project.root, relative)
    guard let real = FileSystem.realPath(source), seen.insert(real).inserted else { return }
    try FileSystem.makeDirectories(Path.join(root, relative))
    for name in try FileSystem.list(source) where !name.hasPrefix(".") && name != "__pycache__" {
      let path = relative + "/" + name
      switch FileSystem.status(Path.join(project.root, path))?.kind {
      case .directory: try copyTree(path, &seen)
      case .regular: try copyFile(Path.join(project.root, path), to: Path.join(root, path))
      default: break
      }
    }
  }

  /// Targets that name the project by its path lie in the mirror.
  private func moveTargets() throws {
    for path in project.agentFiles() {
      guard let target = (try? project.agent(inFile: path))?.output?.target,
        target.value.firstRange(of: project.root + "/") != nil,
        let relative = Self.relative(path, to: project.root)
      else { continue }
      let file = Path.join(root, relative)
      var lines = String(decoding: try FileSystem.read(file), as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      for place in target.range.start.line...target.range.end.line where lines.indices.contains(place - 1) {
        lines[place - 1] = moved(lines[place - 1])
      }
      try FileSystem.writeAtomically(Array(lines.joined(separator: "\n").utf8), to: file, durably: false)
    }
  }

  /// The line with the project's variable instead of its path.
  private func moved(_ line: String) -> String {
    let path = Array((project.root + "/").utf8)
    var (rest, result) = (Array(line.utf8)[...], [UInt8]())
    while let byte = rest.first {
      if rest.starts(with: path) {
        result += Array("$CLAUDE_PROJECT_DIR/".utf8)
        rest = rest.dropFirst(path.count)
      } else {
        result.append(byte)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private func copyFile(_ source: String, to destination: String) throws {
    guard !FileSystem.exists(destination), let real = FileSystem.realPath(source),
      FileSystem.status(real)?.kind == .regular
    else { return }
    try FileSystem.makeDirectories(Path.parent(of: destination))
    // Its faults are told better than Foundation tells them.
    _ = try FileSystem.read(real)
    // With its permissions: a validator may be a program.
    try FileManager.default.copyItem(atPath: real, toPath: destination)
  }
}
