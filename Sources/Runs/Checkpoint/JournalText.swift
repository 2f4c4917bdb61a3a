import Diagnostics
import Platform

/// The complete lines of a journal, not decoded: whoever needs an event of
/// them decodes it.
final class JournalText: Sendable {
  private let path: String
  /// nil if they are read when they are asked for.
  private let bytes: [UInt8]?
  private let ends: LineEnds

  init(path: String, bytes: [UInt8]?, ends: LineEnds) {
    self.path = path
    self.bytes = bytes
    self.ends = ends
  }

  /// The number of lines.
  var count: Int { ends.count }

  /// The event of a line, which was decoded before without a mistake.
  func event(_ sequence: Int) -> RunEvent? {
    guard let range = ends.line(sequence - 1), range.upperBound <= bytes?.count ?? .max else { return nil }
    guard let line = bytes.map({ Array($0[range]) }) ?? (try? FileSystem.read(path, bytes: range)) else { return nil }
    return RunEvent.read(line: line, path: path).accepted.flatMap { try? RunEvent(decoding: $0) }
  }
}
