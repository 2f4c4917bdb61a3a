import Contracts
import Diagnostics
import Documents
import Platform

/// What `init` put into a project, so that `uninstall` takes out that and
/// nothing else. It is kept in `.claude/workflows/.installed.json`.
struct Installation {
  /// A file as it was put there.
  struct File: Equatable {
    var path: String
    var hash: String
    /// What belongs together: of the sample workflow's files none is removed
    /// if one was changed.
    var part: String
  }

  /// A file of the user's that was added to.
  struct Amended: Equatable {
    var path: String
    /// As it was before; nil if it wasn't there.
    var before: String?
    /// The hash of what it became.
    var after: String
  }

  var files: [File] = []
  /// Folders that weren't there, outer ones first.
  var folders: [String] = []
  var amended: [Amended] = []
  /// Entries added to the settings: event and what stands below it.
  var wires: [(event: String, group: Node)] = []
  /// Lines added to `.gitignore`.
  var ignored: [String] = []

  static let path = ".claude/workflows/.installed.json"

  /// Nil if there is none, or none that can be read.
  init?(of root: String) {
    guard let text = try? FileSystem.read(Path.join(root, Self.path)),
      let node = JSONReader(file: Self.path).read(text).accepted
    else { return nil }
    files = (node["files"]?.array ?? []).compactMap { file in
      guard let path = file["path"]?.string, let hash = file["hash"]?.string else { return nil }
      return File(path: path, hash: hash, part: file["part"]?.string ?? "")
    }
    folders = (node["folders"]?.array ?? []).compactMap(\.string)
    amended = (node["amended"]?.array ?? []).compactMap { file in
      guard let path = file["path"]?.string, let after = file["after"]?.string else { return nil }
      return Amended(path: path, before: file["before"]?.string, after: after)
    }
    wires = (node["wires"]?.array ?? []).compactMap { wire in
      wire["event"]?.string.flatMap { event in wire["entry"].map { (event, $0) } }
    }
    ignored = (node["ignored"]?.array ?? []).compactMap(\.string)
  }

  init() {}

  var text: String {
    let node = Node.object([
      "files": .array(
        files.map { .object(["path": .string($0.path), "hash": .string($0.hash), "part": .string($0.part)]) }),
      "folders": .array(folders.map(Node.string)),
      "amended": .array(
        amended.map {
          .object(["path": .string($0.path), "before": $0.before.map(Node.string), "after": .string($0.after)])
        }),
      "wires": .array(wires.map { .object(["event": .string($0.event), "entry": $0.group]) }),
      "ignored": .array(ignored.map(Node.string)),
    ])
    return JSONWriter(pretty: true).write(node) + "\n"
  }

  mutating func add(_ file: File) {
    if let place = files.firstIndex(where: { $0.path == file.path }) {
      files[place] = file
    } else {
      files.append(file)
    }
  }

  mutating func amend(_ path: String, before: String?, after: String) {
    if let place = amended.firstIndex(where: { $0.path == path }) {
      // If it was changed in between, what it was at first is of no use.
      let isOurs = before.map { XXH64.hex(Array($0.utf8)) } == amended[place].after
      if !isOurs { amended[place].before = before }
      amended[place].after = XXH64.hex(Array(after.utf8))
    } else {
      amended.append(Amended(path: path, before: before, after: XXH64.hex(Array(after.utf8))))
    }
  }
}
