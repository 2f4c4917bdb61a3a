/// URIs (RFC 3986) and IRIs (RFC 3987).
enum URI {
  enum Form {
    /// With a scheme.
    case absolute
    /// With or without one.
    case reference
  }

  static func isValid(_ text: String, _ form: Form, allowsUnicode: Bool) -> Bool {
    var rest = text[...]
    func isText(_ part: Substring, _ extra: StaticString) -> Bool { Self.isText(part, extra, allowsUnicode) }

    if let hash = rest.utf8.firstIndex(of: UInt8(ascii: "#")) {
      guard isText(rest[rest.utf8.index(after: hash)...], ":@/?") else { return false }
      rest = rest[..<hash]
    }
    if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
      guard isQuery(rest[rest.utf8.index(after: mark)...], allowsUnicode) else { return false }
      rest = rest[..<mark]
    }
    let head = rest.utf8.prefix { $0 != UInt8(ascii: "/") }
    if let colon = head.firstIndex(of: UInt8(ascii: ":")) {
      // The first segment of a relative reference has no colon either.
      guard isScheme(rest.utf8[..<colon]) else { return false }
      rest = rest[rest.utf8.index(after: colon)...]
    } else if form == .absolute {
      return false
    }
    if rest.hasPrefix("//") {
      rest = rest.dropFirst(2)
      let end = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
      guard isAuthority(rest[..<end], allowsUnicode) else { return false }
      rest = rest[end...]
    }
    return isText(rest, ":@/")
  }

  private static func isScheme(_ text: Substring.UTF8View) -> Bool {
    guard let first = text.first, first.isASCIILetter else { return false }
    return text.allSatisfy {
      $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-")
        || $0 == UInt8(ascii: ".")
    }
  }

  private static func isAuthority(_ text: Substring, _ allowsUnicode: Bool) -> Bool {
    var rest = text
    if let at = rest.utf8.lastIndex(of: UInt8(ascii: "@")) {
      guard isText(rest[..<at], ":", allowsUnicode) else { return false }
      rest = rest[rest.utf8.index(after: at)...]
    }
    if rest.hasPrefix("[") {
      guard let end = rest.utf8.firstIndex(of: UInt8(ascii: "]")) else { return false }
      guard isLiteral(rest[rest.utf8.index(after: rest.startIndex)..<end]) else { return false }
      rest = rest[rest.utf8.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { return false }
      return rest.utf8.dropFirst().allSatisfy(\.isASCIIDigit)
    }
    if let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")) {
      guard rest.utf8[colon...].dropFirst().allSatisfy(\.isASCIIDigit) else { return false }
      rest = rest[..<colon]
    }
    return isText(rest, "", allowsUnicode)
  }

  /// What stands in brackets: an IPv6 address or one of a future version.
  private static func isLiteral(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, first | 0x20 == UInt8(ascii: "v") else { return IPAddress.isIPv6(text.utf8) }
    let parts = text.utf8.dropFirst().split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && parts[0].allSatisfy { $0.hexValue != nil } && !parts[1].isEmpty
      && parts[1].allSatisfy { $0 == UInt8(ascii: ":") || isUnreserved($0) || isSubDelimiter($0) }
  }

  private static func isQuery(_ text: Substring, _ allowsUnicode: Bool) -> Bool {
    // Only here an IRI may have characters of private use (RFC 3987 §2.2).
    isText(text, ":@/?", allowsUnicode, allowsPrivateUse: allowsUnicode)
  }

  /// Whether it consists of unreserved characters, sub-delimiters,
  /// percent-encoded bytes and `extra`.
  private static func isText(
    _ text: Substring, _ extra: StaticString, _ allowsUnicode: Bool, allowsPrivateUse: Bool = false
  ) -> Bool {
    var escape = 0
    for scalar in text.unicodeScalars {
      guard scalar.isASCII else {
        guard escape == 0, allowsUnicode, isUCSCharacter(scalar) || allowsPrivateUse && isPrivateUse(scalar) else {
          return false
        }
        continue
      }
      let byte = UInt8(scalar.value)
      if escape > 0 {
        guard byte.hexValue != nil else { return false }
        escape -= 1
      } else if byte == UInt8(ascii: "%") {
        escape = 2
      } else if !isUnreserved(byte), !isSubDelimiter(byte), !extra.withUTF8Buffer({ $0.contains(byte) }) {
        return false
      }
    }
    return escape == 0
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
    default: byte.isASCIILetter || byte.isASCIIDigit
    }
  }

  private static func isSubDelimiter(_ byte: UInt8) -> Bool {
    ("!$&'()*+,;=" as StaticString).withUTF8Buffer { $0.contains(byte) }
  }

  /// `ucschar` of RFC 3987 §2.2.
  static func isUCSCharacter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: true
    case 0x10000...0xDFFFF: scalar.value & 0xFFFF <= 0xFFFD
    case 0xE1000...0xEFFFD: true
    default: false
    }
  }

  /// `iprivate` of RFC 3987 §2.2.
  static func isPrivateUse(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xE000...0xF8FF, 0xF0000...0xFFFFD, 0x100000...0x10FFFD: true
    default: false
    }
  }
}
