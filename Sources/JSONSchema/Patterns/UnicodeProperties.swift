/// The names that `\p{…}` knows in ECMA-262 (§22.2.1, tables 67 to 69), as
/// PCRE2 writes them.
enum UnicodeProperties {
  enum Name {
    /// What stands inside PCRE2's `\p{…}`.
    case property(String)
    /// Classes for what PCRE2 has no name for: those inside, those outside.
    case ranges(inside: String, outside: String)
  }

  static func pcreName(of text: String) -> Name? {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isNamePart) }), let value = parts.last else {
      return nil
    }
    if parts.count == 2 {
      switch parts[0] {
      case "General_Category", "gc": return category(String(value))
      case "Script", "sc": return .property("sc:\(value)")
      case "Script_Extensions", "scx": return .property("scx:\(value)")
      default: return nil
      }
    }
    switch text {
    case "Any": return .ranges(inside: #"[\x{0}-\x{10ffff}]"#, outside: #"[^\x{0}-\x{10ffff}]"#)
    case "ASCII": return .ranges(inside: #"[\x{0}-\x{7f}]"#, outside: #"[\x{80}-\x{10ffff}]"#)
    // Swift and PCRE2 call the assigned characters "not Cn".
    case "Assigned": return .property("^Cn")
    default: return category(text) ?? .property(text)
    }
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func category(_ name: String) -> Name? {
    if let short = categories[name] { return .property(short) }
    return categories.values.contains(name) || name == "LC" ? .property(name == "LC" ? "L&" : name) : nil
  }

  private static let categories = [
    "Cased_Letter": "L&", "Close_Punctuation": "Pe", "Connector_Punctuation": "Pc", "Control": "Cc", "cntrl": "Cc",
    "Currency_Symbol": "Sc", "Dash_Punctuation": "Pd", "Decimal_Number": "Nd", "digit": "Nd", "Enclosing_Mark": "Me",
    "Final_Punctuation": "Pf", "Format": "Cf", "Initial_Punctuation": "Pi", "Letter": "L", "Letter_Number": "Nl",
    "Line_Separator": "Zl", "Lowercase_Letter": "Ll", "Mark": "M", "Combining_Mark": "M", "Math_Symbol": "Sm",
    "Modifier_Letter": "Lm", "Modifier_Symbol": "Sk", "Nonspacing_Mark": "Mn", "Number": "N",
    "Open_Punctuation": "Ps", "Other": "C", "Other_Letter": "Lo", "Other_Number": "No", "Other_Punctuation": "Po",
    "Other_Symbol": "So", "Paragraph_Separator": "Zp", "Private_Use": "Co", "Punctuation": "P", "punct": "P",
    "Separator": "Z", "Space_Separator": "Zs", "Spacing_Mark": "Mc", "Surrogate": "Cs", "Symbol": "S",
    "Titlecase_Letter": "Lt", "Unassigned": "Cn", "Uppercase_Letter": "Lu",
  ]
}
