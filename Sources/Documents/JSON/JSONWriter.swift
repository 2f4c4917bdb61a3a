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
    for _ in 0..<2 * depth { output.append(UInt8(ascii: " ")) }
  }

  /// Copies what needs no escape in runs.
  private func write(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { bytes in
      var runStart = 0
      var offset = 0
      while offset < bytes.count {
        if !escapesMarkup, JSONWord(bytes, at: offset)?.isPlain == true {
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
