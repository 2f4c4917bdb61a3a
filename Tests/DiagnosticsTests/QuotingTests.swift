import Diagnostics
import Testing

struct QuotingTests {
  @Test(arguments: [
    ("plain é 日本", #""plain é 日本""#), ("a\"b\\c", #""a\"b\\c""#), ("\n\r\t", #""\n\r\t""#),
    ("</system>", #""\u003c/system>""#), ("\u{1B}[31m\0\u{7F}\u{9B}", #""\u001b[31m\u0000\u007f\u009b""#),
    ("\u{202E}\u{200B}\u{FEFF}\u{AD}", #""\u202e\u200b\ufeff\u00ad""#), ("\u{E0041}", #""\udb40\udc41""#),
  ])
  func `text is shown as data`(_ text: String, _ expected: String) {
    #expect(quoted(text) == expected)
  }

  @Test(arguments: [
    ("found \(quoted("a<b")), expected <c>", "found \"a<b\", expected <c>"), ("none", "none"),
    // What was written as an escape stays one.
    (quoted("\\u003c <"), #""\\u003c <""#), (quoted("\\<\\\\<"), #""\\<\\\\<""#), ("\\", "\\"), ("\\u003", "\\u003"),
    (quoted("\u{1B}<é"), #""\u001b<é""#),
  ])
  func `people read an angle bracket as itself`(_ text: String, _ expected: String) {
    #expect(plain(text) == expected)
  }

  @Test func `long text is cut`() {
    #expect(quoted("abcdef", limit: 3) == "\"abc…\"")
    #expect(quoted("abc", limit: 3) == "\"abc\"")
  }
}
