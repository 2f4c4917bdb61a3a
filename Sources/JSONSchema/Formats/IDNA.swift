/// Which labels of host names are allowed (RFC 5891, RFC 5892, RFC 5893).
enum IDNA {
  /// Whether the label, which has characters beyond ASCII, is valid
  /// (RFC 5891 §4.2).
  static func isULabel(_ label: [Unicode.Scalar]) -> Bool {
    guard let first = label.first, first != "-", label.last != "-" else { return false }
    // Hyphens in third and fourth place are kept for tags such as `xn--`.
    if label.count >= 4, label[2] == "-", label[3] == "-" { return false }
    switch first.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return false
    default: break
    }
    return label.indices.allSatisfy { isAllowed(label, $0) }
  }

  /// RFC 5892 §3, and appendix A for those that depend on their neighbours.
  private static func isAllowed(_ label: [Unicode.Scalar], _ place: Int) -> Bool {
    let scalar = label[place]
    let before = place > 0 ? label[place - 1] : nil
    let after = place + 1 < label.count ? label[place + 1] : nil
    switch scalar.value {
    case 0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007: return true
    case 0x640, 0x7FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: return false
    case 0xB7: return before == "l" && after == "l"
    case 0x375: return after.map(Script.greek.contains) ?? false
    case 0x5F3, 0x5F4: return before.map(Script.hebrew.contains) ?? false
    case 0x30FB: return label.contains { Script.japanese.contains($0) && $0 != scalar }
    case 0x660...0x669: return !label.contains { (0x6F0...0x6F9).contains($0.value) }
    case 0x6F0...0x6F9: return !label.contains { (0x660...0x669).contains($0.value) }
    case 0x200D: return before.map(isVirama) ?? false
    case 0x200C: return before.map(isVirama) == true || Joining.joins(label, around: place)
    // The old Hangul letters.
    case 0x1100...0x11FF, 0xA960...0xA97F, 0xD7B0...0xD7FF: return false
    default: break
    }
    if scalar.isASCII { return scalar == "-" || ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) }
    let properties = scalar.properties
    if properties.changesWhenNFKCCaseFolded || properties.isDefaultIgnorableCodePoint
      || properties.isWhitespace || properties.isNoncharacterCodePoint
    {
      return false
    }
    switch properties.generalCategory {
    case .lowercaseLetter, .uppercaseLetter, .otherLetter, .decimalNumber, .modifierLetter, .nonspacingMark,
      .spacingMark:
      return true
    default: return false
    }
  }

  private static func isVirama(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.canonicalCombiningClass == .virama
  }

  /// Whether a name that has right-to-left labels keeps the rule for all of
  /// its labels (RFC 5893 §2).
  static func keepsBidiRule(_ labels: [[Unicode.Scalar]]) -> Bool {
    let classes = labels.map { $0.map(BidiClass.init) }
    guard classes.contains(where: { $0.contains { $0 == .right || $0 == .arabicNumber } }) else { return true }
    return classes.allSatisfy { label in
      let end = label.last { $0 != .mark }
      switch label.first {
      case .right:
        return !label.contains(.left) && end != .neutral
          && !(label.contains(.europeanNumber) && label.contains(.arabicNumber))
      case .left:
        return !label.contains(.right) && !label.contains(.arabicNumber) && (end == .left || end == .europeanNumber)
      default: return false
      }
    }
  }
}

/// The direction of a character, as far as host names ask.
private enum BidiClass {
  case left, right, europeanNumber, arabicNumber, mark, neutral

  init(_ scalar: Unicode.Scalar) {
    let patterns = Self.patterns
    let text = String(scalar)
    self =
      patterns.first { $0.pattern?.matches(text) == .yes }?.direction ?? .neutral
  }

  /// The standard library doesn't know directions, PCRE2 does.
  private static let patterns: [(pattern: RegularExpression?, direction: BidiClass)] = [
    (RegularExpression.bidi("L"), .left), (RegularExpression.bidi("R"), .right), (RegularExpression.bidi("AL"), .right),
    (RegularExpression.bidi("EN"), .europeanNumber),
    (RegularExpression.bidi("AN"), .arabicNumber), (RegularExpression.bidi("NSM"), .mark),
  ]
}

/// The scripts that contextual rules ask for.
private enum Script {
  case greek, hebrew, japanese

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    let pattern =
      switch self {
      case .greek: Self.greekPattern
      case .hebrew: Self.hebrewPattern
      case .japanese: Self.japanesePattern
      }
    return pattern?.matches(String(scalar)) == .yes
  }

  private static let greekPattern = try? RegularExpression(#"\p{sc=Greek}"#)
  private static let hebrewPattern = try? RegularExpression(#"\p{sc=Hebrew}"#)
  private static let japanesePattern = try? RegularExpression(#"[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]"#)
}

/// How letters of cursive scripts join, for the zero width non-joiner
/// (RFC 5892, appendix A.1).
private enum Joining {
  /// Whether a letter that joins forward stands before and one that joins
  /// backward behind, marks not counted.
  static func joins(_ label: [Unicode.Scalar], around place: Int) -> Bool {
    let before = label[..<place].last { !isTransparent($0) }
    let after = label[(place + 1)...].first { !isTransparent($0) }
    guard let before, let after else { return false }
    return isCursive(before) && !joinsOnlyBackward(before) && isCursive(after)
  }

  private static func isTransparent(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: scalar != "\u{200C}"
    default: false
    }
  }

  /// Letters of Arabic, Syriac, N'Ko, Mandaic and Mongolian, except those that
  /// don't join.
  private static func isCursive(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x621, 0x674, 0x6D5: false
    case 0x620...0x64A, 0x66E...0x6D3, 0x6FA...0x6FF, 0x710...0x72F, 0x74D...0x77F, 0x7CA...0x7EA, 0x840...0x858,
      0x860...0x86A, 0x8A0...0x8C7, 0x1820...0x1878, 0x1887...0x18A8, 0x18AA:
      scalar.properties.generalCategory == .otherLetter
    default: false
    }
  }

  private static func joinsOnlyBackward(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x622...0x625, 0x627, 0x629, 0x62F...0x632, 0x648, 0x671...0x673, 0x675...0x677, 0x688...0x699, 0x6C0,
      0x6C3...0x6CB, 0x6CD, 0x6CF, 0x6D2, 0x6D3, 0x6EE, 0x6EF, 0x710, 0x715...0x719, 0x71E, 0x728, 0x72A, 0x72C, 0x72F,
      0x74D, 0x759...0x75B, 0x76B, 0x76C, 0x771, 0x773, 0x774, 0x778, 0x779:
      true
    default: false
    }
  }
}
