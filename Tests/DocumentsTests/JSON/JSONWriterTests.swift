import Diagnostics
import Documents
import Testing

struct JSONWriterTests {
  static let sample = Node.object([
    "a": .array([.integer(1), .boolean(false), .null, .array([]), .object([:])]),
    "b\n": .string("é<&>\u{2028}\u{7F}😀\u{E0041}"),
  ])

  @Test func `the compact form has no blanks`() {
    #expect(
      JSONWriter().write(Self.sample)
        == "{\"a\":[1,false,null,[],{}],\"b\\n\":\"é<&>\u{2028}\u{7F}😀\u{E0041}\"}")
  }

  @Test func `the pretty form is indented by two`() {
    #expect(
      JSONWriter(pretty: true).write(.object(["a": .array([.integer(1), .array([])]), "b": .object([:])])) == """
        {
          "a": [
            1,
            []
          ],
          "b": {}
        }
        """)
  }

  @Test func `markup and hidden characters are escaped where asked for`() {
    #expect(
      JSONWriter(escapesMarkup: true).write(Self.sample)
        == #"{"a":[1,false,null,[],{}],"b\n":"é\u003c\u0026\u003e\u2028\u007f😀\udb40\udc41"}"#)
  }

  /// Texts are looked at eight bytes at a time.
  @Test(arguments: 0..<20)
  func `what is to be escaped is found at every place`(place: Int) {
    for value in UInt8.min...UInt8.max {
      let scalar = Unicode.Scalar(value)
      let expected =
        switch value {
        case 0x22: "\\\""
        case 0x5C: "\\\\"
        case 0x08: "\\b"
        case 0x09: "\\t"
        case 0x0A: "\\n"
        case 0x0C: "\\f"
        case 0x0D: "\\r"
        case 0..<0x10: "\\u000" + String(value, radix: 16)
        case 0x10..<0x20: "\\u00" + String(value, radix: 16)
        default: String(scalar)
        }
      let (before, behind) = (String(repeating: "a", count: place), String(repeating: "é", count: 19 - place))
      #expect(JSONWriter().write(.string(before + String(scalar) + behind)) == "\"" + before + expected + behind + "\"")
    }
  }

  @Test(arguments: 0..<200)
  func `what is written reads back as the same tree`(seed: UInt64) {
    var generator = SeededGenerator(state: seed)
    let node = generator.node()
    for writer in [JSONWriter(), JSONWriter(pretty: true), JSONWriter(escapesMarkup: true)] {
      #expect(JSONReader(file: "t").read(writer.bytes(node)).accepted == node)
    }
  }
}
