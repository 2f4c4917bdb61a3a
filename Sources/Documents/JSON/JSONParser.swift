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

  let bytes: UnsafeBufferPointer<UInt8>
  private let file: String
  private let duplicateKeys: JSONReader.DuplicateKeys
  private let unreadKeys: [String]
  private let depthLimit: Int
  var offset = 0
  private var line: Int
  /// What to take from an offset to get its column, less 1: where the line
  /// begins, and the continuation bytes that stand on it so far.
  var columnBase: Int

  init(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, origin: Position, duplicateKeys: JSONReader.DuplicateKeys,
    unreadKeys: [String], depthLimit: Int
  ) {
    self.unreadKeys = unreadKeys
    self.depthLimit = depthLimit
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
      case _? where open.count == 1 && isUnread(open[0]): node = try skipValue()
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        if open.count == depthLimit { throw stop("json/too-deep", .tooDeep(depthLimit)) }
        var container = Container(isObject: peek == UInt8(ascii: "{"), start: position)
        // Texts are many, of small objects; the whole of one has more members.
        if open.isEmpty, container.isObject { container.object.reserveCapacity(16) }
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

  private func isUnread(_ container: Container) -> Bool {
    container.isObject && unreadKeys.contains { container.key.hasSameScalars(as: $0) }
  }

  /// The text of a value as a string; only its strings and the number of its
  /// brackets are looked at.
  private mutating func skipValue() throws(Stop) -> Node {
    let start = position
    let startOffset = offset
    var depth = 0
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        try skipString()
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ","):
        if depth == 0 { return Node(.string(text(from: startOffset)), range: TextRange(start, position)) }
        if byte != UInt8(ascii: ",") { depth -= 1 }
      default: break
      }
      offset += 1
    }
    throw unexpected(expected: "a value's end")
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

  func text(from start: Int) -> String { String(decoding: bytes[start..<offset], as: UTF8.self) }
}

// MARK: - Bytes and places

extension JSONParser {
  var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  var position: Position { Position(line: line, column: offset - columnBase + 1) }

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

  mutating func skip(_ word: StaticString) -> Bool {
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
  func unexpected(expected: String) -> Stop {
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

  func stop(_ code: Diagnostic.Code, _ message: Diagnostic.Message, at range: TextRange? = nil) -> Stop {
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

  fileprivate static func tooDeep(_ limit: Int) -> Self { "more than \(limit) arrays and objects inside each other" }

  fileprivate static func duplicateKey(_ key: String) -> Self { Self("duplicate key \(quoted(key))") }

  fileprivate static func leadingZero(_ text: String) -> Self {
    Self("expected a number without leading zeros but found \(quoted(text, limit: 40))")
  }

  fileprivate static func outOfRange(_ text: String) -> Self {
    Self("the exponent of \(quoted(text, limit: 40)) is beyond ±\(Number.exponentLimit)")
  }
}
