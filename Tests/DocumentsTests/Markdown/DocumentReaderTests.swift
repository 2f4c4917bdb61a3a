import Diagnostics
import Documents
import TestSupport
import Testing

struct DocumentReaderTests {
  static func read(_ text: String) -> Reading<Document> { DocumentReader(file: "t.md").read(Array(text.utf8)) }

  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var text: String
    var header: String
    var content: String

    init(_ name: String, _ text: String, header: String = #"{"a":1}"#, content: String = "body") {
      (self.name, self.text, self.header, self.content) = (name, text, header, content)
    }

    var testDescription: String { name }
  }

  static let accepted = [
    Case("plain", "---\na: 1\n---\nbody\n"),
    Case("byte order mark", "\u{FEFF}---\na: 1\n---\nbody"),
    Case("CRLF", "---\r\na: 1\r\n---\r\n\r\nbody\r\nmore\r\n", content: "body\nmore"),
    Case("blank lines first", "\n  \n\t\n---\na: 1\n---\nbody"),
    Case("blanks behind the marks", "--- \t\na: 1\n---  \nbody"),
    Case("dots close", "---\na: 1\n...\nbody"),
    Case("no body", "---\na: 1\n---", content: ""),
    Case("blank lines around the body", "---\na: 1\n---\n\n \n  body  \n\n\t\n", content: "  body"),
    Case("empty frontmatter", "---\n---\nbody", header: "{}"),
    Case("frontmatter of comments", "---\n# nothing\n\n---\nbody", header: "{}"),
    Case("a mark in the body", "---\na: 1\n---\nbody\n---\nb: 2\n---\n", content: "body\n---\nb: 2\n---"),
    Case("a mark in a text of the header", "---\na: |\n  ---\n---\nbody", header: #"{"a":"---\n"}"#),
    Case("a fence in the body", "---\na: 1\n---\n```\n---\nx\n```", content: "```\n---\nx\n```"),
    Case("prose first", "Here it is:\n\n---\na: 1\n---\nbody"),
    Case("prose with a rule first", "Done.\n---\nHere it is now\n---\na: 1\n---\nbody"),
    Case("prose with a fence first", "So:\n```yaml\n---\nb: [\n---\n```\n---\na: 1\n---\nbody"),
    Case(
      "prose with a whole document in a fence first", "As in\n```\n---\nb: 2\n---\nx\n```\nhere:\n---\na: 1\n---\nbody"),
    Case("a fence around it", "```markdown\n---\na: 1\n---\nbody\n```\n"),
    Case("a fence around the frontmatter alone", "```yaml\n---\na: 1\n---\n```\n\nbody\n"),
    Case(
      "a fence around the frontmatter alone, and a block in the body",
      "Here:\n```yaml\n---\na: 1\n---\n```\n## T\n```\ncode\n```\nend", content: "## T\n```\ncode\n```\nend"),
    Case(
      "a fence of another language around the frontmatter alone",
      "```md\n---\na: 1\n---\n```\n\nbody\n```sh\nls\n```\n",
      content: "body\n```sh\nls\n```"),
    Case("a fence around it, no body", "```yaml\n---\na: 1\n---\n```\n", content: ""),
    Case("a fence of tildes", "~~~~ md\n\n---\na: 1\n---\nbody\n~~~~"),
    Case("a fence without end", "```\n---\na: 1\n---\nbody"),
    Case("an indented fence", "  ```md\n---\na: 1\n---\nbody\n  ```"),
    Case("prose before and behind a fence", "Here:\n```md\n---\na: 1\n---\nbody\n```\nThat is all.\n"),
    Case("prose with a rule behind a fence", "```md\n---\na: 1\n---\nbody\n```\n\n---\nNote: hi\n---\n"),
    Case(
      "a block in a fence of the same length", "```md\n---\na: 1\n---\n```py\ncode\n```\nend\n```\nThanks.",
      content: "```py\ncode\n```\nend"),
    Case(
      "a bare block in a fence of the same length", "```md\n---\na: 1\n---\n```\ncode\n```\nend\n```\n",
      content: "```\ncode\n```\nend"),
    Case(
      "prose, and a block in a fence",
      "Here:\n```md\n---\na: 1\n---\nx\n```py\ncode\n```\nend\n---\nb: 2\n---\n```\nBye.",
      content: "x\n```py\ncode\n```\nend\n---\nb: 2\n---"),
    Case(
      "a shorter block in a fence", "````md\n---\na: 1\n---\n```\ncode\n````\n", content: "```\ncode"),
    Case(
      "a code block behind a fence", "```md\n---\na: 1\n---\nbody\n```\nRun:\n```sh\nls\n```\n"),
    Case("inline code that looks like a fence", "```a``` b\n---\na: 1\n---\nbody"),
    Case("two mappings in prose", "x\n---\na: 1\n---\nbody\n---\nb: 2\n---", content: "body\n---\nb: 2\n---"),
  ]

  @Test(arguments: accepted)
  func `header and content are found`(_ test: Case) {
    let reading = Self.read(test.text)
    #expect(reading.diagnostics.isEmpty)
    let document = reading.value
    #expect(document?.hasFrontmatter == true)
    #expect(document.map { JSONWriter().write($0.header) } == test.header)
    #expect(document?.content.string == test.content)
  }

  @Test(arguments: accepted)
  func `the document alone reads as the same document`(_ test: Case) throws {
    let document = try #require(Self.read(test.text).accepted)
    #expect(document.text.hasPrefix("---"))
    #expect(test.text.utf8.count >= document.text.utf8.count)
    let again = try #require(Self.read(document.text).accepted)
    #expect(again.node == document.node)
    #expect(again.text.utf8.elementsEqual(document.text.utf8))
  }

  @Test func `a body is read whole, however long`() throws {
    let body = [UInt8](repeating: UInt8(ascii: "x"), count: 10 << 20)
    let document = try #require(DocumentReader(file: "t.md").read(Array("---\na: 1\n---\n".utf8) + body).accepted)
    #expect(document.content.string?.utf8.count == body.count)
  }

  @Test(arguments: ["[", "{a: ", "- ", "? "])
  func `frontmatter nested 100,000 deep is refused`(_ opening: String) {
    let reading = Self.read("---\n" + String(repeating: opening, count: 100_000) + "\n---\nbody\n")
    #expect(reading.value == nil && reading.diagnostics.map(\.code) == ["yaml/too-deep"])
  }

  static let without: [(String, String)] = [
    ("", ""), ("\n \n", ""), ("just text\n", "just text"), ("\u{FEFF}\r\na\r\nb\r\n", "a\nb"),
    ("# Title\n\n---\n\ntext\n\n---\nmore", "# Title\n\n---\n\ntext\n\n---\nmore"),
    ("text\n---\na: 1\n", "text\n---\na: 1"), ("text\n---\n---\nmore", "text\n---\n---\nmore"),
    ("```yaml\na: 1\n```\n", "```yaml\na: 1\n```"), ("text\n```\n---\na: 1\n```", "text\n```\n---\na: 1\n```"),
    (" ---\na: 1\n ---\n", " ---\na: 1\n ---"), ("----\na: 1\n----\n", "----\na: 1\n----"),
  ]

  @Test(arguments: without)
  func `a text without frontmatter is all content`(_ text: String, _ content: String) {
    let reading = Self.read(text)
    #expect(reading.diagnostics.isEmpty)
    #expect(reading.value?.hasFrontmatter == false)
    #expect(reading.value?.node == .object(["header": .object([:]), "content": .string(content)]))
    #expect(reading.value.flatMap { Self.read($0.text).value?.node } == reading.value?.node)
  }

  @Test func `places are those of the original text`() throws {
    let text = MarkedText("\u{FEFF}Well:\r\n```md\r\n---\r\n1️⃣a2️⃣: 3️⃣é4️⃣\r\n---\r\n\r\n5️⃣bödy\r\nend6️⃣  \r\n```\r\n")
    let document = try #require(DocumentReader(file: "t").read(text.bytes).accepted)
    let shift = { (position: Position) in position }
    let member = try #require(document.header.object?.member("a"))
    #expect(member.keyRange == TextRange(shift(text["1"]), text["2"]))
    #expect(member.value.range == text["3", "4"])
    #expect(document.content.range == text["5", "6"])
    #expect(document.text == "---\r\na: é\r\n---\r\n\r\nbödy\r\nend  \r\n")
  }

  static let wrong: [(String, String)] = [
    (
      "---\na: 1\nbody\n",
      #"1:1-1:4 document/unclosed-frontmatter: expected a line "---" that closes the frontmatter but found end of text"#
    ),
    (
      "\n\n---",
      #"3:1-3:4 document/unclosed-frontmatter: expected a line "---" that closes the frontmatter but found end of text"#
    ),
    (
      "```\n---\na: 1\n```",
      #"2:1-2:4 document/unclosed-frontmatter: expected a line "---" that closes the frontmatter but found end of text"#
    ),
    (
      "---\n- a\n---\n",
      "2:1-2:4 document/frontmatter-not-mapping: expected a mapping (key: value) as frontmatter but found a value of type array"
    ),
    (
      "---\n~\n---\n",
      "2:1-2:2 document/frontmatter-not-mapping: expected a mapping (key: value) as frontmatter but found null"
    ),
    (
      "---\njust text\n---\n",
      "2:1-2:10 document/frontmatter-not-mapping: expected a mapping (key: value) as frontmatter but found a value of type string"
    ),
    ("---\na: [1\n---\n", #"3:1-3:1 yaml/syntax: expected "," or "]" but found end of text"#),
    (
      "Here:\n\n---\ntype: x: y\n---\nbody",
      #"4:8-4:9 yaml/syntax: a ":" is not allowed here; put the text that contains it in quotes, or check the indentation"#
    ),
    (
      "Here:\n```\n---\na: @x\n---\n```\n",
      #"4:4-4:5 yaml/syntax: expected a value but found "@"; put a text that begins with it in quotes"#
    ),
    ("---\na: 1\na: 2\n---\n", #"3:1-3:2 yaml/duplicate-key: duplicate key "a""#),
    ("---\na: 1\n---\nx\n\ny\0\n", "6:2-6:2 document/nul-character: the content has a NUL character"),
  ]

  @Test(arguments: wrong)
  func `a mistake is named with its place`(_ text: String, _ expected: String) {
    #expect(Self.read(text).diagnostics.map(line) == [expected])
  }

  @Test func `a body that is no UTF-8 is reported at its place`() {
    let reading = DocumentReader(file: "t").read(Array("---\na: 1\n---\n\né ok\nö".utf8) + [0xC3, 0x28])
    #expect(reading.diagnostics.map(line) == ["6:2-6:2 document/invalid-utf8: expected UTF-8 but found the byte 0xC3"])
    #expect(reading.value?.header == .object(["a": .integer(1)]))
  }

  @Test func `frontmatter over 1 MiB is refused, a body of any size is not`() {
    let long = String(repeating: "x", count: 1 << 20)
    #expect(Self.read("---\na: \(long)\n---\n").diagnostics.map(\.code) == ["yaml/too-large"])
    #expect(Self.read("---\na: 1\n---\n\(long)\(long)").accepted?.content.string?.utf8.count == 2 << 20)
  }

  @Test(arguments: [
    "---\n", "```\n", "```\n---\n", "```\n---\na: 1\n---\n", "x\n---\na: [\n", "~~~\n\n", "---\na: 1\n---\n```md\n",
  ])
  func `many marks are no way to spend time`(part: String) {
    let reading = Self.read("prose\n" + String(repeating: part, count: 20_000))
    #expect(reading.value != nil || !reading.diagnostics.isEmpty)
  }
}
