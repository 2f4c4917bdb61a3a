package import Diagnostics
import Documents
import Platform

/// A project on disk: the folder that holds `.claude/`.
public struct Project: Sendable {
  /// Its absolute path, links resolved.
  public let root: String
  /// Where trees of definition files are kept, if anywhere.
  public var trees: TreeCache?

  /// The project at `root`; nil if there is no such folder.
  public init?(root: String) {
    guard let real = FileSystem.realPath(root) else { return nil }
    self.root = real
  }

  /// The project in the nearest folder with `.claude` at or above this
  /// absolute one; nil if there is none.
  public static func nearest(to folder: String) -> Project? {
    var folder = folder
    while true {
      if FileSystem.isDirectory(Path.join(folder, ".claude")) { return Project(root: folder) }
      if folder == "/" { return nil }
      folder = Path.parent(of: folder)
    }
  }

  /// A path inside the project as its user would name it: relative to the
  /// project where it lies inside.
  public func displayPath(_ path: String) -> String {
    Path.rest(of: path, below: root) ?? path
  }

  public var claudeFolder: String { Path.join(root, ".claude") }
  public var workflowsFolder: String { Path.join(claudeFolder, "workflows") }

  /// The workflow's folder, if there is a workflow of that name.
  ///
  /// A name is a single path component of letters, digits, `-`, `_` and `.`
  /// that doesn't begin with a dot.
  public func workflowFolder(_ name: String) -> String? {
    guard !name.isEmpty, !name.hasPrefix("."), name.utf8.allSatisfy(Self.isNameByte) else { return nil }
    let folder = Path.join(workflowsFolder, name)
    return FileSystem.status(folder)?.kind == .directory ? folder : nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  /// Reads a definition file, or says what keeps us from reading it.
  package func readDefinition(_ path: String) throws(DefinitionError) -> [UInt8] {
    do {
      return try FileSystem.read(path, limit: Self.definitionLimit)
    } catch {
      let file = displayPath(path)
      throw DefinitionError(
        Diagnostic("project/unreadable-file", .unreadable(file, error), at: TextRange(at: .start).in(file)))
    }
  }

  /// No definition file is larger than this many bytes.
  static let definitionLimit = 8 << 20
}

extension Project {
  /// Absolute paths of the files below `folder` whose names end in one of
  /// `suffixes`, in the order of their names.
  static func files(below folder: String, suffixes: [String], recursive: Bool) -> [String] {
    var folders: [String] = []
    return files(below: folder, suffixes: suffixes, recursive: recursive, in: &folders)
  }

  /// `folders` tells which folders were looked into.
  private static func files(
    below folder: String, suffixes: [String], recursive: Bool, in folders: inout [String]
  ) -> [String] {
    var found: [String] = []
    folders = [folder]
    // By their real paths a link back to one of them is known.
    var seen: Set<String> = []
    var next = 0
    while next < folders.count {
      // The names come in order; a folder that can't be read has none.
      for name in (try? FileSystem.list(folders[next])) ?? [] where name.utf8.first != UInt8(ascii: ".") {
        let path = Path.join(folders[next], name)
        if suffixes.contains(where: { name.hasSuffix($0) }) {
          found.append(path)
        } else if recursive, let real = subfolder(path) {
          if seen.isEmpty { seen.insert(FileSystem.realPath(folder) ?? folder) }
          if seen.insert(real).inserted { folders.append(path) }
        }
      }
      next += 1
    }
    if folders.count > 1 { found.sort { $0.precedesByBytes($1) } }
    return found
  }

  /// The files and folders, absolute, of which one must have changed if the
  /// names in a workflow's definition lead elsewhere now; those that its
  /// contracts refer to not among them.
  package func definitionPlaces(of workflow: String) -> [String] {
    var places = [workflowsFolder, Path.join(Path.join(workflowsFolder, workflow), "flow.yaml")]
    for folder in ["agents", "commands"] {
      var folders: [String] = []
      let files = Self.files(
        below: Path.join(claudeFolder, folder), suffixes: [".md"], recursive: true, in: &folders)
      places += folders + files
    }
    for level in contractLevels(workflow) { places += contractPlaces(level) }
    return places
  }

  /// A diagnostic for each folder of definitions that is there and can't be
  /// read: what it holds is missed without a word everywhere else.
  package func unreadableFolders() -> [Diagnostic] {
    let tops = ["agents", "commands", "workflows"].map { Path.join(claudeFolder, $0) } + [Path.join(root, "contracts")]
    return tops.flatMap { top in
      var folders: [String] = []
      _ = Self.files(below: top, suffixes: [], recursive: true, in: &folders)
      return folders.compactMap(unreadable)
    }
  }

  private func unreadable(_ folder: String) -> Diagnostic? {
    do {
      _ = try FileSystem.list(folder)
      return nil
    } catch {
      let name = displayPath(folder)
      // A file of that name is none of ours.
      if error.isNotFound { return nil }
      return Diagnostic(
        "project/unreadable-file", .unreadableFolder(name, error), at: TextRange(at: .start).in(name))
    }
  }

  /// The real path of a folder, by which a link back to a folder that was
  /// read already is known; nil for anything else.
  private static func subfolder(_ path: String) -> String? {
    FileSystem.status(path)?.kind == .directory ? FileSystem.realPath(path) : nil
  }
}

extension Diagnostic.Message {
  fileprivate static func unreadable(_ file: String, _ error: SystemError) -> Self {
    let remedy =
      error.isTooLarge
      ? "make it smaller" : error.detail == nil ? "make it readable" : "put a file there, or take it away"
    return "cannot read \(quoted(file)): \(error.reason); \(remedy)"
  }

  fileprivate static func unreadableFolder(_ folder: String, _ error: SystemError) -> Self {
    "cannot read the folder \(quoted(folder)): \(error.reason); what it holds was not looked at: make it readable"
  }
}
