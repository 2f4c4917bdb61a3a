import Diagnostics
import Documents

/// Cuts the text of a condition into tokens.
struct ConditionLexer {
  private var cursor: LocatedCursor

  /// All tokens; the last one is always `.end`.
  static func tokens(of text: LocatedText) -> [ConditionToken] {
    var lexer = ConditionLexer(cursor: LocatedCursor(text))
    var tokens: [ConditionToken] = []
    repeat { tokens.append(lexer.next()) } while tokens[tokens.count - 1].kind != .end
    return tokens
  }

  private mutating func next() -> ConditionToken {
    while !cursor.isAtEnd, isBlank(cursor.byte) { cursor.advance() }
    let (offset, position) = (cursor.offset, cursor.position)
    let kind = cursor.isAtEnd ? .end : scan()
    return ConditionToken(kind: kind, bytes: offset..<cursor.offset, range: TextRange(position, cursor.position))
  }

  private mutating func scan() -> ConditionToken.Kind {
    let byte = cursor.byte
    if isLetter(byte) || byte == UInt8(ascii: "_") { return scanWord() }
    if isDigit(byte) || (byte == UInt8(ascii: "-") && isDigit(cursor.peek(1))) { return scanNumber() }
    if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") { return scanString(quote: byte) }
    return scanSign()
  }

  private mutating func scanWord() -> ConditionToken.Kind {
    let start = cursor.offset
    while isWordByte(cursor.byte) { cursor.advance() }
    return .word(cursor.text(from: start))
  }

  /// A number in JSON's notation (RFC 8259 §6).
  private mutating func scanNumber() -> ConditionToken.Kind {
    let start = cursor.offset
    while isWordByte(cursor.byte) || cursor.byte == UInt8(ascii: ".") && isDigit(cursor.peek(1))
      || isSign(cursor.byte) && (cursor.offset == start || isExponentMark(cursor.peek(-1)))
    {
      cursor.advance()
    }
    let text = cursor.text(from: start)
    if let number = JSONReader(file: "").read(Array(text.utf8)).accepted?.number { return .number(number) }
    return .invalid("a number is written as in JSON")
  }

  private mutating func scanSign() -> ConditionToken.Kind {
    let start = cursor.offset
    let pair = [cursor.byte, cursor.peek(1)]
    let isPair = ["==", "!=", "<=", ">=", "&&", "||"].contains { $0.utf8.elementsEqual(pair) }
    cursor.advance()
    if isPair { cursor.advance() }
    while !cursor.isAtEnd, cursor.byte & 0xC0 == 0x80 { cursor.advance() }
    let sign = cursor.text(from: start)
    switch sign {
    case "==", "!=", "<", "<=", ">", ">=", "(", ")", "[", "]", ".", ",": return .sign(sign)
    case "=": return .invalid("equality is written \"==\"")
    case "&&": return .invalid("write \"and\"")
    case "||": return .invalid("write \"or\"")
    case "!": return .invalid("write \"not\"")
    default: return .invalid("")
    }
  }

  /// A string in either quote, with the escapes of JSON and `\'`.
  private mutating func scanString(quote: UInt8) -> ConditionToken.Kind {
    cursor.advance()
    var bytes: [UInt8] = []
    while !cursor.isAtEnd, cursor.byte != quote {
      if cursor.byte == UInt8(ascii: "\\") {
        guard let escaped = scanEscape() else { return skipString(quote) }
        bytes += escaped
      } else {
        bytes.append(cursor.byte)
        cursor.advance()
      }
    }
    guard !cursor.isAtEnd else { return .invalid("the string has no closing quote") }
    cursor.advance()
    return .string(String(decoding: bytes, as: UTF8.self))
  }

  private mutating func skipString(_ quote: UInt8) -> ConditionToken.Kind {
    while !cursor.isAtEnd, cursor.byte != quote { cursor.advance() }
    cursor.advance()
    return .invalid("the string has an unknown escape; \\\\, \\', \\\", \\n, \\r, \\t and \\uXXXX are known")
  }

  /// What the escape at the cursor means; nil if it means nothing.
  private mutating func scanEscape() -> [UInt8]? {
    cursor.advance()
    let byte = cursor.byte
    cursor.advance()
    switch byte {
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "u"): return scanUnicodeEscape()
    default: return nil
    }
  }

  /// `XXXX`, or `XXXX\uXXXX` for a surrogate pair (RFC 8259 §7).
  private mutating func scanUnicodeEscape() -> [UInt8]? {
    guard let unit = scanHex() else { return nil }
    var value = unit
    if (0xD800..<0xDC00).contains(unit) {
      guard cursor.byte == UInt8(ascii: "\\"), cursor.peek(1) == UInt8(ascii: "u") else { return nil }
      cursor.advance()
      cursor.advance()
      guard let low = scanHex(), (0xDC00..<0xE000).contains(low) else { return nil }
      value = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
    }
    return Unicode.Scalar(value).map { Array(String(Character($0)).utf8) }
  }

  private mutating func scanHex() -> UInt32? {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = UInt32(String(UnicodeScalar(cursor.byte)), radix: 16) else { return nil }
      value = value << 4 | digit
      cursor.advance()
    }
    return value
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
  private func isSign(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") }
  private func isExponentMark(_ byte: UInt8) -> Bool { byte | 0x20 == UInt8(ascii: "e") }
}
