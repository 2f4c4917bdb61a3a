public import Diagnostics

/// Reads a Markdown text with YAML frontmatter, as models write them.
///
/// Accepted are a byte order mark, CRLF, blank lines first, prose before the
/// frontmatter, the whole document or its frontmatter alone inside a code
/// fence, and `...` as closing line. A text without frontmatter is all content; whether that is a mistake
/// is for the caller to say. There is no value if the frontmatter can't be
/// read.
public struct DocumentReader: Sendable {
  public var file: String

  /// What frontmatter may cost.
  static let limits = YAMLReader.Limits(maximumBytes: 1 << 20)

  public init(file: String) { self.file = file }

  public func read(_ text: [UInt8]) -> Reading<Document> {
    text.withUnsafeBufferPointer { bytes in
      var bytes = bytes
      while bytes.hasUTF8BOM { bytes = UnsafeBufferPointer(rebasing: bytes[3...]) }
      return read(DocumentLines(bytes))
    }
  }

  private func read(_ lines: DocumentLines) -> Reading<Document> {
    switch FrontmatterSearch(lines).result {
    case .absent:
      var (content, diagnostics) = content(of: lines, from: 0, to: lines.count)
      // Behind the end of a blank text there is no place to name.
      if content.string == "" { content = Node(.string(""), range: TextRange(at: .start)) }
      let header = Node(.object(Object()), range: TextRange(at: .start))
      let text = lines.text(from: 0, to: lines.count)
      return Reading(Document(header: header, content: content, text: text, hasFrontmatter: false), diagnostics)
    case .unclosed(let line):
      let range = TextRange(Position(line: line + 1, column: 1), Position(line: line + 1, column: 4))
      return Reading(nil, [Diagnostic("document/unclosed-frontmatter", .unclosedFrontmatter, at: range.in(file))])
    case .found(let place):
      var header = self.header(lines, place)
      let (content, diagnostics) = content(of: lines, from: place.body, to: place.end)
      header.diagnostics += diagnostics
      guard let node = header.value else { return Reading(nil, header.diagnostics) }
      let text =
        lines.text(from: place.open, to: place.close + 1) + lines.text(from: place.body, to: place.end)
      return Reading(Document(header: node, content: content, text: text, hasFrontmatter: true), header.diagnostics)
    }
  }

  private func header(_ lines: DocumentLines, _ place: FrontmatterSearch.Place) -> Reading<Node> {
    let origin = Position(line: place.open + 2, column: 1)
    let reading = YAMLReader(file: file, origin: origin, limits: Self.limits)
      .read(lines.bytes(from: place.open + 1, to: place.close))
    guard let node = reading.value, node.object == nil else { return reading }
    // Nothing between the lines, or only comments.
    if node.isNull, node.range.start == node.range.end {
      return Reading(Node(.object(Object()), range: TextRange(at: origin)), reading.diagnostics)
    }
    let diagnostic = Diagnostic("document/frontmatter-not-mapping", .notMapping(node), at: node.range.in(file))
    return Reading(nil, reading.diagnostics + [diagnostic])
  }

  /// What stands on these lines, without white space around it.
  private func content(of lines: DocumentLines, from first: Int, to end: Int) -> (Node, [Diagnostic]) {
    var first = first
    while first < end, lines.isBlank(first) { first += 1 }
    let start = Position(line: first + 1, column: 1)
    guard first < end else { return (Node(.string(""), range: TextRange(at: start)), []) }
    var last = end - 1
    while lines.isBlank(last) { last -= 1 }
    let bytes = lines.trimmed(from: first, through: last)

    let range = TextRange(start, Position(line: last + 1, column: 1 + lines.length(last)))
    return (Node(.string(normalized(bytes)), range: range), problems(bytes, startLine: start.line))
  }

  /// The text with LF for CRLF.
  private func normalized(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    guard bytes.firstPlace(of: UInt8(ascii: "\r")) != nil else { return String(decoding: bytes, as: UTF8.self) }
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    for offset in bytes.indices {
      let isPair =
        bytes[offset] == UInt8(ascii: "\r") && offset + 1 < bytes.count && bytes[offset + 1] == UInt8(ascii: "\n")
      if !isPair { kept.append(bytes[offset]) }
    }
    return String(decoding: kept, as: UTF8.self)
  }

  /// The first byte of the content that is no UTF-8 and the first NUL.
  private func problems(_ bytes: UnsafeBufferPointer<UInt8>, startLine: Int) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    if let offset = bytes.firstInvalidUTF8() {
      let place = TextRange(at: position(offset, in: bytes, startLine: startLine))
      diagnostics.append(Diagnostic("document/invalid-utf8", .invalidUTF8(bytes[offset]), at: place.in(file)))
    }
    if let offset = bytes.firstPlace(of: 0) {
      let place = TextRange(at: position(offset, in: bytes, startLine: startLine))
      diagnostics.append(Diagnostic("document/nul-character", .nulCharacter, at: place.in(file)))
    }
    return diagnostics
  }

  private func position(_ offset: Int, in bytes: UnsafeBufferPointer<UInt8>, startLine: Int) -> Position {
    let before = DocumentLines(UnsafeBufferPointer(rebasing: bytes[..<offset]))
    return Position(line: startLine + before.count - 1, column: 1 + before.length(before.count - 1, trimmed: false))
  }
}

extension Diagnostic.Message {
  fileprivate static var unclosedFrontmatter: Self {
    "expected a line \"---\" that closes the frontmatter but found end of text"
  }

  fileprivate static func notMapping(_ node: Node) -> Self {
    Self(
      "expected a mapping (key: value) as frontmatter but found \(node.isNull ? "null" : "a value of type \(node.typeName)")"
    )
  }

  fileprivate static var nulCharacter: Self { "the content has a NUL character" }
}
