internal import Diagnostics
internal import Documents

/// `contentEncoding` and `contentMediaType`: what a string contains.
///
/// Annotations (Validation 2020-12 §8.2); draft 7 lets them assert (Validation
/// draft 7 §8.2), which is done there for `base64` and `application/json`.
struct Content: Assertion {
  let place: KeywordPlace
  private let isBase64: Bool
  private let isJSON: Bool

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let value = compiler.string(source), source.draft == .draft7 else { return nil }
    let encoding = source.siblings["contentEncoding"]?.string
    // With an encoding, the media type is that of the decoded text.
    if source.name == "contentMediaType", encoding != nil, encoding != "base64" { return nil }
    isBase64 = encoding == "base64"
    isJSON = source.name == "contentMediaType" && value == "application/json"
    guard isJSON || source.name == "contentEncoding" && isBase64 else { return nil }
    place = source.place
  }

  func accepts(_ instance: Node) -> Bool {
    guard case .string(let text) = instance.value else { return true }
    guard isBase64 else { return Self.isJSON(Array(text.utf8)) }
    // The undecodable is reported once, by `contentEncoding`.
    guard let bytes = Base64.decode(text) else { return isJSON }
    return !isJSON || Self.isJSON(bytes)
  }

  func problem(with instance: Node) -> Violation.Kind {
    .content(found: instance.string ?? "", isJSON ? "text that is JSON" : "text in base64")
  }

  private static func isJSON(_ bytes: [UInt8]) -> Bool {
    JSONReader(file: "", duplicateKeys: .lastWins).read(bytes).accepted != nil
  }
}

/// Base 64 encoding (RFC 4648 §4).
private enum Base64 {
  /// The bytes that a text stands for; nil if it is no base64.
  static func decode(_ text: String) -> [UInt8]? {
    var rest = Array(text.utf8)[...]
    guard rest.count % 4 == 0 else { return nil }
    var padding = 0
    while padding < 2, rest.last == UInt8(ascii: "=") {
      rest.removeLast()
      padding += 1
    }
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var width = 0
    for byte in rest {
      guard let value = value(byte) else { return nil }
      bits = bits << 6 | value
      width += 6
      if width >= 8 {
        width -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(width)))
      }
    }
    return bytes
  }

  private static func value(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
