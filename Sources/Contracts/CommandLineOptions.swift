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
  package var switchedOn: Set<String> { Set(options.filter { $0.value == nil || $0.value == "true" }.map(\.key)) }

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
      let option = word.dropFirst(2)
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

  private static func trimmed(_ text: some StringProtocol) -> String {
    let scalars = text.unicodeScalars
    let isBlank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
    guard let first = scalars.firstIndex(where: { !isBlank($0) }), let last = scalars.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(text[first..<scalars.index(after: last)])
  }
}

/// Splits text into words as a POSIX shell does (Shell Command Language §2.2),
/// without expanding anything.
private struct WordScanner {
  private(set) var remaining: Substring
  private(set) var problem: String?

  init(_ text: String) { remaining = text[...] }

  var isAtEnd: Bool { remaining.isEmpty }
  var startsOption: Bool { remaining.hasPrefix("--") }

  mutating func skipBlanks() { remaining = remaining.drop { $0.isWhitespace } }

  /// The next word, its quotes removed; nil if a quote isn't closed.
  mutating func word() -> String? {
    var word = ""
    while let character = remaining.first, !character.isWhitespace {
      remaining.removeFirst()
      switch character {
      case "'":
        guard let end = remaining.firstIndex(of: "'") else { return fail("'") }
        word += remaining[..<end]
        remaining = remaining[remaining.index(after: end)...]
      case "\"":
        guard let part = doubleQuoted() else { return fail("\"") }
        word += part
      case "\\": if let next = remaining.popFirst() { word.append(next) }
      default: word.append(character)
      }
    }
    return word
  }

  private mutating func doubleQuoted() -> String? {
    var part = ""
    while let character = remaining.popFirst() {
      if character == "\"" { return part }
      if character == "\\", let next = remaining.first, "\"\\$`".contains(next) {
        part.append(next)
        remaining.removeFirst()
      } else {
        part.append(character)
      }
    }
    return nil
  }

  private mutating func fail(_ quote: String) -> String? {
    problem = "an option's value has an opening \(quote) without its closing one"
    return nil
  }
}
