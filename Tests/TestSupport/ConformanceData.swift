public import Foundation

/// The data of public conformance suites, which lie beside the package.
public enum ConformanceData {
  public static let reason = "no conformance data; set CONFORMANCE to its folder"

  /// The folder that `CONFORMANCE` names, else `../shared/conformance`.
  public static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["CONFORMANCE"] { return URL(fileURLWithPath: path) }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("../shared/conformance").standardizedFileURL
  }()

  public static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

  public static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appendingPathComponent(path)))
  }

  /// The names of the files in a folder, sorted; none if it is absent.
  public static func names(in path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(path).path)) ?? []).sorted()
  }
}
