import Diagnostics
import Flows
import Foundation
import Testing

/// A flow file beside what it must lead to.
///
/// With `RECORD_FIXTURES=1` the expectations are written anew, and that run
/// fails, so that a person reads the difference.
struct Fixture: CustomTestStringConvertible, Sendable {
  let folder: String
  let name: String

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
  static let isRecording = ProcessInfo.processInfo.environment["RECORD_FIXTURES"] == "1"

  /// The fixtures of a folder by name.
  static func all(in folder: String) -> [Fixture] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.sorted().map { Fixture(folder: folder, name: String($0.dropLast(5))) }
  }

  var testDescription: String { name }

  func text(_ suffix: String = "yaml") throws -> String {
    String(decoding: try Data(contentsOf: url(suffix)), as: UTF8.self)
  }

  func read() throws -> Reading<Flow> { FlowReader(file: "flow.yaml").read(Array(try text().utf8)) }

  /// Whether the recorded text is this one; writes it when recording.
  func matches(_ actual: String, suffix: String) throws -> Bool {
    if Self.isRecording {
      try Data(actual.utf8).write(to: url(suffix))
      return false
    }
    return try text(suffix) == actual
  }

  private func url(_ suffix: String) -> URL { Self.root.appending(path: "\(folder)/\(name).\(suffix)") }
}
