/// How a text is indented.
enum Indentation {
  /// What one level is indented by: two spaces unless the text has another
  /// way.
  static func unit(of text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline)
    guard let first = lines.first(where: { $0.first == " " || $0.first == "\t" }) else { return "  " }
    return String(first.prefix { $0 == " " || $0 == "\t" })
  }

  /// A line that is indented by two spaces a level, indented by another unit.
  static func deepened(_ line: Substring, by unit: String) -> String {
    let depth = line.prefix { $0 == " " }.count / 2
    return String(repeating: unit, count: depth) + line.dropFirst(2 * depth)
  }

  /// A text that is indented by two spaces, indented as another one is.
  static func applied(to text: String, like model: String) -> String {
    let unit = unit(of: model)
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { deepened($0, by: unit) }
      .joined(separator: "\n")
  }
}
