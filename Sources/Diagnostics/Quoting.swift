/// Shows text that a user or a model wrote as data: quoted as a JSON string,
/// control characters and `<` escaped, cut after `limit` characters.
///
/// Nothing a model wrote can pass for a part of our own sentence, close a tag
/// of the host or move a terminal's cursor.
public func quoted(_ text: some StringProtocol, limit: Int = 200) -> String {
  var result = "\""
  var count = 0
  for scalar in text.unicodeScalars {
    if count == limit { return result + "…\"" }
    count += 1
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "<": result += "\\u003c"
    default:
      guard scalar.isControlOrFormat else {
        result.unicodeScalars.append(scalar)
        continue
      }
      for unit in String(scalar).utf16 {
        let digits = String(unit, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      }
    }
  }
  return result + "\""
}

/// A text with data in it that `quoted` wrote, for people who read it where
/// no markup is: `<` stands for itself again.
public func plain(_ text: String) -> String {
  let escape = Array("\\u003c".utf8)
  let bytes = Array(text.utf8)
  guard bytes.contains(escape[0]) else { return text }
  var result: [UInt8] = []
  var place = 0
  while place < bytes.count {
    if bytes[place...].starts(with: escape) {
      result.append(UInt8(ascii: "<"))
      place += escape.count
    } else {
      // A backslash and what it escapes belong together: `\\u003c` is none.
      let length = bytes[place] == escape[0] ? min(2, bytes.count - place) : 1
      result += bytes[place..<place + length]
      place += length
    }
  }
  return String(decoding: result, as: UTF8.self)
}

extension Unicode.Scalar {
  /// Whether it is a control (C0, DEL, C1) or one of the characters that
  /// reorder, hide or break text in a terminal or a prompt.
  package var isControlOrFormat: Bool {
    switch value {
    case 0..<0x20, 0x7F...0x9F, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F,
      0xFEFF, 0xFFF9...0xFFFB, 0x1D173...0x1D17A, 0xE0000...0xE0FFF:
      true
    default: false
    }
  }
}
