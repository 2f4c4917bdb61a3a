import Contracts
import Diagnostics
import Documents
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
  /// What those of the project see.
  private var original: [String: String] = [:]

  /// Where runs are to be, relative to the project; the project itself comes
  /// first if it is one.
  private let workdirs: [String]

  /// Makes the mirror in a new folder below `parent`.
  ///
  /// - Parameter workdirs: Folders of the project, relative to it, that runs
  ///   may have for their own instead of the project.
  init(of project: Project, workdirs: [String], environment: [String: String], below parent: String) throws {
    self.project = project
    self.workdirs = workdirs.isEmpty ? [""] : workdirs
    self.environment = SettingsCheck.environment(of: project, in: environment)
    folder = TemporaryFolders.path(for: "dry-run", below: parent)
    collect()
    do {
      try FileSystem.makeDirectories(root)
      try fill("")
      try copy(".claude/agents", ".claude/commands", ".claude/workflows", "contracts")
      try movePaths()
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
        if let relative = Path.rest(of: Path.normalized(file), below: project.root) { copied.insert(relative) }
      }
    }
    var moved: [String: String] = [:]
    for workdir in Set(workdirs + [""]) {
      for name in [".run", ".run/lock", "report.md", "report.json", "workflow-output.md"] {
        omitted.insert(Path.join(workdir, ".context/" + name))
      }
    }
    for path in project.agentFiles() {
      guard let target = (try? project.agent(inFile: path))?.output?.target?.value else { continue }
      omitted.formUnion(workdirs.flatMap { written(target, $0) })
      for (name, value) in environment
      where ["$" + name, "${\(name)}"].contains(where: { target.firstRange(of: $0) != nil }) {
        guard Path.isInside(value, project.root) else { continue }
        moved[name] = Path.normalized(Path.join(root, Path.relative(value, to: project.root)))
      }
    }
    original = environment
    environment.merge(moved) { $1 }
  }

  /// Where a target lies in the project, as its text tells and as links lead;
  /// what a loop's item adds stays in it as it is written.
  private func written(_ target: String, _ workdir: String) -> [String] {
    guard let path = expanded(target, workdir, in: project.root, environment) else { return [] }
    return [path, FileSystem.resolvingLinks(path)].compactMap { $0.flatMap { Path.rest(of: $0, below: project.root) } }
  }

  private func expanded(
    _ path: String, _ workdir: String, in root: String, _ environment: [String: String]
  ) -> String? {
    let variables = PathVariables(
      workdir: Path.join(root, workdir), project: root, environment: EnvironmentVariables(environment))
    return try? variables.expand(Located(path, at: TextRange(at: .start).in("path")))
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

  /// Paths of agents that lead into the project, but not into the mirror: by
  /// the project's own path, by `..`, or through a link from anywhere.
  private func movePaths() throws {
    for path in project.agentFiles() {
      guard let agent = try? project.agent(inFile: path), let relative = Path.rest(of: path, below: project.root) else {
        continue
      }
      let named = [agent.output?.target].compactMap(\.self) + (agent.input?.context ?? []).map(\.path)
      var edits: [TextRange: String] = [:]
      for path in named { edits[TextRange(path.range.start, path.range.end)] = moved(path.value) }
      if !edits.isEmpty { try apply(edits, to: Path.join(root, relative)) }
    }
  }

  /// The path by the project's variable; nil if it needs none.
  private func moved(_ path: String) -> String? {
    guard let workdir = workdirs.first, let place = expanded(path, workdir, in: project.root, original),
      let real = FileSystem.resolvingLinks(place, followsDangling: false),
      let relative = Path.rest(of: real, below: project.root), !relative.utf8.contains(UInt8(ascii: "$"))
    else { return nil }
    let isMirrored = expanded(path, workdir, in: root, environment).map { Path.isInside($0, root) } ?? false
    // What is written by one name and read by another must be the same.
    let isWritten = omitted.contains { Path.parent(of: $0) == Path.parent(of: relative) }
    return isMirrored && (real == place || !isWritten) ? nil : "$CLAUDE_PROJECT_DIR/" + relative
  }

  /// Writes other values at these places of a YAML text.
  private func apply(_ edits: [TextRange: String], to file: String) throws {
    let source = SourceText(file: file, bytes: try FileSystem.read(file))
    var text = ""
    var place = Position.start
    for (range, value) in edits.sorted(by: { $0.key.start < $1.key.start }) {
      text += source[TextRange(place, range.start)] + JSONWriter().write(.string(value))
      // A block's text has the end of its line.
      if source[range].hasSuffix("\n") { text += "\n" }
      place = range.end
    }
    text += source[TextRange(place, Position(line: source.lineCount + 1, column: 1))]
    try FileSystem.writeAtomically(Array(text.utf8), to: file, durably: false)
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
