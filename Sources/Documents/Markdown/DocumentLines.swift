/// The lines of a Markdown text, by number starting at 0, and what they are.
///
/// A line ends with LF, CRLF or CR (CommonMark 0.31.2 §2.1); behind a final
/// line ending there is one more line, which is empty.
struct DocumentLines {
  /// A line of at least three backticks or tildes (CommonMark §4.5).
  struct Fence {
    var character: UInt8
    var length: Int
    /// Whether nothing but blanks follows, so that it can close.
    var isBare: Bool

    func closes(_ opener: Fence) -> Bool { isBare && character == opener.character && length >= opener.length }
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  /// Where each line begins and, without its ending, ends.
  private let spans: [(start: Int, end: Int)]

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    var spans: [(start: Int, end: Int)] = []
    var start = 0
    var offset = 0
    let hasReturns = bytes.firstPlace(of: UInt8(ascii: "\r")) != nil
    while offset < bytes.count {
      if !hasReturns { offset = bytes.firstPlace(of: UInt8(ascii: "\n"), from: offset) ?? bytes.count - 1 }
      let byte = bytes[offset]
      offset += 1
      guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { continue }
      spans.append((start, offset - 1))
      if byte == UInt8(ascii: "\r"), offset < bytes.count, bytes[offset] == UInt8(ascii: "\n") { offset += 1 }
      start = offset
    }
    spans.append((start, bytes.count))
    self.spans = spans
  }

  var count: Int { spans.count }

  /// The lines `first..<end` with all their line endings.
  func bytes(from first: Int, to end: Int) -> UnsafeBufferPointer<UInt8> {
    let start = first < count ? spans[first].start : bytes.count
    let stop = end < count ? spans[end].start : bytes.count
    return UnsafeBufferPointer(rebasing: bytes[start..<max(start, stop)])
  }

  func text(from first: Int, to end: Int) -> String { String(decoding: bytes(from: first, to: end), as: UTF8.self) }

  /// The lines `first...last` without the white space at the end of the last.
  func trimmed(from first: Int, through last: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[spans[first].start..<trimmedEnd(last)])
  }

  /// The characters of a line, by default without blanks at its end; a byte
  /// that is no UTF-8 counts as one.
  func length(_ line: Int, trimmed: Bool = true) -> Int {
    let end = trimmed ? trimmedEnd(line) : spans[line].end
    return bytes[spans[line].start..<end].reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
  }

  func isBlank(_ line: Int) -> Bool { trimmedEnd(line) == spans[line].start }

  /// The first line from `line` on that is not blank.
  func nonBlank(from line: Int) -> Int? { (line..<max(line, count)).first { !isBlank($0) } }

  /// Whether frontmatter may begin here.
  func isOpening(_ line: Int) -> Bool { isThree(UInt8(ascii: "-"), line) }

  /// Whether frontmatter may end here.
  func isClosing(_ line: Int) -> Bool { isThree(UInt8(ascii: "-"), line) || isThree(UInt8(ascii: "."), line) }

  func fence(_ line: Int) -> Fence? {
    let end = trimmedEnd(line)
    var offset = spans[line].start
    let limit = min(end, offset + 3)
    while offset < limit, bytes[offset] == UInt8(ascii: " ") { offset += 1 }
    guard offset < end else { return nil }
    let character = bytes[offset]
    guard character == UInt8(ascii: "`") || character == UInt8(ascii: "~") else { return nil }
    let start = offset
    while offset < end, bytes[offset] == character { offset += 1 }
    guard offset - start >= 3 else { return nil }
    // The info string of a backtick fence has no backtick: `inline code`.
    if character == UInt8(ascii: "`"), bytes[offset..<end].contains(character) { return nil }
    return Fence(character: character, length: offset - start, isBare: offset == end)
  }

  /// Whether a line that is a fence says that YAML stands in it.
  func isYAML(_ line: Int) -> Bool {
    let info = bytes[spans[line].start..<trimmedEnd(line)].drop { $0 == 0x20 || $0 == 0x60 || $0 == 0x7E }
    return info.elementsEqual("yaml".utf8) || info.elementsEqual("yml".utf8)
  }

  /// Whether a line begins with a word and a colon, as a mapping does.
  func beginsWithKey(_ line: Int) -> Bool {
    let content = bytes[spans[line].start..<trimmedEnd(line)]
    let rest = content.drop { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
        true
      default: false
      }
    }
    guard rest.startIndex > content.startIndex, rest.first == UInt8(ascii: ":") else { return false }
    let next = rest.dropFirst().first
    return next == nil || next == UInt8(ascii: " ") || next == UInt8(ascii: "\t")
  }

  private func isThree(_ character: UInt8, _ line: Int) -> Bool {
    let start = spans[line].start
    return trimmedEnd(line) - start == 3 && bytes[start] == character && bytes[start + 1] == character
      && bytes[start + 2] == character
  }

  private func trimmedEnd(_ line: Int) -> Int {
    let (start, end) = spans[line]
    var offset = end
    while offset > start, bytes[offset - 1] == UInt8(ascii: " ") || bytes[offset - 1] == UInt8(ascii: "\t") {
      offset -= 1
    }
    return offset
  }
}
