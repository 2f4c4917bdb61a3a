/// Host names (RFC 1123 §2.1) and international ones (RFC 5890 §2.3.2.3).
enum Hostname {
  static func isHostname(_ text: String) -> Bool {
    guard isPlainHostname(text[...]) else { return false }
    return labels(text[...]).allSatisfy { label in
      label.lowercased().hasPrefix("xn--") ? isALabel(label) : !label.hasHyphensInPlaceOfTag
    }
  }

  /// Letters, digits and hyphens, in labels of at most 63.
  static func isPlainHostname(_ text: Substring) -> Bool {
    text.utf8.count <= 253 && labels(text).allSatisfy(isPlainLabel)
  }

  static func isInternationalHostname(_ text: String) -> Bool {
    // The separators of IDNA2003 (RFC 3490 §3.1) are still typed.
    let separators: [Unicode.Scalar] = [".", "\u{3002}", "\u{FF0E}", "\u{FF61}"]
    var names = [String.UnicodeScalarView()]
    for scalar in text.unicodeScalars {
      if separators.contains(scalar) { names.append(.init()) } else { names[names.count - 1].append(scalar) }
    }
    var length = names.count - 1
    var decoded: [[Unicode.Scalar]] = []
    for name in names {
      let label = Substring(String(name))
      if label.utf8.allSatisfy({ $0 < 0x80 }) {
        guard isPlainLabel(label) else { return false }
        length += label.utf8.count
        if label.lowercased().hasPrefix("xn--") {
          guard let scalars = Punycode.decode(label.lowercased().dropFirst(4)), isALabel(label) else { return false }
          decoded.append(scalars)
        } else {
          guard !label.hasHyphensInPlaceOfTag else { return false }
          decoded.append(Array(name))
        }
      } else {
        let scalars = Array(name)
        guard IDNA.isULabel(scalars), let encoded = Punycode.encode(scalars), encoded.utf8.count <= 59 else {
          return false
        }
        length += encoded.utf8.count + 4
        decoded.append(scalars)
      }
    }
    return length <= 253 && IDNA.keepsBidiRule(decoded)
  }

  /// For mail, where a domain need not be in its canonical form.
  static func isLooseInternationalHostname(_ text: Substring) -> Bool {
    labels(text).allSatisfy { label in
      !label.isEmpty && !label.hasPrefix("-") && !label.hasSuffix("-")
        && label.unicodeScalars.allSatisfy { scalar in
          guard scalar.isASCII else { return scalar.properties.generalCategory != .control }
          let byte = UInt8(scalar.value)
          return byte.isASCIILetter || byte.isASCIIDigit || scalar == "-"
        }
    }
  }

  private static func labels(_ text: Substring) -> [Substring] {
    text.split(separator: ".", omittingEmptySubsequences: false)
  }

  private static func isPlainLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && label.utf8.first != UInt8(ascii: "-")
      && label.utf8.last != UInt8(ascii: "-")
      && label.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "-") }
  }

  /// Whether `xn--…` stands for a label that is allowed, and is the way to
  /// write it.
  private static func isALabel(_ label: Substring) -> Bool {
    let code = label.lowercased().dropFirst(4)
    guard let scalars = Punycode.decode(code), scalars.contains(where: { !$0.isASCII }), IDNA.isULabel(scalars),
      IDNA.keepsBidiRule([scalars])
    else { return false }
    return Punycode.encode(scalars).map { $0 == code } ?? false
  }
}

extension Substring {
  /// Whether hyphens stand where `xn--` has them (RFC 5891 §4.2.3.1).
  fileprivate var hasHyphensInPlaceOfTag: Bool { utf8.dropFirst(2).starts(with: "--".utf8) }
}
