import Documents
import Testing

@testable import Commands

@Suite("The parts of a report's page")
struct MarkupTests {
  @Test(arguments: [
    ("<b>&\"'</b>", "&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;"), ("a\tb\nc", "a\tb\nc"),
    ("a\u{0}\u{1B}[31mb", "a\u{FFFD}\u{FFFD}[31mb"),
    ("safe\u{202E}gpj.exe", "safe\u{FFFD}gpj.exe"), ("naïve 😀", "naïve 😀"),
  ])
  func `text is never markup, a control or a turn of direction`(_ text: String, _ expected: String) {
    #expect(Markup.text(text) == expected)
  }

  @Test(arguments: [
    (0, "0.0 s"), (449, "0.4 s"), (59_940, "59.9 s"), (59_960, "1 min 0 s"), (252_000, "4 min 12 s"),
    (3_600_000, "1 h 0 min"), (5_460_000, "1 h 31 min"),
  ])
  func `durations are in the units that people use`(_ milliseconds: Int, _ expected: String) {
    let digits = String(milliseconds).utf8.map { $0 - 48 }
    let seconds = Node(.number(Number(isNegative: false, digits: digits, exponent: -3)))
    #expect(Markup.duration(seconds) == expected)
  }

  @Test(arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-12_345, "-12,345")])
  func `numbers are grouped by three digits`(_ number: Int, _ expected: String) {
    #expect(Markup.grouped(number) == expected)
  }

  @Test func `one is no plural`() {
    #expect([0, 1, 2_000].map { Markup.count($0, "token") } == ["0 tokens", "1 token", "2,000 tokens"])
  }

  @Test(arguments: [
    ("2026-01-06T10:00:00.123Z", "2026-01-06 10:00:00 UTC"), ("2026-01-06T10:00:00+01:00", "2026-01-06T10:00:00+01:00"),
    ("<soon>", "&lt;soon&gt;"),
  ])
  func `times are to the second, and as they are if they aren't in UTC`(_ text: String, _ words: String) {
    #expect(Markup.time(.string(text)) == "<time datetime=\"\(Markup.text(text))\">\(words)</time>")
  }
}
