import Diagnostics
import TestSupport
import Testing

@testable import Flows

@Suite struct LocatedTextTests {
  struct Case: CustomTestStringConvertible {
    let file: String
    /// The scalar's value, with the same markers as the file where a place
    /// must be found again; 0 marks the scalar's start in the file.
    let value: String
    var testDescription: String { file }
  }

  @Test(
    "A byte of a scalar's value is found in the file",
    arguments: [
      Case(file: "a: 0️⃣|\n  1️⃣ab\n\n    2️⃣cd 3️⃣e\n", value: "1️⃣ab\n\n  2️⃣cd 3️⃣e\n"),
      Case(file: "a: 0️⃣|2- # comment\n    1️⃣ab\r\n  2️⃣cd\n", value: "  1️⃣ab\n2️⃣cd"),
      Case(file: "a: 0️⃣!!str &x |\n  1️⃣ab\n", value: "1️⃣ab\n"),
      Case(file: "a: 0️⃣>\n  1️⃣ab\n  2️⃣cd\n\n  3️⃣ef\n", value: "1️⃣ab 2️⃣cd\n3️⃣ef\n"),
      Case(file: "a: 0️⃣1️⃣ab  2️⃣cd\n   3️⃣ef\n\n  4️⃣gh", value: "1️⃣ab  2️⃣cd 3️⃣ef\n4️⃣gh"),
      Case(file: "a: 0️⃣'1️⃣ab''2️⃣cd  \n  3️⃣ef'", value: "1️⃣ab'2️⃣cd 3️⃣ef"),
      Case(
        file: "a: 0️⃣\"1️⃣a\\n2️⃣b\\u00e9\\x41\\U0001F6003️⃣c \\\n   4️⃣d\\\"5️⃣e\n  6️⃣f\"",
        value: "1️⃣a\n2️⃣bé\u{41}\u{1F600}3️⃣c 4️⃣d\"5️⃣e 6️⃣f"),
    ])
  func places(_ test: Case) {
    let file = MarkedText(test.file)
    let value = MarkedText(test.value)
    let located = LocatedText(value.text, scalarAt: file["0"], of: file.bytes)
    var cursor = LocatedCursor(located)
    var plain = LocatedCursor(LocatedText(value.text))
    var found = 0
    while true {
      for (marker, position) in value.positions where position == plain.position {
        #expect(cursor.position == file[marker], "marker \(marker)")
        found += 1
      }
      if cursor.isAtEnd { break }
      cursor.advance()
      plain.advance()
    }
    #expect(found >= value.positions.count)
  }

  @Test("A text that is not where it should be does no harm")
  func mismatch() {
    for file in ["", "a", "\"", "|", "'\n\n", "\"\\u"] {
      var cursor = LocatedCursor(LocatedText("some\ntext", scalarAt: .start, of: Array(file.utf8)))
      while !cursor.isAtEnd { cursor.advance() }
      #expect(cursor.position.line >= 1)
    }
  }
}
