/// How a text is indented.
enum Indentation {
  /// A text that is indented by two spaces, indented as another one is.
  static func applied(to text: String, like model: String) -> String {
    let lines = model.split(separator: "\n")
    guard let first = lines.first(where: { $0.first == " " || $0.first == "\t" }) else { return text }
    let unit = first.prefix { $0 == " " || $0 == "\t" }
    guard unit != "  " else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let depth = line.prefix { $0 == " " }.count / 2
      return String(repeating: String(unit), count: depth) + line.dropFirst(2 * depth)
    }.joined(separator: "\n")
  }
}
