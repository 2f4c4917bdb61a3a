import Foundation

/// A new folder for one test; it goes when the value goes.
public final class ScratchFolder: Sendable {
  /// Absolute, links followed.
  public let path: String

  public init() throws {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("scratch-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    path = place.resolvingSymlinksInPath().path
  }

  deinit {
    _ = try? Process.run(URL(fileURLWithPath: "/bin/chmod"), arguments: ["-R", "u+rwx", path]).waitUntilExit()
    try? FileManager.default.removeItem(atPath: path)
  }

  public func path(_ relative: String) -> String { path + "/" + relative }

  /// Writes a file and the folders above it.
  @discardableResult
  public func write(_ text: String, to relative: String, permissions: Int = 0o644) throws -> String {
    let target = URL(fileURLWithPath: path(relative))
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    if permissions & 0o111 == 0 {
      try Data(text.utf8).write(to: target)
    } else {
      try copy(text, to: target)
    }
    try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: target.path)
    return target.path
  }

  /// Writes a program by another process: while this one holds it open, a
  /// child that another test starts would hold it, too, and nobody could
  /// execute it ("Text file busy").
  private func copy(_ text: String, to target: URL) throws {
    let draft = URL(fileURLWithPath: target.path + ".draft")
    try Data(text.utf8).write(to: draft)
    let process = try Process.run(URL(fileURLWithPath: "/bin/cp"), arguments: [draft.path, target.path])
    process.waitUntilExit()
    try FileManager.default.removeItem(at: draft)
  }

  public func remove(_ relative: String) throws { try FileManager.default.removeItem(atPath: path(relative)) }

  public func makeFolder(_ relative: String) throws {
    try FileManager.default.createDirectory(atPath: path(relative), withIntermediateDirectories: true)
  }

  public func link(_ relative: String, to destination: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path(relative), withDestinationPath: destination)
  }

  public func text(_ relative: String) -> String? { try? String(contentsOfFile: path(relative), encoding: .utf8) }

  /// The names in the folder, hidden ones too, sorted.
  public func names(in relative: String = ".") -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path(relative))) ?? []).sorted()
  }
}
