import Contracts
import Diagnostics
import Documents
import Foundation
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
    var before: [UInt8]?
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

  /// Nil if there is none; throws if it isn't as `init` writes it.
  init?(of root: String) throws {
    let place = Path.join(root, Self.path)
    guard FileSystem.status(place, followLinks: false) != nil else { return nil }
    let reading = JSONReader(file: Self.path).read(try FileSystem.read(place))
    guard let node = reading.accepted else {
      let error = reading.diagnostics.first { $0.severity == .error }
      throw Self.broken(
        "line \(error?.range?.start.line ?? 1), column \(error?.range?.start.column ?? 1): \(error?.message.plain ?? "no JSON")"
      )
    }
    guard node.object != nil else { throw Self.broken("it holds \(node.summary), expected an object") }
    files = try (node["files"]?.array ?? []).map { file in
      guard let path = file["path"]?.string, let hash = file["hash"]?.string else {
        throw Self.broken("an entry of \"files\" has no text \"path\" or no text \"hash\"")
      }
      return File(path: path, hash: hash, part: file["part"]?.string ?? "")
    }
    folders = (node["folders"]?.array ?? []).compactMap(\.string)
    amended = (node["amended"]?.array ?? []).compactMap { file in
      guard let path = file["path"]?.string, let after = file["after"]?.string else { return nil }
      return Amended(path: path, before: Self.bytes(file["before"]), after: after)
    }
    wires = (node["wires"]?.array ?? []).compactMap { wire in
      wire["event"]?.string.flatMap { event in wire["entry"].map { (event, $0) } }
    }
    ignored = (node["ignored"]?.array ?? []).compactMap(\.string)
  }

  init() {}

  private static func broken(_ problem: String) -> any Error {
    Init.failure(
      "\(path), which says what `claude-workflow init` put into the project, is broken: \(problem). Restore it, or remove it and take the hooks out by hand. Nothing was changed"
    )
  }

  /// A path that `init` can't have written to: one beside what it makes, or
  /// one that leads out of the project, maybe through a link.
  func foreignPath(in root: String) -> String? {
    let isOwn = { (path: String) in
      (path == ".claude" || path.hasPrefix(".claude/")) && Path.normalized(path) == path
        && FileSystem.resolvingLinks(Path.join(root, Path.parent(of: path))).map { Path.isInside($0, root) } == true
    }
    return files.map(\.path).first { !isOwn($0) } ?? folders.first { !isOwn($0) }
      ?? amended.map(\.path).first { $0 != ".gitignore" && !($0 == SettingsCheck.files[0] && isOwn($0)) }
  }

  var text: String {
    let node = Node.object([
      "files": .array(
        files.map { .object(["path": .string($0.path), "hash": .string($0.hash), "part": .string($0.part)]) }),
      "folders": .array(folders.map(Node.string)),
      "amended": .array(
        amended.map {
          .object(["path": .string($0.path), "before": $0.before.map(Self.node), "after": .string($0.after)])
        }),
      "wires": .array(wires.map { .object(["event": .string($0.event), "entry": $0.group]) }),
      "ignored": .array(ignored.map(Node.string)),
    ])
    return JSONWriter(pretty: true).write(node) + "\n"
  }

  /// A text as it is; what isn't UTF-8 as an object with its bytes in Base64
  /// (RFC 4648 §4).
  private static func node(_ bytes: [UInt8]) -> Node {
    // Foundation leaves out a byte order mark.
    if let text = String(bytes: bytes, encoding: .utf8), text.utf8.elementsEqual(bytes) { return .string(text) }
    return .object(["base64": .string(Data(bytes).base64EncodedString())])
  }

  private static func bytes(_ node: Node?) -> [UInt8]? {
    if let text = node?.string { return Array(text.utf8) }
    return node?["base64"]?.string.flatMap { Data(base64Encoded: $0) }.map { Array($0) }
  }

  mutating func add(_ file: File) {
    if let place = files.firstIndex(where: { $0.path == file.path }) {
      files[place] = file
    } else {
      files.append(file)
    }
  }

  mutating func amend(_ path: String, before: [UInt8]?, after: [UInt8]) {
    if let place = amended.firstIndex(where: { $0.path == path }) {
      // If it was changed in between, what it was at first is of no use.
      let isOurs = before.map { XXH64.hex($0) } == amended[place].after
      if !isOurs { amended[place].before = before }
      amended[place].after = XXH64.hex(after)
    } else {
      amended.append(Amended(path: path, before: before, after: XXH64.hex(after)))
    }
  }
}
