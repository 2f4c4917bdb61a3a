/// URI templates (RFC 6570 §2).
enum URITemplate {
  static func isTemplate(_ text: String) -> Bool {
    var rest = Array(text.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "{":
        guard let end = rest.firstIndex(of: "}"), isExpression(rest[..<end]) else { return false }
        rest = rest[(end + 1)...]
      case "%":
        guard rest.count >= 2, rest.prefix(2).allSatisfy(isHexDigit) else { return false }
        rest = rest.dropFirst(2)
      // An apostrophe is no literal in the grammar, but by erratum 6937 it is.
      case "}", "\"", "<", ">", "\\", "^", "`", "|", " ": return false
      default:
        guard scalar.value > 0x20, scalar.value != 0x7F,
          scalar.isASCII || URI.isUCSCharacter(scalar) || URI.isPrivateUse(scalar)
        else { return false }
      }
    }
    return true
  }

  private static func isExpression(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
    var rest = text
    if let first = rest.first, "+#./;?&=,!@|".unicodeScalars.contains(first) { rest = rest.dropFirst() }
    return rest.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(isVariable)
  }

  private static func isVariable(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
    var name = text
    if name.last == "*" {
      name = name.dropLast()
    } else if let colon = name.firstIndex(of: ":") {
      let length = name[(colon + 1)...]
      guard (1...4).contains(length.count), length.first != "0", length.allSatisfy({ ("0"..."9").contains($0) }) else {
        return false
      }
      name = name[..<colon]
    }
    return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
      var rest = part
      guard !rest.isEmpty else { return false }
      while let scalar = rest.popFirst() {
        if scalar == "%" {
          guard rest.count >= 2, rest.prefix(2).allSatisfy(isHexDigit) else { return false }
          rest = rest.dropFirst(2)
        } else if scalar != "_" {
          guard scalar.isASCII, UInt8(scalar.value).isASCIILetter || UInt8(scalar.value).isASCIIDigit else {
            return false
          }
        }
      }
      return true
    }
  }

  private static func isHexDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && UInt8(scalar.value).hexValue != nil
  }
}
