/// Checks a regular expression of ECMA-262 (§22.2.1, with the `u` flag) and
/// writes it in PCRE2's notation.
///
/// Every character is written so that PCRE2 can't take it for syntax of its
/// own; what only PCRE2 knows is refused before it gets there.
struct ECMATranslator {
  private let scalars: [Unicode.Scalar]
  private var next = 0
  private var output = ""
  /// The kinds of the groups that are open.
  private var groups: [Group] = []
  private var captureCount = 0
  private var names: [String: Int] = [:]
  private var references: [String] = []
  private var greatestReference = 0

  private enum Group {
    case plain, lookahead, lookbehind
  }

  /// PCRE2 refuses more than this many nested groups.
  private static let nestingLimit = 200

  init(_ source: String) { scalars = Array(source.unicodeScalars) }

  mutating func translate() throws(RegularExpression.SyntaxError) -> String {
    try countCaptures()
    // Whether there is something for a quantifier to repeat.
    var isAtom = false
    while let scalar = advance() {
      switch scalar {
      case "|":
        output += "|"
        isAtom = false
      case "^", "$":
        output.unicodeScalars.append(scalar)
        isAtom = false
      case "(":
        try openGroup()
        isAtom = false
      case ")":
        guard let group = groups.popLast() else { throw failure("unmatched \")\"") }
        output += ")"
        // With the `u` flag a lookaround can't be repeated.
        isAtom = group == .plain
      case ".":
        output += #"[^\n\r\x{2028}\x{2029}]"#
        isAtom = true
      case "[":
        try characterClass()
        isAtom = true
      case "*", "+", "?", "{":
        guard isAtom else { throw failure("nothing to repeat before \"\(scalar)\"") }
        try quantifier(scalar)
        isAtom = false
      case "]", "}": throw failure("lone \"\(scalar)\", expected \"\\\(scalar)\"")
      case "\\": isAtom = try escape()
      default:
        output += Self.literal(scalar)
        isAtom = true
      }
    }
    guard groups.isEmpty else { throw failure("missing \")\"") }
    if let unknown = references.first(where: { names[$0] == nil }) { throw failure("no group is named \"\(unknown)\"") }
    guard greatestReference <= captureCount else { throw failure("there is no group \(greatestReference)") }
    return output
  }

  // MARK: Characters

