import Diagnostics
import TestSupport
import Testing

struct TextRendererTests {
  /// Renders an error from marker 1 to marker 2, or at marker 1.
  static func render(_ marked: String, color: Bool = false) -> String {
    let text = MarkedText(marked)
    let range = text.positions["2"] == nil ? TextRange(at: text["1"]) : text["1", "2"]
    let source = SourceText(file: "f.yaml", text: text.text)
    return TextRenderer(color: color) { $0 == "f.yaml" ? source : nil }
      .render(Diagnostic("flow/unknown-agent", "unknown agent", at: range.in("f.yaml")))
  }

  @Test func `a diagnostic shows its line and marks the place, its notes below`() {
    let text = MarkedText("name: demo\nflow: 1️⃣collecter2️⃣\n")
    let other = MarkedText("---\nname: 1️⃣collector2️⃣\n---\n")
    let sources = [
      "flow.yaml": SourceText(file: "flow.yaml", text: text.text),
      "agents/collector.md": SourceText(file: "agents/collector.md", text: other.text),
    ]
    let diagnostic = Diagnostic(
      "flow/unknown-agent", "unknown agent \"collecter\"", at: text["1", "2"].in("flow.yaml"),
      notes: [
        .init("the nearest agent is \"collector\"", at: other["1", "2"].in("agents/collector.md")), .init("no place"),
      ])
    #expect(
      TextRenderer(source: { sources[$0] }).render(diagnostic) == """
        flow.yaml:2:7: error: unknown agent "collecter" [flow/unknown-agent]
            2 | flow: collecter
              |       ^~~~~~~~~
        agents/collector.md:2:7: note: the nearest agent is "collector"
            2 | name: collector
              |       ^~~~~~~~~
        note: no place

        """)
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var marked: String
    var expected: [String]

    init(_ name: String, _ marked: String, _ expected: String...) {
      (self.name, self.marked, self.expected) = (name, marked, expected)
    }

    var testDescription: String { name }
  }

  static let cases = [
    Case("an empty range", "ab1️⃣c", "    1 | abc", "      |   ^"),
    Case("one character", "a1️⃣b2️⃣c", "    1 | abc", "      |  ^"),
    Case("the end of the text", "abc\n1️⃣", "    2 | ", "      | ^"),
    Case("behind the last character", "abc1️⃣", "    1 | abc", "      |    ^"),
    Case("a range over several lines", "a1️⃣bc\nd2️⃣", "    1 | abc", "      |  ^~"),
    Case("tabs stay tabs", "\ta\t1️⃣b2️⃣", "    1 | \ta\tb", "      | \t \t^"),
    Case("wide characters take two columns", "日本1️⃣語字2️⃣", "    1 | 日本語字", "      |     ^~~~"),
    Case("combining characters take none", "e\u{301}1️⃣a2️⃣", "    1 | e\u{301}a", "      |  ^"),
    Case("controls are replaced", "\u{1B}[31m\u{202E}1️⃣x2️⃣", "    1 | \u{FFFD}[31m\u{FFFD}x", "      |       ^"),
    Case(
      "a long line is cut on the right", "1️⃣x2️⃣" + String(repeating: "y", count: 200),
      "    1 | x" + String(repeating: "y", count: 119) + "…", "      | ^"),
    Case(
      "a long line is cut on both sides",
      String(repeating: "a", count: 500) + "1️⃣bb2️⃣" + String(repeating: "c", count: 500),
      "    1 | …" + String(repeating: "a", count: 60) + "bb" + String(repeating: "c", count: 58) + "…",
      "      | " + String(repeating: " ", count: 61) + "^~"),
    Case(
      "a long line is cut on the left", String(repeating: "a", count: 500) + "1️⃣b2️⃣",
      "    1 | …" + String(repeating: "a", count: 119) + "b", "      | " + String(repeating: " ", count: 120) + "^"),
    Case(
      "a long range is marked as far as the line is shown", "1️⃣" + String(repeating: "a", count: 500) + "2️⃣",
      "    1 | " + String(repeating: "a", count: 120) + "…", "      | ^" + String(repeating: "~", count: 119)),
  ]

  @Test(arguments: cases)
  func `the place is marked`(_ test: Case) {
    let rendered = Self.render(test.marked).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(rendered.dropFirst().dropLast().map(String.init) == test.expected)
    #expect(rendered.last == "")
  }

  @Test(arguments: [(9, 1), (0, 1), (-1, -1), (1, Int.max), (Int.max, 1)])
  func `a place outside the text does no harm`(_ line: Int, _ column: Int) {
    let source = SourceText(file: "f", text: "abc")
    let place = Position(line: line, column: column)
    let rendered = TextRenderer(source: { _ in source }).render(
      Diagnostic("a/b", "m", at: TextRange(at: place).in("f")))
    #expect(rendered.hasPrefix("f:\(line):\(column): error: m [a/b]\n"))
    #expect(rendered.contains("abc") == (line == 1))
  }

  @Test func `a diagnostic without a place or source is one line`() {
    let warning = Diagnostic(
      "a/b", "something", severity: .warning, pointer: JSONPointer.root.appending("header").appending(0))
    #expect(TextRenderer().render(warning) == "warning: something (at /header/0) [a/b]\n")
    let range = TextRange(at: Position(line: 3, column: 4)).in("f")
    #expect(
      TextRenderer().render([warning, Diagnostic("a/b", "m", at: range)]) == """
        warning: something (at /header/0) [a/b]
        f:3:4: error: m [a/b]

        """)
  }

  @Test func `file names and messages can't move the cursor`() {
    let range = TextRange(at: .start).in("a\u{1B}\nb")
    #expect(
      TextRenderer().render(Diagnostic("a/b", "x\ry", at: range))
        == "a\u{FFFD}\u{FFFD}b:1:1: error: x\u{FFFD}y [a/b]\n")
  }

  @Test func `colours tell the parts apart`() {
    let expected = """
      <1>f.yaml:1:2:<0> <1;31>error:<0> <1>unknown agent<0> [flow/unknown-agent]
      <34>    1 |<0> abc
      <34>      |<0>  <1;32>^~<0>

      """
    let rendered = Self.render("a1️⃣bc2️⃣", color: true)
    #expect(
      rendered
        == expected.split(separator: "<", omittingEmptySubsequences: false).enumerated().map { index, part in
          guard index > 0, let end = part.firstIndex(of: ">") else { return String(part) }
          return "\u{1B}[" + part[..<end] + "m" + part[part.index(after: end)...]
        }.joined())
  }
}
