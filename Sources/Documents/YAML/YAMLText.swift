import Diagnostics

/// The bytes of a YAML stream, seen to be UTF-8 of permitted characters
/// (YAML 1.2.2 §5.1), with its lines.
///
/// libyaml's own lines are those of YAML 1.1, which breaks them at U+0085,
/// U+2028 and U+2029 too; editors don't. So places are counted here, from
/// libyaml's character index.
struct YAMLText {
  /// The text without its byte order mark.
  let bytes: UnsafeBufferPointer<UInt8>
  let file: String
  private let origin: Position
  private var lines = [Line(start: 0, end: 0, offset: 0)]

  private struct Line {
    /// The index of its first character.
    var start: Int
    /// The index behind its last character, the break not counted.
    var end: Int
    /// The offset of its first byte.
    var offset: Int
  }

  /// More directives than anyone writes; libyaml compares each `%TAG` with all
  /// before it, and each tag with all of them.
  private static let tagDirectiveLimit = 64

  init(_ text: UnsafeBufferPointer<UInt8>, file: String, origin: Position, maximumBytes: Int) throws(YAMLStop) {
    self.file = file
    self.origin = origin
    let isMarked = text.hasUTF8BOM
    bytes = isMarked ? UnsafeBufferPointer(rebasing: text[3...]) : text
    guard text.count <= maximumBytes else {
      throw stop("yaml/too-large", .tooLarge(text.count, maximum: maximumBytes), at: TextRange(at: origin))
    }
    guard !text.hasUTF16BOM else { throw stop("yaml/invalid-utf8", .utf16, at: TextRange(at: origin)) }
    try scan()
  }

  /// The place of the character with this index, starting at 0.
  func position(_ index: Int) -> Position {
    let number = lineNumber(index)
    let column = index - lines[number].start
    return Position(line: origin.line + number, column: number == 0 ? origin.column + column : 1 + column)
  }

  /// The end of a text that ends before `index`, blank lines at its end not
  /// counted, but not before `start`.
  func trimmedEnd(_ index: Int, from start: Int) -> Int {
    var number = lineNumber(index)
    guard index == lines[number].start else { return index }
    while number > 0, index > lines[number - 1].end {
      number -= 1
      if lines[number].end > lines[number].start { break }
    }
    return max(start, min(index, lines[number].end))
  }

  /// The character with this index; nil at the end of the text.
  func scalar(_ index: Int) -> Unicode.Scalar? {
    let line = lines[lineNumber(index)]
    var offset = line.offset
    for _ in line.start..<max(index, line.start) {
      guard let length = bytes.sequenceLength(at: offset) else { return nil }
      offset += length
    }
    return bytes.scalar(at: offset)?.scalar
  }

  func stop(_ code: Diagnostic.Code, _ message: Diagnostic.Message, at range: TextRange) -> YAMLStop {
    YAMLStop(diagnostic: Diagnostic(code, message, at: range.in(file)))
  }

  /// The last line that begins at or before the index.
  private func lineNumber(_ index: Int) -> Int {
    var low = 0
    var high = lines.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lines[middle].start <= index { low = middle } else { high = middle }
    }
    return low
  }

  private mutating func scan() throws(YAMLStop) {
    var offset = 0
    var index = 0
    var tagDirectives = 0
    while offset < bytes.count {
      // Most characters: from `&` to `~`, and blanks.
      let start = offset
      while offset < bytes.count, bytes[offset] &- 0x26 < 0x7F - 0x26 || bytes[offset] == UInt8(ascii: " ") {
        offset += 1
      }
      index += offset - start
      guard offset < bytes.count else { break }
      let byte = bytes[offset]
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        lines[lines.count - 1].end = index
        let isPair = byte == UInt8(ascii: "\r") && offset + 1 < bytes.count && bytes[offset + 1] == UInt8(ascii: "\n")
        offset += isPair ? 2 : 1
        index += isPair ? 2 : 1
        lines.append(Line(start: index, end: index, offset: offset))
        continue
      case UInt8(ascii: "%"):
        if bytes[offset...].starts(with: "%TAG".utf8) { tagDirectives += 1 }
        if tagDirectives > Self.tagDirectiveLimit {
          throw stop("yaml/too-many-directives", .tooManyDirectives, at: TextRange(at: position(index)))
        }
        offset += 1
      case 0x20..<0x7F, UInt8(ascii: "\t"):
        offset += 1
      case 0..<0x80:
        throw stop("yaml/control-character", .controlCharacter(UInt32(byte)), at: TextRange(at: position(index)))
      default:
        guard let (scalar, length) = bytes.scalar(at: offset) else {
          throw stop("yaml/invalid-utf8", .invalidUTF8(byte), at: TextRange(at: position(index)))
        }
        switch scalar.value {
        case 0x80..<0x85, 0x86..<0xA0, 0xFFFE, 0xFFFF, 0xFEFF:
          throw stop("yaml/control-character", .controlCharacter(scalar.value), at: TextRange(at: position(index)))
        default: offset += length
        }
      }
      index += 1
    }
    lines[lines.count - 1].end = index
  }
}

extension Diagnostic.Message {
  fileprivate static func tooLarge(_ count: Int, maximum: Int) -> Self {
    Self("the YAML text has \(count) bytes, at most \(maximum) are read")
  }

  fileprivate static var tooManyDirectives: Self { "more than 64 %TAG directives" }

  fileprivate static func controlCharacter(_ value: UInt32) -> Self {
    let digits = String(value, radix: 16, uppercase: true)
    let name = String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    return Self("the control character U+\(name) is not allowed in YAML; in double quotes it can be escaped")
  }
}
