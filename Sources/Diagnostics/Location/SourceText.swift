/// The text of a named file, by lines.
///
/// A line ends with LF, CRLF or CR. A byte order mark is no part of the first
/// line, as in editors.
public struct SourceText: Sendable {
  public let file: String
  private let bytes: [UInt8]
  /// Where each line begins.
  private let starts: [Int]

  public init(file: String, bytes: [UInt8]) {
    self.file = file
    self.bytes = bytes
    var offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var starts = [offset]
    while offset < bytes.count {
      let byte = bytes[offset]
      offset += 1
      guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { continue }
      if byte == UInt8(ascii: "\r"), offset < bytes.count, bytes[offset] == UInt8(ascii: "\n") { offset += 1 }
      starts.append(offset)
    }
    self.starts = starts
  }

  public init(file: String, text: String) { self.init(file: file, bytes: Array(text.utf8)) }

  /// At least 1: behind a final line ending there is one more line, which is
  /// empty.
  public var lineCount: Int { starts.count }

  /// The line of this number, starting at 1, without its ending; nil if there
  /// is none. Bytes that are no UTF-8 come out as U+FFFD.
  public func line(_ number: Int) -> String? {
    guard number >= 1, number <= starts.count else { return nil }
    let start = starts[number - 1]
    var end = number < starts.count ? starts[number] : bytes.count
    if end > start, number < starts.count {
      end -= 1
      if bytes[end] == UInt8(ascii: "\n"), end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The stretch of the text from one position up to another, verbatim but for
  /// bytes that are no UTF-8.
  public subscript(range: TextRange) -> String {
    let start = offset(of: range.start)
    return String(decoding: bytes[start..<max(start, offset(of: range.end))], as: UTF8.self)
  }

  /// The offset of a position, at most that of its line's end.
  private func offset(of position: Position) -> Int {
    guard position.line >= 1 else { return starts[0] }
    guard position.line <= starts.count else { return bytes.count }
    let end = position.line < starts.count ? starts[position.line] : bytes.count
    var offset = starts[position.line - 1]
    var column = 1
    while offset < end, column < position.column {
      offset += 1
      while offset < end, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      column += 1
    }
    return offset
  }
}
