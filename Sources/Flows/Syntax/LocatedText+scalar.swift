public import Diagnostics

extension LocatedText {
  /// The value of a YAML scalar that begins at `start` of `file`.
  ///
  /// The styles are those of YAML 1.2.2 §7.3 and §8.1: literal lines are
  /// matched line by line; in the others the value and the file are walked
  /// side by side, over escapes and folded line breaks.
  public init(_ value: String, scalarAt start: Position, of file: [UInt8]) {
    self.init(value, scalarAt: start, of: LineIndex(file))
  }

  init(_ value: String, scalarAt start: Position, of lines: LineIndex) {
    let bytes = Array(value.utf8)
    var aligner = ScalarAligner(value: bytes, lines: lines, start: start)
    self.init(bytes, segments: aligner.segments())
  }
}

/// Finds where the bytes of a scalar's value stand in the file.
private struct ScalarAligner {
  private let value: [UInt8]
  private let file: [UInt8]
  private var offset = 0
  private var position = Position.start
  private var found: [LocatedText.Segment] = []

  init(value: [UInt8], lines: LineIndex, start: Position) {
    self.value = value
    file = lines.bytes
    offset = lines.start(ofLine: start.line)
    position = Position(line: lines.line(start.line), column: 1)
    while position < start, !isAtEnd { advance() }
  }

  mutating func segments() -> [LocatedText.Segment] {
    skipProperties()
    switch byte {
    case UInt8(ascii: "|"): alignLines()
    case UInt8(ascii: ">"):
      skipLine()
      while isBlank(byte) || isBreak(byte), !isAtEnd { advance() }
      alignFolded(from: value.prefix { isBlank($0) || isBreak($0) }.count, quote: nil)
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      let quote = byte
      advance()
      alignFolded(from: 0, quote: quote)
    default: alignFolded(from: 0, quote: nil)
    }
    if found.first?.offset != 0 {
      found.insert(LocatedText.Segment(offset: 0, position: found.first?.position ?? position), at: 0)
    }
    return found
  }

  // MARK: The file

  private var isAtEnd: Bool { offset >= file.count }
  private var byte: UInt8 { offset < file.count ? file[offset] : 0 }

  private mutating func advance() {
    guard offset < file.count else { return }
    let byte = file[offset]
    offset += 1
    if byte == 0x0A || (byte == 0x0D && self.byte != 0x0A) {
      position = Position(line: position.line + 1, column: 1)
    } else if self.byte & 0xC0 != 0x80 {
      position.column += 1
    }
  }

  private mutating func skipLine() {
    let line = position.line
    while !isAtEnd, position.line == line { advance() }
  }

  /// Skips a tag and an anchor.
  private mutating func skipProperties() {
    while byte == UInt8(ascii: "!") || byte == UInt8(ascii: "&") {
      while !isAtEnd, !isBlank(byte), !isBreak(byte) { advance() }
      while isBlank(byte) { advance() }
    }
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
  private func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  // MARK: Literal style

  /// Each line of the value is the end of a line of the file.
  private mutating func alignLines() {
    skipLine()
    var start = 0
    while start < value.count {
      let end = value[start...].firstIndex(of: 0x0A) ?? value.count
      let (lineStart, linePosition) = (offset, position)
      skipLine()
      var lineEnd = offset
      while lineEnd > lineStart, isBreak(file[lineEnd - 1]) { lineEnd -= 1 }
      let indent = max(0, lineEnd - lineStart - (end - start))
      found.append(
        LocatedText.Segment(
          offset: start, position: Position(line: linePosition.line, column: linePosition.column + indent)))
      start = end + 1
    }
  }

  // MARK: The other styles

  private mutating func alignFolded(from start: Int, quote: UInt8?) {
    var place = start
    found.append(LocatedText.Segment(offset: place, position: position))
    while place < value.count, !isAtEnd {
      if quote == UInt8(ascii: "\""), byte == UInt8(ascii: "\\") {
        place = alignEscape(at: place)
      } else if let quote, byte == quote {
        // A single quote is written twice; any other ends the scalar.
        advance()
        advance()
        place += 1
        found.append(LocatedText.Segment(offset: place, position: position))
      } else if isBlank(byte) || isBreak(byte) {
        place = alignBlanks(at: place)
      } else {
        advance()
        place += 1
      }
    }
  }

  /// A run of blanks: folded if it holds a line break, else as it stands.
  private mutating func alignBlanks(at place: Int) -> Int {
    var end = offset
    var folds = false
    while end < file.count, isBlank(file[end]) || isBreak(file[end]) {
      if isBreak(file[end]) { folds = true }
      end += 1
    }
    guard folds else {
      let length = end - offset
      while offset < end { advance() }
      return place + length
    }
    while offset < end { advance() }
    var place = place
    while place < value.count, isBlank(value[place]) || isBreak(value[place]) { place += 1 }
    found.append(LocatedText.Segment(offset: place, position: position))
    return place
  }

  /// `\` and what follows it, in double quotes (YAML 1.2.2 §5.7).
  private mutating func alignEscape(at place: Int) -> Int {
    advance()
    if isBreak(byte) {
      while isBlank(byte) || isBreak(byte), !isAtEnd { advance() }
      found.append(LocatedText.Segment(offset: place, position: position))
      return place
    }
    let digits: Int =
      switch byte {
      case UInt8(ascii: "x"): 2
      case UInt8(ascii: "u"): 4
      case UInt8(ascii: "U"): 8
      default: 0
      }
    for _ in 0...digits { advance() }
    var next = place + 1
    while next < value.count, value[next] & 0xC0 == 0x80 { next += 1 }
    found.append(LocatedText.Segment(offset: next, position: position))
    return next
  }
}
