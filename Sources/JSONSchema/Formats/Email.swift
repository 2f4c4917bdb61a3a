/// Mailboxes (RFC 5321 §4.1.2) and international ones (RFC 6531 §3.3).
enum Email {
  static func isAddress(_ text: String, allowsUnicode: Bool) -> Bool {
    guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return false }
    let local = text[..<at]
    let domain = text[text.utf8.index(after: at)...]
    guard local.utf8.count <= 64, isLocalPart(local, allowsUnicode) else { return false }
    if domain.hasPrefix("["), domain.hasSuffix("]") {
      let literal = domain.dropFirst().dropLast()
      let tag = "ipv6:"
      return literal.lowercased().hasPrefix(tag)
        ? IPAddress.isIPv6(literal.dropFirst(tag.utf8.count).utf8) : IPAddress.isIPv4(literal.utf8)
    }
    guard allowsUnicode else { return Hostname.isPlainHostname(domain) }
    return Hostname.isLooseInternationalHostname(domain)
  }

  private static func isLocalPart(_ text: Substring, _ allowsUnicode: Bool) -> Bool {
    if text.utf8.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") {
      return isQuoted(text.dropFirst().dropLast(), allowsUnicode)
    }
    return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
      !atom.isEmpty
        && atom.unicodeScalars.allSatisfy { scalar in
          guard scalar.isASCII else { return allowsUnicode }
          let byte = UInt8(scalar.value)
          return byte.isASCIILetter || byte.isASCIIDigit || "!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains(scalar)
        }
    }
  }

  private static func isQuoted(_ text: Substring, _ allowsUnicode: Bool) -> Bool {
    var isEscaped = false
    for scalar in text.unicodeScalars {
      guard scalar.isASCII ? (0x20...0x7E).contains(scalar.value) : allowsUnicode else { return false }
      if isEscaped {
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else if scalar == "\"" {
        return false
      }
    }
    return !isEscaped
  }
}
