import Diagnostics
import Documents
import Testing

/// What a text can't do to us.
struct YAMLLimitsTests {
  static func codes(_ text: String, limits: YAMLReader.Limits = .init()) -> [Diagnostic.Code] {
    YAMLReader(file: "t.yaml", limits: limits).read(Array(text.utf8)).diagnostics.map(\.code)
  }

  @Test func `aliases that multiply are stopped`() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...30 {
      let alias = "*a\(level - 1)"
      text += "a\(level): &a\(level) [\(Array(repeating: alias, count: 10).joined(separator: ", "))]\n"
    }
    #expect(Self.codes(text) == ["yaml/too-many-aliases"])
  }

  @Test func `aliases within the budget are expanded`() {
    let text = "a: &a [1, 2]\nb: [*a, *a]\n"
    let pair = Node.array([.integer(1), .integer(2)])
    let limits = YAMLReader.Limits(maximumNodes: 13)
    #expect(
      YAMLReader(file: "t", limits: limits).read(Array(text.utf8)).accepted
        == .object(["a": pair, "b": .array([pair, pair])]))
    #expect(Self.codes(text, limits: .init(maximumNodes: 12)) == ["yaml/too-many-aliases"])
  }

  @Test func `nodes that are written out have no limit but the text's size`() {
    #expect(Self.codes("[" + String(repeating: "1,", count: 200) + "]", limits: .init(maximumNodes: 10)).isEmpty)
  }

  @Test func `aliases count for the depth`() {
    var text = "- &a0 []\n"
    for level in 1...600 { text += "- &a\(level) [*a\(level - 1)]\n" }
    #expect(Self.codes(text, limits: .init(maximumNodes: 1_000_000)) == ["yaml/too-deep"])
  }

  static let nested: [(String, String)] = [
    ("flow sequences", "["), ("flow mappings", "{a: "), ("compact sequences", "- "), ("compact keys", "? "),
    ("sequences in mappings", "[a: "), ("flow keys", "{? "), ("mixed", "[{"),
  ]

  @Test(arguments: nested)
  func `nesting 100,000 deep is refused`(_ name: String, _ opening: String) {
    #expect(Self.codes(String(repeating: opening, count: 100_000)) == ["yaml/too-deep"])
  }

  @Test func `indentation 2,000 deep is refused`() {
    let text = (0..<2_000).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    #expect(Self.codes(text) == ["yaml/too-deep"])
  }

  @Test func `nesting 512 deep is read`() {
    let text = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
    #expect(Self.codes(text).isEmpty)
    #expect(Self.codes("[" + text + "]") == ["yaml/too-deep"])
  }

  @Test func `a text over the limit is refused`() {
    #expect(Self.codes("abcdef", limits: .init(maximumBytes: 5)) == ["yaml/too-large"])
    #expect(Self.codes("abcde", limits: .init(maximumBytes: 5)).isEmpty)
  }

  @Test(arguments: ["\n", "\r", "\u{85}", "\u{2028}"])
  func `directives without number are refused`(lineBreak: String) {
    let text = (0..<100_000).map { "%TAG !a\($0)! tag:x" }.joined(separator: lineBreak) + "\n---\na\n"
    #expect(Self.codes(text) == ["yaml/too-many-directives"])
  }
}
