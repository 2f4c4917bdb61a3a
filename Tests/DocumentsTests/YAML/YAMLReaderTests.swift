import Diagnostics
import Documents
import TestSupport
import Testing

struct YAMLReaderTests {
  static func read(_ text: String, limits: YAMLReader.Limits = .init()) -> Reading<Node> {
    YAMLReader(file: "t.yaml", limits: limits).read(Array(text.utf8))
  }

  @Test func `every value and key has its place`() {
    let text = """
      # a comment
      naïve: &a  "é"
      list:
        - 1
        - {a: [x, y], b: *a}

      text: |
        one
        two

      empty:
      last:
        deep:
          - plain text

      # end

      """
    #expect(
      treeDump(Self.read(text).accepted) == """
        2:1-14:17 object
          2:1-2:6 key naïve
            2:8-2:15 "é"
          3:1-3:5 key list
            4:3-5:23 array
              4:5-4:6 1
              5:5-5:23 object
                5:6-5:7 key a
                  5:9-5:15 array
                    5:10-5:11 "x"
                    5:13-5:14 "y"
                5:17-5:18 key b
                  5:20-5:22 "é"
          7:1-7:5 key text
            7:7-9:6 "one\\ntwo\\n"
          11:1-11:6 key empty
            11:7-11:7 null
          12:1-12:5 key last
            13:3-14:17 object
              13:3-13:7 key deep
                14:5-14:17 array
                  14:7-14:17 "plain text"

        """)
  }

  @Test func `places count from the origin, whatever ends a line`() {
    let reader = YAMLReader(file: "t", origin: Position(line: 10, column: 3))
    let text = "\u{FEFF}a: '\u{2028}'\r\nb: 1\rc: 2\n"
    #expect(
      treeDump(reader.read(Array(text.utf8)).accepted) == """
        10:3-12:5 object
          10:3-10:4 key a
            10:6-10:9 "\u{2028}"
          11:1-11:2 key b
            11:4-11:5 1
          12:1-12:2 key c
            12:4-12:5 2

        """)
  }

  @Test(arguments: ["", "\n\n", "# only a comment\n", "---\n", "\u{FEFF}"])
  func `an empty stream is null`(text: String) {
    #expect(Self.read(text).accepted == .null)
  }

  @Test(arguments: [
    "%YAML 1.2\n---\na: 1\n", "---\na: 1\n...\n", "a: 1\n...\n# end\n",
    "%TAG !e! tag:yaml.org,2002:\n---\na: !e!int 1\n",
  ])
  func `directives and document marks are accepted`(text: String) {
    #expect(Self.read(text).accepted == .object(["a": .integer(1)]))
  }

  @Test func `a merge key is a key like any other`() {
    #expect(Self.read("<<: {a: 1}").accepted == .object(["<<": .object(["a": .integer(1)])]))
  }

  static let wrong: [(String, [String])] = [
    ("a: 1\n1️⃣---\nb: 2\n", ["yaml/multiple-documents: expected one document but found a second one"]),
    ("a: [1, 1️⃣", ["yaml/syntax: expected a value but found end of text"]),
    ("a: [1, 2\nb1️⃣: 3\n", [#"yaml/syntax: expected "," or "]" but found ":""#]),
    (
      "a: b1️⃣: c\n",
      [#"yaml/syntax: a ":" is not allowed here; put the text that contains it in quotes, or check the indentation"#]
    ),
    ("a: 1️⃣@x\n", [#"yaml/syntax: expected a value but found "@"; put a text that begins with it in quotes"#]),
    ("a:\n1️⃣\tb: 1\n", [#"yaml/syntax: expected a value but found "\t"; YAML is indented by spaces"#]),
    (
      "a: 1\n  b1️⃣: 2\n",
      [#"yaml/syntax: a ":" is not allowed here; put the text that contains it in quotes, or check the indentation"#]
    ),
    ("a: 'x\n1️⃣", ["yaml/syntax: expected a closing quote but found the end of the document"]),
    ("%YAML 3.0\n---\na: 1\n", ["yaml/syntax: expected YAML 1.2 but found another version"]),
    (
      "a: 1\u{0}",
      [
        "yaml/control-character: the control character U+0000 is not allowed in YAML; in double quotes it can be escaped"
      ]
    ),
    ("a: 1️⃣*x\n", [#"yaml/undefined-alias: the alias "*x" has no anchor "&x" before it"#]),
    ("a: &x [1, 1️⃣*x]\n", [#"yaml/recursive-alias: the alias "*x" stands inside the node that it names"#]),
    ("1️⃣1: a", [#"yaml/key-not-string: expected a string as key but found the number "1"; put the key in quotes"#]),
    (
      "1️⃣true: a",
      [#"yaml/key-not-string: expected a string as key but found the boolean "true"; put the key in quotes"#]
    ),
    ("1️⃣null: a", [#"yaml/key-not-string: expected a string as key but found the null "null"; put the key in quotes"#]),
    ("?1️⃣\n: a", ["yaml/key-not-string: expected a string as key but found nothing"]),
    ("? 1️⃣[a, b]\n: c", ["yaml/key-not-string: expected a string as key but found a sequence"]),
    ("? 1️⃣{a: b}\n: c", ["yaml/key-not-string: expected a string as key but found a mapping"]),
  ]

  @Test(arguments: wrong)
  func `a mistake is named with its place`(_ marked: String, _ expected: [String]) {
    let text = MarkedText(marked)
    let reading = YAMLReader(file: "t.yaml").read(text.bytes)
    #expect(reading.diagnostics.map { "\($0.code): \($0.message)" } == expected)
    #expect(reading.accepted == nil)
    if let place = text.positions["1"] {
      #expect(reading.diagnostics.first?.range?.start == place)
    }
  }

  @Test func `a syntax error says what it was about`() {
    let text = MarkedText("a: 1️⃣[1, 2\nb2️⃣:3️⃣ 3\n")
    let diagnostic = YAMLReader(file: "t.yaml").read(text.bytes).diagnostics.first
    #expect(diagnostic?.range == text["2", "3"].in("t.yaml"))
    #expect(diagnostic?.notes == [.init("while parsing a flow sequence", at: TextRange(at: text["1"]).in("t.yaml"))])
  }

  @Test func `mistakes that leave the structure are reported all`() {
    let text = MarkedText("1️⃣a2️⃣: 1\n3️⃣a4️⃣: 2\n5️⃣1: x\nb: {6️⃣c7️⃣: 1, 8️⃣c9️⃣: .inf}\n")
    let reading = YAMLReader(file: "t.yaml").read(text.bytes)
    #expect(
      reading.diagnostics.map(\.code) == [
        "yaml/duplicate-key", "yaml/key-not-string", "yaml/not-finite", "yaml/duplicate-key",
      ])
    #expect(reading.diagnostics.first?.range == text["3", "4"].in("t.yaml"))
    #expect(reading.diagnostics.first?.notes == [.init("first at 1:1", at: text["1", "2"].in("t.yaml"))])
    #expect(reading.diagnostics.last?.range == text["8", "9"].in("t.yaml"))
    #expect(reading.value?["a"] == .integer(1))
    #expect(reading.value?["1"] == .string("x"))
  }

  @Test func `equal keys by canonical equivalence are two keys`() {
    #expect(Self.read("\u{E9}: 1\ne\u{301}: 2\n").accepted?.object?.count == 2)
  }

  @Test(
    arguments: [
      ([0x61, 0x3A, 0x20, 0xFF], "1:4-1:4 yaml/invalid-utf8: expected UTF-8 but found the byte 0xFF"),
      ([0xFF, 0xFE, 0x61, 0x00], "1:1-1:1 yaml/invalid-utf8: expected UTF-8 but found UTF-16"),
      (
        [0x0A, 0x61, 0x07],
        "2:2-2:2 yaml/control-character: the control character U+0007 is not allowed in YAML; in double quotes it can be escaped"
      ),
    ] as [([UInt8], String)])
  func `bytes that are no YAML are refused at their place`(_ bytes: [UInt8], _ expected: String) {
    #expect(YAMLReader(file: "t").read(bytes).diagnostics.map(line) == [expected])
  }
}
