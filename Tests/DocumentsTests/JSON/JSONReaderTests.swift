import Diagnostics
import Documents
import TestSupport
import Testing

struct JSONReaderTests {
  static func read(_ text: String) -> Reading<Node> { JSONReader(file: "t.json").read(Array(text.utf8)) }

  @Test func `every value and key has its place`() {
    let text = "\u{FEFF}{\n  \"é\": [1, \"😀\\n\", null],\r\n\t\"b\" : {} }\n"
    #expect(
      treeDump(Self.read(text).accepted) == """
        1:1-3:12 object
          2:3-2:6 key é
            2:8-2:24 array
              2:9-2:10 1
              2:12-2:17 "😀\\n"
              2:19-2:23 null
          3:2-3:5 key b
            3:8-3:10 object

        """)
  }

  @Test func `places count from the origin`() {
    let reader = JSONReader(file: "t", origin: Position(line: 3, column: 5))
    #expect(
      treeDump(reader.read(Array("[1,\n2]".utf8)).accepted) == """
        3:5-4:3 array
          3:6-3:7 1
          4:1-4:2 2

        """)
  }

  @Test func `escapes become what they stand for`() {
    let text = #""\"\\\/\b\f\n\r\t\u0000\u00e9\u20AC\uD83D\uDE00 plain é text\u0041""#
    #expect(Self.read(text).accepted?.string == "\"\\/\u{8}\u{C}\n\r\t\0é€😀 plain é textA")
  }

  struct Wrong: CustomTestStringConvertible, Sendable {
    var text: String
    var expected: String
    init(_ text: String, _ expected: String) { (self.text, self.expected) = (text, expected) }
    var testDescription: String { text }
  }

  static let wrong = [
    Wrong("", "1:1-1:1 json/syntax: expected a value but found end of text"),
    Wrong(#"{"a": 1"#, #"1:8-1:8 json/syntax: expected "," or "}" but found end of text"#),
    Wrong("[1 2]", #"1:4-1:5 json/syntax: expected "," or "]" but found "2""#),
    Wrong("[1,]", #"1:4-1:5 json/syntax: expected a value but found "]""#),
    Wrong(#"{"a":1,}"#, #"1:8-1:9 json/syntax: expected a key in double quotes but found "}""#),
    Wrong("{a:1}", #"1:2-1:3 json/syntax: expected a key in double quotes or "}" but found "a""#),
    Wrong(#"{"a" 1}"#, #"1:6-1:7 json/syntax: expected ":" behind the key but found "1""#),
    Wrong("[\n nul]", #"2:2-2:5 json/syntax: expected a value but found "nul""#),
    Wrong("NaN", #"1:1-1:4 json/syntax: expected a value but found "NaN""#),
    Wrong("1 x", #"1:3-1:4 json/syntax: expected end of text but found "x""#),
    Wrong("[-]", #"1:3-1:4 json/syntax: expected a digit but found "]""#),
    Wrong("01", #"1:1-1:3 json/syntax: expected a number without leading zeros but found "01""#),
    Wrong("1e100000", #"1:1-1:9 json/number-out-of-range: the exponent of "1e100000" is beyond ±99999"#),
    Wrong(
      "1e99999999999999999999",
      #"1:1-1:23 json/number-out-of-range: the exponent of "1e99999999999999999999" is beyond ±99999"#),
    Wrong(#""abc"#, "1:1-1:5 json/syntax: expected a closing quote but found end of text"),
    Wrong(
      "\"a\nb\"", "1:3-1:3 json/syntax: expected a line break in a string to be escaped but found the character itself"),
    Wrong(#""é\x""#, #"1:3-1:5 json/syntax: expected one of " \ / b f n r t u behind a backslash but found "x""#),
    Wrong(#""\u12g4""#, #"1:6-1:8 json/syntax: expected four hexadecimal digits but found "g4""#),
    Wrong(
      #"["\ud800"]"#,
      #"1:3-1:9 json/lone-surrogate: expected a pair of surrogates but found \ud800 alone, which stands for no character"#
    ),
    Wrong(
      #""\udc00\ud800""#,
      #"1:2-1:8 json/lone-surrogate: expected a pair of surrogates but found \udc00 alone, which stands for no character"#
    ),
    Wrong(
      #""\ud800\n""#,
      #"1:2-1:8 json/lone-surrogate: expected a pair of surrogates but found \ud800 alone, which stands for no character"#
    ),
    Wrong("[\u{1B}]", #"1:2-1:3 json/syntax: expected a value but found "\u001b""#),
  ]

  @Test(arguments: wrong)
  func `a broken text gives one diagnostic that says what was expected`(_ wrong: Wrong) {
    let reading = Self.read(wrong.text)
    #expect(reading.value == nil)
    #expect(reading.diagnostics.map(line) == [wrong.expected])
  }

  @Test(
    arguments: [
      ([0x22, 0x61, 0xFF, 0x22], "1:3-1:3 json/invalid-utf8: expected UTF-8 but found the byte 0xFF"),
      ([0x22, 0xED, 0xA0, 0x80, 0x22], "1:2-1:2 json/invalid-utf8: expected UTF-8 but found the byte 0xED"),
      ([0x22, 0xC0, 0x80, 0x22], "1:2-1:2 json/invalid-utf8: expected UTF-8 but found the byte 0xC0"),
      ([0x5B, 0x80], "1:2-1:2 json/invalid-utf8: expected UTF-8 but found the byte 0x80"),
      ([0xFF, 0xFE, 0x5B, 0x00], "1:1-1:1 json/invalid-utf8: expected UTF-8 but found UTF-16"),
    ] as [([UInt8], String)])
  func `a text that is no UTF-8 is refused at the byte`(_ bytes: [UInt8], _ expected: String) {
    #expect(JSONReader(file: "t").read(bytes).diagnostics.map(line) == [expected])
  }

  @Test func `duplicate keys are all reported with the place of the first`() {
    let text = MarkedText(#"{1️⃣"a"2️⃣: 1, "b": {3️⃣"c"4️⃣: 1, 5️⃣"c"6️⃣: 2}, 7️⃣"a"8️⃣: 3}"#)
    let reading = JSONReader(file: "t.json").read(text.bytes)
    #expect(reading.value == .object(["a": .integer(1), "b": .object(["c": .integer(1)])]))
    #expect(
      reading.diagnostics == [
        Diagnostic(
          "json/duplicate-key", #"duplicate key "c""#, at: text["5", "6"].in("t.json"),
          notes: [.init("first at \(text["3"])", at: text["3", "4"].in("t.json"))]),
        Diagnostic(
          "json/duplicate-key", #"duplicate key "a""#, at: text["7", "8"].in("t.json"),
          notes: [.init("first at \(text["1"])", at: text["1", "2"].in("t.json"))]),
      ])
  }

  @Test(arguments: [
    (#"{"a":1,"x":{"k":["]","}\"",{}],"n":-1.5e3},"b":2}"#, #"{"k":["]","}\"",{}],"n":-1.5e3}"#),
    (#"{"x":"a,}\\","b":{"x":[1]}}"#, #""a,}\\""#), (#"{"x": null , "b":2}"#, "null "), (#"{"x":[]}"#, "[]"),
  ])
  func `what need not be read is kept as text`(_ text: String, _ value: String) {
    let reading = JSONReader(file: "t", unreadKeys: ["x"]).read(Array(text.utf8))
    #expect(reading.diagnostics.isEmpty)
    #expect(reading.value?["x"]?.string == value)
    #expect(reading.value?["b"]?["x"].map { $0.array?.count == 1 } ?? true)
  }

  @Test(arguments: [#"{"x":{"a":1"#, #"{"x":"a"#, #"{"x":"#, #"{"x":[1]"#])
  func `what need not be read must end all the same`(_ text: String) {
    let reading = JSONReader(file: "t", unreadKeys: ["x"]).read(Array(text.utf8))
    #expect(reading.value == nil)
    #expect(reading.diagnostics.map(\.code) == ["json/syntax"])
  }

  @Test func `the last of equal keys wins where that is asked for`() {
    let reading = JSONReader(file: "t", duplicateKeys: .lastWins).read(Array(#"{"a":1,"b":2,"\u0061":3}"#.utf8))
    #expect(reading.accepted == .object(["a": .integer(3), "b": .integer(2)]))
  }

  @Test(arguments: [512, 513, 200_000])
  func `nesting is limited to 512`(depth: Int) {
    for (opening, closing) in [("[", "]"), (#"{"a":"#, "}")] {
      let text = String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth)
      let reading = Self.read(text)
      if depth <= 512 {
        #expect(reading.diagnostics.isEmpty)
      } else {
        #expect(reading.diagnostics.map(\.code) == ["json/too-deep"])
      }
    }
  }

  @Test func `a long string with escapes is read whole`() {
    let part = #"line\n\"quoted\" é 日本\u00e9 and some more plain text"#
    let count = 20_000
    let text = "\"" + String(repeating: part, count: count) + "\""
    let expected = String(repeating: "line\n\"quoted\" é 日本é and some more plain text", count: count)
    #expect(Self.read(text).accepted?.string == expected)
  }

  @Test func `a text cut off anywhere is refused`() {
    let bytes = Array(#"{"a": [1.5e3, true, "\ud83d\ude00é"], "b": {"c": null}}"#.utf8)
    for count in bytes.indices {
      let reading = JSONReader(file: "t").read(Array(bytes[..<count]))
      #expect(reading.value == nil)
      #expect(reading.diagnostics.count == 1)
    }
  }
}
