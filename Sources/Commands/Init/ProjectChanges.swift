import Diagnostics
import Foundation
import Platform

/// Changes of a project's files, shown or made.
struct ProjectChanges {
  struct Change {
    var path: String
    /// Nil if there is no such file.
    var old: [UInt8]?
    /// Nil removes it.
    var new: [UInt8]?
    var isExecutable = false
  }

  let root: String
  private(set) var changes: [Change] = []
  /// Files that are there and stay as they are, each with the reason.
  private(set) var kept: [(path: String, reason: String)] = []

  init(root: String) { self.root = root }

  /// What is at a path now; throws if that can't be read.
  func current(_ path: String) throws -> [UInt8]? {
    let full = Path.join(root, path)
    guard let status = FileSystem.status(full, followLinks: false) else { return nil }
    if status.kind == .link, FileSystem.status(full) == nil {
      let target = FileSystem.resolvingLinks(full).map { " to \(quoted($0, limit: 4000))" } ?? ""
      throw Init.failure(
        "\(quoted(path, limit: 4000)) is a symbolic link\(target), where nothing is; make that file, or remove the link, then give the command again. Nothing was changed"
      )
    }
    return try FileSystem.read(full)
  }

  /// Whether a file that is there is a link: it stays one, and what it leads
  /// to is changed.
  func isLink(_ path: String) -> Bool { FileSystem.status(Path.join(root, path), followLinks: false)?.kind == .link }

  /// Where a link leads to, relative to the project if that is in it; nil for
  /// anything else.
  private func linked(_ path: String) -> String? {
    guard isLink(path), let real = FileSystem.realPath(Path.join(root, path)) else { return nil }
    return Path.isInside(real, root) ? Path.relative(real, to: root) : real
  }

  /// Where a change is made beyond the project, through a link of its file or
  /// of a folder above it; nil if it stays in the project.
  func outsidePlace(of path: String) -> String? {
    guard changes.contains(where: { $0.path == path && $0.new != nil }),
      let real = FileSystem.resolvingLinks(Path.join(root, path)), !Path.isInside(real, root)
    else { return nil }
    return real
  }

  /// What will be at a path once the changes are made.
  func planned(_ path: String) throws -> [UInt8]? {
    if let change = changes.first(where: { $0.path == path }) { return change.new }
    return try current(path)
  }

  mutating func write(_ bytes: [UInt8], to path: String, isExecutable: Bool = false) throws {
    let old = try current(path)
    let isRight = old == bytes && (!isExecutable || FileSystem.isExecutable(Path.join(root, path)))
    if !isRight { changes.append(Change(path: path, old: old, new: bytes, isExecutable: isExecutable)) }
  }

  mutating func remove(_ path: String) throws {
    if let old = try current(path) { changes.append(Change(path: path, old: old, new: nil)) }
  }

  mutating func keep(_ path: String, because reason: String) { kept.append((path, reason)) }

  /// The folders that making the changes will make, outer ones first.
  var newFolders: [String] {
    var found: [String] = []
    for change in changes where change.new != nil {
      var missing: [String] = []
      var folder = Path.parent(of: change.path)
      while folder != ".", !FileSystem.exists(Path.join(root, folder)), !found.contains(folder) {
        missing.insert(folder, at: 0)
        folder = Path.parent(of: folder)
      }
      found += missing
    }
    return found
  }

  // MARK: Showing

  /// The changes as a unified diff; of programs only what becomes of them.
  var diff: String {
    changes.map { change in
      if change.isExecutable || change.old.map(Self.isText) == false {
        return "\(change.new == nil ? "remove" : change.old == nil ? "copy" : "replace") \(change.path)\n"
      }
      return UnifiedDiff(
        name: change.path, old: change.old.map { String(decoding: $0, as: UTF8.self) },
        new: change.new.map { String(decoding: $0, as: UTF8.self) }
      ).text
    }.joined()
  }

  private static func isText(_ bytes: [UInt8]) -> Bool { !bytes.prefix(8192).contains(0) }

  /// A line for each change.
  var summary: String {
    changes.map { change in
      let verb = change.new == nil ? "removed" : change.old == nil ? "created" : "changed"
      // A program takes the place of a link.
      guard verb == "changed", !change.isExecutable, let place = linked(change.path) else {
        return "\(verb) \(change.path)\n"
      }
      return "changed \(change.path), which is a link: \(quoted(place, limit: 4000))\n"
    }.joined() + kept.map { "kept \($0.path): \($0.reason)\n" }.joined()
  }

  // MARK: Making

  func apply() throws {
    for change in changes {
      let path = Path.join(root, change.path)
      guard let bytes = change.new else {
        try FileSystem.remove(path)
        continue
      }
      try FileSystem.makeDirectories(Path.parent(of: path))
      guard change.isExecutable else {
        try FileSystem.writeAtomically(bytes, to: path, durably: false)
        continue
      }
      // A session may be calling it just now: it sees the old or the new one.
      let draft = Path.join(Path.parent(of: path), ".tmp-\(processID)-\(Path.lastComponent(path))")
      try FileSystem.writeAtomically(bytes, to: draft, durably: false)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: draft)
      try FileSystem.move(draft, to: path)
    }
  }
}
