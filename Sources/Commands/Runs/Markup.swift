import Diagnostics
import Documents

/// Text as HTML in which nothing is markup: most of what a report tells came
/// from models.
enum Markup {
  static func text(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      // HTML has no other controls, and those that turn the direction of a
      // line could make it read as something else.
      case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{7F}"..."\u{9F}",
        "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A string as it is, any other value as JSON, nothing for nil.
  static func text(_ node: Node?) -> String {
    node.map { text($0.string ?? JSONWriter().write($0)) } ?? ""
  }

  /// A sentence of ours with quoted data in it.
  static func told(_ node: Node?) -> String { text(node?.string.map(plain)) }

  private static func text(_ text: String?) -> String { text.map { Self.text($0) } ?? "" }

  /// A word of ours, with the colour of its kind.
  static func status(_ word: String) -> String {
    "<span class=\"status \(text(word))\">\(text(word))</span>"
  }

  static func code(_ node: Node?) -> String { "<code>\(text(node))</code>" }

  /// `2 attempts`
  static func count(_ number: Int, _ noun: String) -> String { "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")" }

  /// `12,345`
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var result = number < 0 ? "-" : ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place).isMultiple(of: 3) { result += "," }
      result.append(digit)
    }
    return result
  }

  /// Seconds as people read them: `0.4 s`, `4 min 12 s`.
  static func duration(_ seconds: Node?) -> String? {
    guard let seconds, let value = Double(JSONWriter().write(seconds)) else { return nil }
    let tenths = Int((max(0, min(value, 1e9)) * 10).rounded())
    switch tenths {
    case ..<600: return "\(tenths / 10).\(tenths % 10) s"
    case ..<36_000: return "\(tenths / 600) min \(tenths % 600 / 10) s"
    default: return "\(tenths / 36_000) h \(tenths % 36_000 / 600) min"
    }
  }

  /// `2026-01-06 10:00:00 UTC` for a time of RFC 3339.
  static func time(_ node: Node?) -> String? {
    guard let string = node?.string else { return nil }
    let seconds = string.prefix(19).split(separator: "T", maxSplits: 1)
    let words = seconds.count == 2 && string.hasSuffix("Z") ? "\(seconds[0]) \(seconds[1]) UTC" : string
    return "<time datetime=\"\(text(string))\">\(text(words))</time>"
  }
}
