import Diagnostics

/// The complete lines of a journal, not decoded: whoever needs an event of
/// them decodes it.
final class JournalText: Sendable {
  private let path: String
  private let bytes: [UInt8]
  private let ends: [Int]

  /// `ends`: the place behind each line, the line feed with it.
  init(path: String, bytes: [UInt8], ends: [Int]) {
    self.path = path
    self.bytes = bytes
    self.ends = ends
  }

  /// The number of lines.
  var count: Int { ends.count }

  /// The event of a line, which was decoded before without a mistake.
  func event(_ sequence: Int) -> RunEvent? {
    guard sequence > 0, sequence <= count else { return nil }
    let start = sequence == 1 ? 0 : ends[sequence - 2]
    let line = Array(bytes[start..<(ends[sequence - 1] - 1)])
    return RunEvent.read(line: line, path: path).accepted.flatMap { try? RunEvent(decoding: $0) }
  }
}
