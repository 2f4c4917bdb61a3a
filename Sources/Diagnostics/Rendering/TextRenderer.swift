/// Renders diagnostics as compilers print them:
///
///     flow.yaml:3:7: error: unknown agent "collecter" [flow/unknown-agent]
///         3 | flow: collecter
///           |       ^~~~~~~~~
///     agents/collector.md:2:7: note: the nearest agent is "collector"
///
/// What the source holds can't move the cursor of a terminal or hide text.
public struct TextRenderer: Sendable {
  /// Whether the parts of a line are told apart by colour.
  public var color: Bool
  /// The text of a file, by the name that diagnostics use; nil if it can't be
  /// shown.
  public var source: @Sendable (String) -> SourceText?

  public init(color: Bool = false, source: @escaping @Sendable (String) -> SourceText? = { _ in nil }) {
    self.color = color
    self.source = source
  }

  /// Each diagnostic with its notes, in the order given; every line ends with
  /// a line feed.
  public func render(_ diagnostics: some Sequence<Diagnostic>) -> String {
    diagnostics.reduce(into: "") { $0 += render($1) }
  }

  public func render(_ diagnostic: Diagnostic) -> String {
    var message = diagnostic.message.plain
    // Without a place in a file the place in the data is all there is.
    if diagnostic.range == nil, let pointer = diagnostic.pointer, !pointer.tokens.isEmpty {
      message += " (at \(pointer))"
    }
    let style: Style = diagnostic.severity == .error ? .error : .warning
    var text = headline(diagnostic.severity.rawValue, style, message, at: diagnostic.range)
    text += " [\(diagnostic.code)]\n" + view(of: diagnostic.range)
    for note in diagnostic.notes {
      text += headline("note", .note, note.message.plain, at: note.range) + "\n" + view(of: note.range)
    }
    return text
  }

  private func headline(_ label: String, _ style: Style, _ message: String, at range: SourceRange?) -> String {
    let place = range.map { painted(harmless($0.description) + ":", .strong) + " " } ?? ""
    return place + painted(label + ":", style) + " " + painted(harmless(message), .strong)
  }

  /// The source line and the carets below it.
  private func view(of range: SourceRange?) -> String {
    guard let range, let line = source(range.file)?.line(range.start.line) else { return "" }
    let excerpt = SourceExcerpt(line: line, start: range.start, end: range.end)
    let number = String(range.start.line)
    let gutter = String(repeating: " ", count: max(0, 5 - number.utf8.count))
    let margin = String(repeating: " ", count: gutter.utf8.count + number.utf8.count)
    return painted(gutter + number + " |", .margin) + " " + excerpt.text + "\n"
      + painted(margin + " |", .margin) + " " + excerpt.padding + painted(excerpt.marks, .mark) + "\n"
  }

  private func harmless(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: \.isControlOrFormat) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(scalar.isControlOrFormat ? "\u{FFFD}" : scalar) }
    return String(result)
  }

  // MARK: Colour

  /// Parameters of SGR (ECMA-48 §8.3.117).
  private enum Style: String {
    case error = "1;31"
    case warning = "1;35"
    case note = "1;36"
    case strong = "1"
    case margin = "34"
    case mark = "1;32"
  }

  private func painted(_ text: String, _ style: Style) -> String {
    color ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}
