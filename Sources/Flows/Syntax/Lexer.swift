import Diagnostics

/// Cuts the text of a flow into tokens.
///
/// Comments and blank lines disappear here, and so does the end of a line that
/// a `>>` on either side of it makes part of the same chain.
struct Lexer {
  private var cursor: LocatedCursor
  private var tokens: [Token] = []

  init(_ text: LocatedText) { cursor = LocatedCursor(text) }

  /// All tokens; the last one is always `.end`, and no chain begins with
  /// `.newline`.
  static func tokens(of text: LocatedText) -> [Token] {
    var lexer = Lexer(text)
    while !lexer.cursor.isAtEnd { lexer.scan() }
    // What is missing at the end is missing behind the last word.
    let end = lexer.tokens.last?.range.end ?? lexer.cursor.position
    lexer.tokens.append(Token(kind: .end, text: "", range: TextRange(at: end)))
    return lexer.tokens
  }

  private mutating func scan() {
    switch cursor.byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): cursor.advance()
    case UInt8(ascii: "#"):
      while !cursor.isAtEnd, cursor.byte != UInt8(ascii: "\n") { cursor.advance() }
    case UInt8(ascii: "\n"): scanLineEnd()
    case UInt8(ascii: ">") where cursor.peek(1) == UInt8(ascii: ">"):
      if tokens.last?.kind == .newline { tokens.removeLast() }
      scan(.arrow, length: 2)
    case UInt8(ascii: "["): scan(.openBracket, length: 1)
    case UInt8(ascii: "]"): scan(.closeBracket, length: 1)
    case UInt8(ascii: ","): scan(.comma, length: 1)
    case UInt8(ascii: "*"): scan(.star, length: 1)
    case UInt8(ascii: "$"): scan(.dollar, length: 1)
    case UInt8(ascii: "?"): scan(.question, length: 1)
    case let byte where isNameByte(byte): scanWord()
    default: scanUnknown()
    }
  }

  private mutating func scanLineEnd() {
    let start = cursor.position
    cursor.advance()
    guard let last = tokens.last?.kind, last != .newline, last != .arrow else { return }
    tokens.append(Token(kind: .newline, text: "\n", range: TextRange(at: start)))
  }

  private mutating func scan(_ kind: Token.Kind, length: Int) {
    let start = (offset: cursor.offset, position: cursor.position)
    for _ in 0..<length { cursor.advance() }
    append(kind, from: start)
  }

  /// A name, an integer, or a word that is neither.
  private mutating func scanWord() {
    let start = (offset: cursor.offset, position: cursor.position)
    let first = cursor.byte
    var isInteger = true
    while isNameByte(cursor.byte), !isAtForeignArrow {
      if !isDigit(cursor.byte) { isInteger = false }
      cursor.advance()
    }
    if cursor.offset == start.offset { return scanUnknown() }
    append(isInteger ? .integer : isLetter(first) ? .name : .unknown, from: start)
  }

  /// Whether a `->` or `-->` begins here: someone else's arrow, not the end
  /// of a name.
  private var isAtForeignArrow: Bool {
    guard cursor.byte == UInt8(ascii: "-") else { return false }
    var distance = 1
    while cursor.peek(distance) == UInt8(ascii: "-") { distance += 1 }
    return cursor.peek(distance) == UInt8(ascii: ">")
  }

  private mutating func scanUnknown() {
    let start = (offset: cursor.offset, position: cursor.position)
    if isAtForeignArrow {
      while cursor.byte == UInt8(ascii: "-") { cursor.advance() }
      cursor.advance()
    } else {
      repeat { cursor.advance() } while !cursor.isAtEnd && !isKnown(cursor.byte)
    }
    append(.unknown, from: start)
  }

  private mutating func append(_ kind: Token.Kind, from start: (offset: Int, position: Position)) {
    let range = TextRange(start.position, cursor.position)
    tokens.append(Token(kind: kind, text: cursor.text(from: start.offset), range: range))
  }

  /// Whether a byte can begin a token, a blank or a comment.
  private func isKnown(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: "#"),
      UInt8(ascii: ">"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: "*"),
      UInt8(ascii: "$"), UInt8(ascii: "?"):
      true
    default: isNameByte(byte)
    }
  }
}

func isLetter(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}

func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

private func isNameByte(_ byte: UInt8) -> Bool {
  isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
}
