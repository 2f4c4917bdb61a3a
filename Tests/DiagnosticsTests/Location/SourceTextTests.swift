import Diagnostics
import TestSupport
import Testing

struct SourceTextTests {
  @Test func `lines end with LF, CRLF or CR`() {
    let source = SourceText(file: "t", text: "\u{FEFF}a\r\n\nb\rc\n")
    #expect(source.lineCount == 5)
    #expect((0...6).map(source.line) == [nil, "a", "", "b", "c", "", nil])
  }

  @Test func `an empty text has one empty line`() {
    let source = SourceText(file: "t", text: "")
    #expect(source.lineCount == 1)
    #expect(source.line(1) == "")
  }

  @Test func `bytes that are no UTF-8 are replaced`() {
    #expect(SourceText(file: "t", bytes: [0x61, 0xFF, 0x62]).line(1) == "a\u{FFFD}b")
  }

  @Test func `a range gives its text`() {
    let marked = MarkedText("one\r\ntw1️⃣ö\r\nthr2️⃣ee")
    let source = SourceText(file: "t", text: marked.text)
    #expect(source[marked["1", "2"]] == "ö\r\nthr")
    #expect(source[TextRange(marked["2"], marked["1"])] == "")
    #expect(source[TextRange(Position(line: 0, column: 0), Position(line: 99, column: 1))] == marked.text)
  }
}
