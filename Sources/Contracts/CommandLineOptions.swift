/// What was typed behind a workflow's command: options, then text.
///
/// Options come first, up to the first plain word or `--`. `--key=value`,
/// `--key value` and `--flag` are read with a shell's quotes; the rest is raw
/// text, apostrophes and all.
package struct CommandLineOptions {
  /// In the order in which they were typed; nil is a flag without a value.
  package private(set) var options: [(key: String, value: String?)] = []
  package private(set) var rest = ""
  /// The options that are given without a value or as true.
  package var switchedOn: [String] { options.filter { $0.value == nil || $0.value == "true" }.map(\.key) }

  /// What can't be read, in words for the user.
  package private(set) var problem: String?

  /// `takesNoValue` tells the keys that are flags.
  package init(_ text: String, takesNoValue: (String) -> Bool) {
    var scanner = WordScanner(text)
    while true {
      scanner.skipBlanks()
      let start = scanner
      guard scanner.startsOption, let word = scanner.word() else {
        problem = scanner.problem
        rest = Self.trimmed(start.remaining)
        return
      }
      if word == "--" {
        rest = Self.trimmed(scanner.remaining)
        return
      }
      let option = word.unicodeScalars.dropFirst(2)
      guard options.count < 1_000 else {
        problem = "there are more than 1,000 options"
        return
      }
      if let equals = option.firstIndex(of: "=") {
        options.append((String(option[..<equals]), String(option[option.index(after: equals)...])))
      } else if takesNoValue(String(option)) {
        options.append((String(option), nil))
      } else {
        scanner.skipBlanks()
        let value = scanner.startsOption || scanner.isAtEnd ? nil : scanner.word()
        options.append((String(option), value))
      }
      if let found = scanner.problem {
        problem = found
        return
      }
    }
  }

  private static func trimmed(_ text: Substring.UnicodeScalarView) -> String {
    guard let first = text.firstIndex(where: { !$0.isBlank }), let last = text.lastIndex(where: { !$0.isBlank })
    else { return "" }
    return String(text[first...last])
  }
}

/// Splits text into words as a POSIX shell does (Shell Command Language §2.2),
/// without expanding anything.
///
/// By scalars: a mark behind a quote would make one character of both, and to
/// find where characters end takes ten times as long.
private struct WordScanner {
  private(set) var remaining: Substring.UnicodeScalarView
  private(set) var problem: String?

  init(_ text: String) { remaining = text[...].unicodeScalars }

  var isAtEnd: Bool { remaining.isEmpty }
  var startsOption: Bool { remaining.first == "-" && remaining.dropFirst().first == "-" }

  mutating func skipBlanks() {
    while let scalar = remaining.first, scalar.isBlank { remaining.removeFirst() }
  }

  /// The next word, its quotes removed; nil if a quote isn't closed.
  mutating func word() -> String? {
    var word = String.UnicodeScalarView()
    while let scalar = remaining.first, !scalar.isBlank {
      remaining.removeFirst()
      switch scalar {
      case "'":
        guard let end = remaining.firstIndex(of: "'") else { return fail("'") }
        word.append(contentsOf: remaining[..<end])
        remaining = remaining[remaining.index(after: end)...]
      case "\"":
        guard let part = doubleQuoted() else { return fail("\"") }
        word.append(contentsOf: part)
      case "\\": if let next = remaining.popFirst() { word.append(next) }
      default: word.append(scalar)
      }
    }
    return String(word)
  }

  private mutating func doubleQuoted() -> String.UnicodeScalarView? {
    var part = String.UnicodeScalarView()
    while let scalar = remaining.popFirst() {
      if scalar == "\"" { return part }
      if scalar == "\\", let next = remaining.first, next == "\"" || next == "\\" || next == "$" || next == "`" {
        part.append(next)
        remaining.removeFirst()
      } else {
        part.append(scalar)
      }
    }
    return nil
  }

  private mutating func fail(_ quote: String) -> String? {
    problem = "an option's value has an opening \(quote) without its closing one"
    return nil
  }
}

extension Unicode.Scalar {
  /// Whether it is white space, which separates words.
  var isBlank: Bool { isASCII ? self == " " || (9...13).contains(value) : properties.isWhitespace }
}