  private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
    next + distance < scalars.count ? scalars[next + distance] : nil
  }

  private mutating func advance() -> Unicode.Scalar? {
    guard next < scalars.count else { return nil }
    next += 1
    return scalars[next - 1]
  }

  private mutating func skip(_ text: String) -> Bool {
    let wanted = text.unicodeScalars
    guard scalars[next...].starts(with: wanted) else { return false }
    next += wanted.count
    return true
  }

  private func failure(_ reason: String) -> RegularExpression.SyntaxError {
    RegularExpression.SyntaxError(reason: "\(reason) (at character \(max(1, next)))")
  }

  private static func literal(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_": String(scalar)
    default: #"\x{\#(String(scalar.value, radix: 16))}"#
    }
  }

  // MARK: Groups

  /// Numbers the captures beforehand, for a reference may stand before its
  /// group.
  private mutating func countCaptures() throws(RegularExpression.SyntaxError) {
    var place = 0
    var isInClass = false
    while place < scalars.count {
      switch scalars[place] {
      case "\\": place += 1
      case "[": isInClass = true
      case "]": isInClass = false
      case "(" where !isInClass:
        let rest = scalars[(place + 1)...]
        if rest.first != "?" {
          captureCount += 1
        } else if rest.starts(with: "?<".unicodeScalars), let third = rest.dropFirst(2).first, third != "=",
          third != "!"
        {
          captureCount += 1
          let name = String(String.UnicodeScalarView(rest.dropFirst(2).prefix { $0 != ">" }))
          guard names.updateValue(captureCount, forKey: name) == nil else {
            throw failure("two groups are named \"\(name)\"")
          }
        }
      default: break
      }
      place += 1
    }
  }

  private mutating func openGroup() throws(RegularExpression.SyntaxError) {
    guard groups.count < Self.nestingLimit else { throw failure("more than \(Self.nestingLimit) nested groups") }
    guard peek() == "?" else {
      groups.append(.plain)
      output += "("
      return
    }
    for (syntax, group) in [
      ("?:", .plain), ("?=", .lookahead), ("?!", .lookahead), ("?<=", .lookbehind), ("?<!", .lookbehind),
    ] as [(String, Group)] where skip(syntax) {
      groups.append(group)
      output += "(" + syntax
      return
    }
    guard skip("?<") else { throw failure("unknown group \"(?\(peek(1).map(String.init) ?? "")\"") }
    _ = try groupName()
    groups.append(.plain)
    // Names are resolved here: PCRE2's are more limited.
    output += "("
  }

  /// The rest of `<name>`.
  private mutating func groupName() throws(RegularExpression.SyntaxError) -> String {
    var name = String.UnicodeScalarView()
    while let scalar = advance(), scalar != ">" {
      let isPart =
        name.isEmpty
        ? scalar.properties.isIDStart : scalar.properties.isIDContinue || scalar == "\u{200C}" || scalar == "\u{200D}"
      guard isPart || scalar == "$" || scalar == "_" else { throw failure("malformed group name") }
      name.append(scalar)
    }
    guard !name.isEmpty, scalars[next - 1] == ">" else { throw failure("malformed group name") }
    return String(name)
  }

  /// `*`, `+`, `?` or `{`; each may be followed by `?`.
  private mutating func quantifier(_ first: Unicode.Scalar) throws(RegularExpression.SyntaxError) {
    if first == "{" {
      guard let low = digits() else { throw failure("lone \"{\", expected \"\\{\"") }
      output += "{" + low
      if skip(",") {
        let high = digits()
        if let high, let least = Int(low), let most = Int(high), least > most {
          throw failure("numbers out of order in {} quantifier")
        }
        output += "," + (high ?? "")
      }
      guard skip("}") else { throw failure("lone \"{\", expected \"\\{\"") }
      output += "}"
    } else {
      output.unicodeScalars.append(first)
    }
    if skip("?") { output += "?" }
  }

  private mutating func digits() -> String? {
    var text = String.UnicodeScalarView()
    while let scalar = peek(), ("0"..."9").contains(scalar) {
      text.append(scalar)
      next += 1
    }
    return text.isEmpty ? nil : String(text)
  }

  // MARK: Escapes

  /// An escape outside a class; false if it is an assertion.
  private mutating func escape() throws(RegularExpression.SyntaxError) -> Bool {
    switch peek() {
    case "b", "B":
      output += "\\" + (advance().map(String.init) ?? "")
      return false
    case "k":
      next += 1
      guard skip("<") else { throw failure("expected \"\\k<name>\"") }
      let name = try groupName()
      references.append(name)
      output += "\\g{\(names[name] ?? 1)}"
    case let digit? where ("1"..."9").contains(digit):
      let number = Int(digits() ?? "") ?? Int.max
      greatestReference = max(greatestReference, number)
      output += "\\g{\(min(number, 65535))}"
    default:
      switch try classEscape() {
      case .scalar(let scalar): output += Self.literal(scalar)
      case .set(let set): output += "[\(set)]"
      case .property(let property): output += property
      case .surrogate: output += "(*FAIL)"
      }
    }
    return true
  }

  private enum Escaped {
    case scalar(Unicode.Scalar)
    /// The inside of a class.
    case set(String)
    case property(String)
    /// Half a character, which no text contains.
    case surrogate
  }

  /// An escape that means the same inside and outside a class.
  private mutating func classEscape() throws(RegularExpression.SyntaxError) -> Escaped {
    guard let scalar = advance() else { throw failure("\"\\\" at the end") }
    switch scalar {
    case "d": return .set("0-9")
    case "D": return .set(#"\x{0}-\x{2f}\x{3a}-\x{10ffff}"#)
    case "w": return .set("0-9A-Z_a-z")
    case "W": return .set(#"\x{0}-\x{2f}\x{3a}-\x{40}\x{5b}-\x{5e}\x{60}\x{7b}-\x{10ffff}"#)
    // WhiteSpace and LineTerminator (ECMA-262 §12.2 and §12.3).
    case "s":
      return .set(#"\x{9}-\x{d}\x{20}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"#)
    case "S":
      return .set(
        #"\x{0}-\x{8}\x{e}-\x{1f}\x{21}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}"#
          + #"\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}"#)
    case "t": return .scalar("\t")
    case "n": return .scalar("\n")
    case "v": return .scalar("\u{B}")
    case "f": return .scalar("\u{C}")
    case "r": return .scalar("\r")
    case "0":
      if let digit = peek(), ("0"..."9").contains(digit) { throw failure("octal escape") }
      return .scalar("\0")
    case "c":
      guard let letter = advance(), ("a"..."z").contains(letter) || ("A"..."Z").contains(letter),
        let control = Unicode.Scalar(letter.value & 0x1F)
      else { throw failure("expected a letter behind \"\\c\"") }
      return .scalar(control)
    case "x":
      guard let value = hex(2), let scalar = Unicode.Scalar(value) else { throw failure("expected \"\\xHH\"") }
      return .scalar(scalar)
    case "u": return try unicodeEscape()
    case "p", "P": return .property(try property(isNegated: scalar == "P"))
    case "^", "$", "\\", ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|", "/": return .scalar(scalar)
    default: throw failure("\"\\\(scalar)\" is no escape")
    }
  }

  private mutating func hex(_ count: Int) -> UInt32? {
    guard next + count <= scalars.count else { return nil }
    var value: UInt32 = 0
    for scalar in scalars[next..<next + count] {
      guard scalar.isASCII, let digit = UInt8(scalar.value).hexValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    next += count
    return value
  }

  private mutating func unicodeEscape() throws(RegularExpression.SyntaxError) -> Escaped {
    if skip("{") {
      var value: UInt32 = 0
      var count = 0
      while let digit = hex(1) {
        value = min(value << 4 | digit, 0x110000)
        count += 1
      }
      guard count > 0, skip("}"), value <= 0x10FFFF else { throw failure("expected \"\\u{…}\" with a code point") }
      return Unicode.Scalar(value).map(Escaped.scalar) ?? .surrogate
    }
    guard let high = hex(4) else { throw failure("expected \"\\uHHHH\"") }
    if let scalar = Unicode.Scalar(high) { return .scalar(scalar) }
    // Two halves are one character.
    let before = next
    if high < 0xDC00, skip("\\u"), let low = hex(4), (0xDC00..<0xE000).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    {
      return .scalar(scalar)
    }
    next = before
    return .surrogate
  }

  /// The rest of `\p{…}` (ECMA-262 §22.2.1, UnicodePropertyValueExpression).
  private mutating func property(isNegated: Bool) throws(RegularExpression.SyntaxError) -> String {
    guard skip("{") else { throw failure("expected \"\\p{…}\"") }
    var text = String.UnicodeScalarView()
    while let scalar = advance(), scalar != "}" { text.append(scalar) }
    guard scalars[next - 1] == "}", let name = UnicodeProperties.pcreName(of: String(text)) else {
      throw failure("unknown property \"\(String(text))\"")
    }
    switch name {
    case .property(let name): return "\\\(isNegated ? "P" : "p"){\(name)}"
    case .ranges(let inside, let outside): return isNegated ? outside : inside
    }
  }

  // MARK: Classes

  private mutating func characterClass() throws(RegularExpression.SyntaxError) {
    let isNegated = skip("^")
    var body = ""
    while true {
      guard let first = try classAtom() else { break }
      // A range, unless the hyphen is the last one.
      guard peek() == "-", peek(1) != nil, peek(1) != "]" else {
        body += Self.inClass(first)
        continue
      }
      next += 1
      guard let last = try classAtom() else { break }
      guard case .scalar(let low) = first, case .scalar(let high) = last else {
        throw failure("a range needs single characters")
      }
      guard low <= high else { throw failure("range out of order") }
      body += Self.literal(low) + "-" + Self.literal(high)
    }
    if body.isEmpty {
      output += isNegated ? #"[\x{0}-\x{10ffff}]"# : "(*FAIL)"
    } else {
      output += (isNegated ? "[^" : "[") + body + "]"
    }
  }

  private static func inClass(_ atom: Escaped) -> String {
    switch atom {
    case .scalar(let scalar): literal(scalar)
    case .set(let set): set
    // A range in brackets of its own can't stand inside a class.
    case .property(let text): text.hasPrefix("[") ? String(text.dropFirst().dropLast()) : text
    case .surrogate: ""
    }
  }

  /// The next member of a class; nil at its end.
  private mutating func classAtom() throws(RegularExpression.SyntaxError) -> Escaped? {
    guard let scalar = advance() else { throw failure("missing \"]\"") }
    if scalar == "]" { return nil }
    guard scalar == "\\" else { return .scalar(scalar) }
    if skip("b") { return .scalar("\u{8}") }
    if skip("-") { return .scalar("-") }
    return try classEscape()
  }
}
