import Diagnostics

/// Writes a tree as JSON (RFC 8259): numbers exactly, members in their order.
public struct JSONWriter: Sendable {
  /// Whether each member and element stands on a line of its own, indented by
  /// two spaces.
  public var pretty: Bool
  /// Whether `<`, `>`, `&`, controls and characters that hide or reorder text
  /// are written as `\uXXXX`, so that no reader of markup can take a value
  /// for a tag.
  public var escapesMarkup: Bool

  public init(pretty: Bool = false, escapesMarkup: Bool = false) {
    self.pretty = pretty
    self.escapesMarkup = escapesMarkup
  }

  public func write(_ node: Node) -> String { String(decoding: bytes(node), as: UTF8.self) }

  public func bytes(_ node: Node) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(1024)
    write(node, depth: 0, to: &output)
    return output
  }

  private func write(_ node: Node, depth: Int, to output: inout [UInt8]) {
    switch node.value {
    case .null: output += "null".utf8
    case .boolean(let value): output += (value ? "true" : "false").utf8
    case .number(let number): output += number.text
    case .string(let text): write(text, to: &output)
    case .array(let elements):
      output.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        separate(first: index == 0, depth: depth + 1, to: &output)
        write(element, depth: depth + 1, to: &output)
      }
      if !elements.isEmpty { breakLine(depth: depth, to: &output) }
      output.append(UInt8(ascii: "]"))
    case .object(let object):
      output.append(UInt8(ascii: "{"))
      for (index, member) in object.members.enumerated() {
        separate(first: index == 0, depth: depth + 1, to: &output)
        write(member.key, to: &output)
        output.append(UInt8(ascii: ":"))
        if pretty { output.append(UInt8(ascii: " ")) }
        write(member.value, depth: depth + 1, to: &output)
      }
      if !object.isEmpty { breakLine(depth: depth, to: &output) }
      output.append(UInt8(ascii: "}"))
    }
  }

  private func separate(first: Bool, depth: Int, to output: inout [UInt8]) {
    if !first { output.append(UInt8(ascii: ",")) }
    breakLine(depth: depth, to: &output)
  }

  private func breakLine(depth: Int, to output: inout [UInt8]) {
    guard pretty else { return }
    output.append(UInt8(ascii: "\n"))
    output += repeatElement(UInt8(ascii: " "), count: 2 * depth)
  }

  /// Copies what needs no escape in runs.
  private func write(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { bytes in
      var runStart = 0
      var offset = 0
      while offset < bytes.count {
        if !escapesMarkup, Self.isPlainWord(bytes, at: offset) {
          offset += 8
          continue
        }
        let length = Self.isPlain(bytes[offset]) ? 0 : lengthToEscape(bytes, at: offset)
        guard length > 0 else {
          offset += 1
          continue
        }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart..<offset]))
        escape(bytes, at: offset, to: &output)
        offset += length
        runStart = offset
      }
      output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart...]))
    }
    output.append(UInt8(ascii: "\""))
  }

  /// Whether a byte is a character that is never escaped: most are.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): false
    default: byte >= 0x20 && byte < 0x7F
    }
  }

  /// Whether none of the eight bytes from `offset` on is escaped where markup
  /// isn't: a control, a quotation mark or a backslash.
  ///
  /// Long texts are looked at by words, at a tenth of the instructions.
  private static func isPlainWord(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Bool {
    guard offset + 8 <= bytes.count else { return false }
    let word = UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    let (ones, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    let quotes = word ^ ones &* 0x22
    let backslashes = word ^ ones &* 0x5C
    // Taking 1 from each byte borrows into the high bit of those that are 0,
    // taking 0x20 into that of controls.
    let found =
      ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes) | ((word &- ones &* 0x20) & ~word)
    return found & highs == 0
  }

  /// How many bytes at `offset` make up a character to be escaped, or 0.
  private func lengthToEscape(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int {
    switch bytes[offset] {
    case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"): return 1
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), 0x7F: return escapesMarkup ? 1 : 0
    // Lead bytes of the characters in question.
    case 0xC2, 0xD8, 0xE1, 0xE2, 0xEF, 0xF0, 0xF3:
      guard escapesMarkup, let (scalar, length) = bytes.scalar(at: offset) else { return 0 }
      return scalar.isControlOrFormat ? length : 0
    default: return 0
    }
  }

  private func escape(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int, to output: inout [UInt8]) {
    switch bytes[offset] {
    case UInt8(ascii: "\""): output += #"\""#.utf8
    case UInt8(ascii: "\\"): output += #"\\"#.utf8
    case 0x08: output += #"\b"#.utf8
    case 0x0C: output += #"\f"#.utf8
    case UInt8(ascii: "\n"): output += #"\n"#.utf8
    case UInt8(ascii: "\r"): output += #"\r"#.utf8
    case UInt8(ascii: "\t"): output += #"\t"#.utf8
    default:
      guard let (scalar, _) = bytes.scalar(at: offset) else { return }
      for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
        let digits = String(unit, radix: 16)
        output += #"\u"#.utf8
        output += repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count)
        output += digits.utf8
      }
    }
  }
}
