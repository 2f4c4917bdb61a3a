import Documents

/// The headings that a contract's patterns plainly ask for in the text of a
/// document.
struct DemandedHeadings {
  /// As lines of Markdown.
  let lines: [String]

  init(_ outline: SchemaOutline) {
    let schemas = outline.property("content").map { outline.conjuncts(of: $0) } ?? []
    lines = schemas.compactMap { $0["pattern"]?.string }.compactMap(Self.line)
  }

  /// A text to be filled in below each.
  var text: String { lines.isEmpty ? "<text>" : lines.map { $0 + "\n\n<text>" }.joined(separator: "\n\n") }

  /// `## Findings` of `(^|\n)## Findings[ \t]*\r?\n` and the like.
  private static func line(_ pattern: String) -> String? {
    let scalars = Array(pattern.unicodeScalars)
    // What mustn't be there is no demand.
    let bytes = Array(pattern.utf8)
    guard !bytes.contains(bytes: Array("(?!".utf8)), !bytes.contains(bytes: Array("(?<!".utf8)) else { return nil }
    var rest = scalars[...]
    while let start = rest.firstIndex(of: "#") {
      rest = rest[start...].drop { $0 == "#" }
      let level = rest.startIndex - start
      guard level <= 6, rest.first == " " else { continue }
      let text = literal(rest.dropFirst())
      if !text.isEmpty { return String(repeating: "#", count: level) + " " + text }
    }
    return nil
  }

  /// What a pattern says letter by letter, up to the first sign that says
  /// more.
  private static func literal(_ pattern: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    var rest = pattern
    while var scalar = rest.popFirst() {
      if scalar == "\\" {
        // An escaped letter or digit stands for others.
        guard let escaped = rest.popFirst(), !escaped.properties.isAlphabetic, escaped.properties.numericType == nil
        else { break }
        scalar = escaped
      } else if "[](){}^$.*+?|\n\r".unicodeScalars.contains(scalar) {
        break
      }
      // Of what may be missing nothing is said.
      if let next = rest.first, ["?", "*", "{"].contains(next) { break }
      text.append(scalar)
    }
    return String(text)
  }
}
