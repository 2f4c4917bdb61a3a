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
    try Data(text.utf8).write(to: target)
    try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: target.path)
    return target.path
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
