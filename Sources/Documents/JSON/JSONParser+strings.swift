import Diagnostics

extension JSONParser {
  /// string = quotation-mark *char quotation-mark (§7)
  ///
  /// Scans to the closing quote first, checking everything, and copies then,
  /// in runs.
  mutating func parseString() throws(Stop) -> String {
    let start = position
    offset += 1
    let contentStart = offset
    var hasEscapes = false
    while true {
      skipPlainText()
      guard let byte = peek else { throw stop("json/syntax", .unclosedString, at: TextRange(start, position)) }
      switch byte {
      case UInt8(ascii: "\""):
        let content = UnsafeBufferPointer(rebasing: bytes[contentStart..<offset])
        offset += 1
        return hasEscapes ? Self.unescaped(content) : String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"):
        hasEscapes = true
        try skipEscape()
      case 0..<0x20:
        throw stop("json/syntax", .controlCharacter(byte))
      default:
        guard let length = bytes.sequenceLength(at: offset) else { throw stop("json/invalid-utf8", .invalidUTF8(byte)) }
        offset += length
        columnBase += length - 1
      }
    }
  }

  /// Moves behind a string without a look at what its escapes stand for.
  mutating func skipString() throws(Stop) {
    let start = position
    offset += 1
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        return
      case UInt8(ascii: "\\"): offset += 2
      default:
        let from = offset
        skipPlainText()
        if offset == from { offset += 1 }
      }
    }
    throw stop("json/syntax", .unclosedString, at: TextRange(start, position))
  }

  /// Skips ASCII that stands for itself, eight bytes at a time.
  private mutating func skipPlainText() {
    while let word = JSONWord(bytes, at: offset), word.isPlain, word.isASCII { offset += 8 }
    while let byte = peek, byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
      offset += 1
    }
  }

  /// escape ( %x22 / … / %x75 4HEXDIG ) (§7)
  private mutating func skipEscape() throws(Stop) {
    let start = position
    let startOffset = offset
    offset += 1
    switch peek {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      offset += 1
    case UInt8(ascii: "u"):
      offset += 1
      let unit = try parseHexadecimal()
      guard UTF16.isLeadSurrogate(unit) || UTF16.isTrailSurrogate(unit) else { return }
      if UTF16.isLeadSurrogate(unit), skip("\\u") {
        let next = offset
        if let second = try? parseHexadecimal(), UTF16.isTrailSurrogate(second) { return }
        offset = next - 2
      }
      throw stop("json/lone-surrogate", .loneSurrogate(text(from: startOffset)), at: TextRange(start, position))
    default:
      guard let (scalar, _) = bytes.scalar(at: offset) else { throw unexpected(expected: "an escaped character") }
      let end = Position(line: start.line, column: start.column + 2)
      throw stop("json/syntax", .unknownEscape(scalar), at: TextRange(start, end))
    }
  }

  private mutating func parseHexadecimal() throws(Stop) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = byte.hexadecimalDigit else {
        throw unexpected(expected: "four hexadecimal digits")
      }
      unit = unit << 4 | UInt16(digit)
      offset += 1
    }
    return unit
  }

  /// The text that checked content of a string stands for.
  private static func unescaped(_ content: UnsafeBufferPointer<UInt8>) -> String {
    // No escape is shorter than what it stands for.
    String(unsafeUninitializedCapacity: content.count) { target in
      var from = 0
      var to = 0
      while from < content.count {
        var end = from
        while end < content.count, content[end] != UInt8(ascii: "\\") { end += 1 }
        if end > from {
          _ = UnsafeMutableBufferPointer(rebasing: target[to..<(to + end - from)])
            .update(fromContentsOf: content[from..<end])
          to += end - from
          from = end
        }
        guard from + 1 < content.count else { break }
        let scalar = unescape(content, &from)
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
          target[to] = byte
          to += 1
        }
      }
      return to
    }
  }

  /// The scalar that the escape at `offset` stands for; moves behind it.
  private static func unescape(_ content: UnsafeBufferPointer<UInt8>, _ offset: inout Int) -> Unicode.Scalar {
    func unit(at place: Int) -> UInt32 {
      guard place + 4 <= content.count else { return 0 }
      return (0..<4).reduce(0) { $0 << 4 | UInt32(content[place + $1].hexadecimalDigit ?? 0) }
    }
    let letter = content[offset + 1]
    offset += 2
    switch letter {
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let first = unit(at: offset)
      offset += 4
      guard first & 0xFC00 == 0xD800 else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
      let second = unit(at: offset + 2)
      offset += 6
      return Unicode.Scalar(0x10000 + (first & 0x3FF) << 10 + (second & 0x3FF)) ?? "\u{FFFD}"
    default: return Unicode.Scalar(letter)
    }
  }
}

extension UInt8 {
  fileprivate var hexadecimalDigit: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

extension Diagnostic.Message {
  fileprivate static var unclosedString: Self { "expected a closing quote but found end of text" }

  fileprivate static func controlCharacter(_ byte: UInt8) -> Self {
    let name =
      switch byte {
      case UInt8(ascii: "\n"): "a line break"
      case UInt8(ascii: "\r"): "a carriage return"
      case UInt8(ascii: "\t"): "a tab"
      default: "a control character"
      }
    return Self("expected \(name) in a string to be escaped but found the character itself")
  }

  fileprivate static func unknownEscape(_ scalar: Unicode.Scalar) -> Self {
    Self(#"expected one of " \ / b f n r t u behind a backslash but found \#(quoted(String(scalar)))"#)
  }

  fileprivate static func loneSurrogate(_ text: String) -> Self {
    Self("expected a pair of surrogates but found \(text) alone, which stands for no character")
  }
}
