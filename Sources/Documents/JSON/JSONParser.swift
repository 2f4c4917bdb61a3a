import Diagnostics

/// Parses one JSON text, a method for each production of RFC 8259.
///
/// It keeps open arrays and objects on a stack of its own, so that no text
/// can exhaust the program's.
struct JSONParser {
  /// The first violation of the grammar; there is no going on behind it.
  struct Stop: Error {
    var diagnostic: Diagnostic
  }

  private(set) var diagnostics: [Diagnostic] = []

  private let bytes: UnsafeBufferPointer<UInt8>
  private let file: String
  private let duplicateKeys: JSONReader.DuplicateKeys
  private var offset = 0
  private var line: Int
  /// What to take from an offset to get its column, less 1: where the line
  /// begins, and the continuation bytes that stand on it so far.
  private var columnBase: Int

  init(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, origin: Position, duplicateKeys: JSONReader.DuplicateKeys
  ) {
    self.bytes = bytes
    self.file = file
    self.duplicateKeys = duplicateKeys
    line = origin.line
    columnBase = 1 - origin.column
  }

  /// JSON-text = ws value ws (§2)
  mutating func parseText() throws(Stop) -> Node {
    if bytes.hasUTF16BOM { throw stop("json/invalid-utf8", .utf16) }
    // A byte order mark may be ignored (§8.1).
    if bytes.hasUTF8BOM {
      offset = 3
      columnBase += 3
    }
    var open: [Container] = []
    while true {
      skipBlanks()
      var node: Node
      switch peek {
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        if open.count == JSONReader.depthLimit { throw stop("json/too-deep", .tooDeep) }
        var container = Container(isObject: peek == UInt8(ascii: "{"), start: position)
        offset += 1
        skipBlanks()
        if peek == container.closing {
          offset += 1
          node = container.node(end: position)
        } else {
          if container.isObject { try parseKey(&container, orClosing: true) }
          open.append(container)
          continue
        }
      default:
        node = try parseScalar()
      }

      // The value is complete, and with it perhaps those around it.
      while true {
        skipBlanks()
        guard let last = open.indices.last else {
          guard peek == nil else { throw unexpected(expected: "end of text") }
          return node
        }
        add(node, to: &open[last])
        if peek == UInt8(ascii: ",") {
          offset += 1
          skipBlanks()
          if open[last].isObject { try parseKey(&open[last], orClosing: false) }
          break
        }
        guard peek == open[last].closing else {
          throw unexpected(expected: open[last].isObject ? #""," or "}""# : #""," or "]""#)
        }
        offset += 1
        node = open.removeLast().node(end: position)
      }
    }
  }

  /// member = string name-separator value (§4), up to the value
  private mutating func parseKey(_ container: inout Container, orClosing: Bool) throws(Stop) {
    guard peek == UInt8(ascii: "\"") else {
      throw unexpected(expected: orClosing ? #"a key in double quotes or "}""# : "a key in double quotes")
    }
    let start = position
    container.key = try parseString()
    container.keyRange = TextRange(start, position)
    skipBlanks()
    guard peek == UInt8(ascii: ":") else { throw unexpected(expected: #"":" behind the key"#) }
    offset += 1
  }

  private mutating func add(_ node: Node, to container: inout Container) {
    guard container.isObject else { return container.elements.append(node) }
    let member = Object.Member(key: container.key, keyRange: container.keyRange, value: node)
    switch duplicateKeys {
    case .lastWins: container.object.set(member)
    case .error:
      guard let earlier = container.object.insert(member) else { return }
      diagnostics.append(
        Diagnostic(
          "json/duplicate-key", .duplicateKey(member.key), at: member.keyRange.in(file),
          notes: [.init("first at \(earlier.keyRange.start)", at: earlier.keyRange.in(file))]))
    }
  }

  /// value = false / null / true / number / string (§3)
  private mutating func parseScalar() throws(Stop) -> Node {
    let start = position
    let value: Node.Value
    switch peek {
    case UInt8(ascii: "\""): value = .string(try parseString())
    case let byte? where byte == UInt8(ascii: "-") || byte &- UInt8(ascii: "0") <= 9: value = .number(try parseNumber())
    default:
      if skip("true") {
        value = .boolean(true)
      } else if skip("false") {
        value = .boolean(false)
      } else if skip("null") {
        value = .null
      } else {
        throw unexpected(expected: "a value")
      }
    }
    return Node(value, range: TextRange(start, position))
  }
}

// MARK: - Numbers

extension JSONParser {
  /// number = [ minus ] int [ frac ] [ exp ] (§6)
  private mutating func parseNumber() throws(Stop) -> Number {
    let startOffset = offset
    let start = position
    if peek == UInt8(ascii: "-") { offset += 1 }
    let leading = peek
    let intOffset = offset
    try parseDigits()
    if leading == UInt8(ascii: "0"), offset - intOffset > 1 {
      throw stop("json/syntax", .leadingZero(text(from: startOffset)), at: TextRange(start, position))
    }
    if peek == UInt8(ascii: ".") {
      offset += 1
      try parseDigits()
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      offset += 1
      if peek == UInt8(ascii: "-") || peek == UInt8(ascii: "+") { offset += 1 }
      try parseDigits()
    }
    guard let number = Number(literal: UnsafeBufferPointer(rebasing: bytes[startOffset..<offset])) else {
      throw stop("json/number-out-of-range", .outOfRange(text(from: startOffset)), at: TextRange(start, position))
    }
    return number
  }

  private mutating func parseDigits() throws(Stop) {
    let start = offset
    while let byte = peek, byte &- UInt8(ascii: "0") <= 9 { offset += 1 }
    if offset == start { throw unexpected(expected: "a digit") }
  }

  private func text(from start: Int) -> String { String(decoding: bytes[start..<offset], as: UTF8.self) }
}

// MARK: - Strings

extension JSONParser {
  /// string = quotation-mark *char quotation-mark (§7)
  ///
  /// Scans to the closing quote first, checking everything, and copies then,
  /// in runs.
  private mutating func parseString() throws(Stop) -> String {
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

  /// Skips ASCII that stands for itself, eight bytes at a time.
  private mutating func skipPlainText() {
    let raw = UnsafeRawBufferPointer(bytes)
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    while offset + 8 <= bytes.count {
      let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let quotes = word ^ (ones &* 0x22)
      let backslashes = word ^ (ones &* 0x5C)
      // A high bit for each byte that is `"`, `\`, a control or not ASCII;
      // perhaps one too many, which only costs the slow path.
      let special = (quotes &- ones) | (backslashes &- ones) | (word &- ones &* 0x20) | word
      if special & highs != 0 { break }
      offset += 8
    }
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

// MARK: - Bytes and places

extension JSONParser {
  private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private var position: Position { Position(line: line, column: offset - columnBase + 1) }

  /// ws = *( space / tab / line feed / carriage return ) (§2)
  private mutating func skipBlanks() {
    while let byte = peek {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): offset += 1
      case UInt8(ascii: "\n"): startLine()
      case UInt8(ascii: "\r"):
        if offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "\n") { offset += 1 }
        startLine()
      default: return
      }
    }
  }

  private mutating func startLine() {
    offset += 1
    line += 1
    columnBase = offset
  }

  private mutating func skip(_ word: StaticString) -> Bool {
    let end = offset + word.utf8CodeUnitCount
    guard end <= bytes.count else { return false }
    let expected = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard bytes[offset..<end].elementsEqual(expected) else { return false }
    offset = end
    return true
  }
}

// MARK: - Diagnostics

extension JSONParser {
  /// The one place that words violations of the grammar.
  private func unexpected(expected: String) -> Stop {
    guard peek != nil else { return stop("json/syntax", .expected(expected, found: "end of text")) }
    var end = offset
    while end < bytes.count, end - offset < 32, bytes[end].isWordByte { end += 1 }
    let place = position
    if end > offset {
      let word = String(decoding: bytes[offset..<end], as: UTF8.self)
      let range = TextRange(place, Position(line: place.line, column: place.column + end - offset))
      return stop("json/syntax", .expected(expected, found: quoted(word)), at: range)
    }
    guard let (scalar, _) = bytes.scalar(at: offset) else {
      return stop("json/invalid-utf8", .invalidUTF8(bytes[offset]))
    }
    let range = TextRange(place, Position(line: place.line, column: place.column + 1))
    return stop("json/syntax", .expected(expected, found: quoted(String(scalar))), at: range)
  }

  private func stop(_ code: Diagnostic.Code, _ message: Diagnostic.Message, at range: TextRange? = nil) -> Stop {
    Stop(diagnostic: Diagnostic(code, message, at: (range ?? TextRange(at: position)).in(file)))
  }
}

/// An array or object whose closing bracket has not come yet.
private struct Container {
  var isObject: Bool
  var start: Position
  var elements: [Node] = []
  var object = Object()
  /// The key whose value comes next.
  var key = ""
  var keyRange = TextRange(at: .start)

  init(isObject: Bool, start: Position) {
    self.isObject = isObject
    self.start = start
  }

  var closing: UInt8 { isObject ? UInt8(ascii: "}") : UInt8(ascii: "]") }

  func node(end: Position) -> Node {
    Node(isObject ? .object(object) : .array(elements), range: TextRange(start, end))
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

  /// Whether it can be a part of a misspelt literal, which is shown whole.
  fileprivate var isWordByte: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

extension Diagnostic.Message {
  fileprivate static func expected(_ expected: String, found: String) -> Self {
    Self("expected \(expected) but found \(found)")
  }

  fileprivate static var tooDeep: Self { "more than \(JSONReader.depthLimit) arrays and objects inside each other" }

  fileprivate static func duplicateKey(_ key: String) -> Self { Self("duplicate key \(quoted(key))") }

  fileprivate static func leadingZero(_ text: String) -> Self {
    Self("expected a number without leading zeros but found \(quoted(text, limit: 40))")
  }

  fileprivate static func outOfRange(_ text: String) -> Self {
    Self("the exponent of \(quoted(text, limit: 40)) is beyond ±\(Number.exponentLimit)")
  }

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

  fileprivate static func invalidUTF8(_ byte: UInt8) -> Self {
    Self("expected UTF-8 but found the byte 0x\(String(byte, radix: 16, uppercase: true))")
  }

  fileprivate static var utf16: Self { "expected UTF-8 but found UTF-16" }
}
