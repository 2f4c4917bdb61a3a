import Contracts
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

  /// Makes the mirror in a new folder below `parent`.
  init(of project: Project, below parent: String) throws {
    self.project = project
    let name = "claude-workflow-dry-run-\(processID)-" + String(UInt32.random(in: 0 ... .max), radix: 36)
    folder = Path.join(FileSystem.realPath(parent) ?? parent, name)
    collect()
    TemporaryFolders.add(folder)
    do {
      try FileSystem.makeDirectories(root)
      try fill("")
      try copy(".claude/agents", ".claude/commands", ".claude/workflows", "contracts")
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
    omitted = [".context/.run", ".context/report.md", ".context/report.json", ".context/workflow-output.md"]
    for path in project.agentFiles() {
      guard let target = (try? project.agent(inFile: path))?.output?.target?.value else { continue }
      if let relative = Self.written(target) { omitted.insert(relative) }
    }
    omitted.insert(".context/.run/lock")
  }

  /// Where a target lies in the project, as far as its text tells.
  private static func written(_ target: String) -> String? {
    for prefix in ["$WORKDIR/", "${WORKDIR}/", "$CLAUDE_PROJECT_DIR/", "${CLAUDE_PROJECT_DIR}/"]
    where target.hasPrefix(prefix) { return Path.normalized(String(target.dropFirst(prefix.count))) }
    return Path.isAbsolute(target) || target.hasPrefix("$") ? nil : Path.normalized(target)
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
