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
      return Amended(path: path, before: Self.bytes(file["before"]), after: after)
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
