import Diagnostics
import Documents
import Testing

/// YAML 1.2.2 §10.3.2, tag resolution of plain scalars.
struct CoreSchemaTests {
  static func read(_ text: String) -> Reading<Node> { YAMLReader(file: "t.yaml").read(Array(text.utf8)) }

  static let values: [(String, String)] = [
    ("", "null"), ("~", "null"), ("null", "null"), ("Null", "null"), ("NULL", "null"), ("nULL", #""nULL""#),
    ("true", "true"), ("True", "true"), ("TRUE", "true"), ("tRUE", #""tRUE""#), ("false", "false"), ("FALSE", "false"),
    ("yes", #""yes""#), ("no", #""no""#), ("on", #""on""#), ("off", #""off""#), ("y", #""y""#), ("N", #""N""#),
    ("0", "0"), ("-0", "0"), ("+12", "12"), ("007", "7"), ("1_000", #""1_000""#), ("12:30:45", #""12:30:45""#),
    ("0o17", "15"), ("0o18", #""0o18""#), ("017", "17"), ("0xFf", "255"), ("0x", #""0x""#), ("-0x1F", #""-0x1F""#),
    ("0xFFFFFFFFFFFFFFFFFFFFFFFF", "79228162514264337593543950335"), ("0b11", #""0b11""#),
    ("1.5", "1.5"), ("1.", "1"), (".5", "0.5"), ("-.5e1", "-5"), (".", #"".""#), ("-", #""-""#), ("+", #""+""#),
    ("1e3", "1000"), ("1e", #""1e""#), ("e3", #""e3""#), ("1e+", #""1e+""#), ("1.5.2", #""1.5.2""#),
    ("2026-01-06", #""2026-01-06""#), ("2026-01-06T10:00:00Z", #""2026-01-06T10:00:00Z""#), ("<<", #""<<""#),
    ("'1'", #""1""#), (#""true""#, #""true""#), ("! 12", #""12""#), ("!!str 12", #""12""#), ("!!str", #""""#),
    ("!!int '12'", "12"), ("!!float 1", "1"), ("!!bool 'true'", "true"), ("!!null ''", "null"), ("!!map {}", "{}"),
    ("!!seq []", "[]"), ("!<tag:yaml.org,2002:str> 1", #""1""#), ("|\n  12\n", #""12\n""#),
  ]

  @Test(arguments: values)
  func `a scalar has the type of the core schema`(_ text: String, _ expected: String) {
    let text = text == "-" || text == "." ? "[\(text)]" : text
    let reading = Self.read(text == "[-]" ? "- \"-\"" : text)
    #expect(reading.diagnostics.isEmpty)
    let node = reading.value?.array?.first ?? reading.value
    #expect(node.map { JSONWriter().write($0) } == expected)
  }

  static let refused: [(String, String)] = [
    (".inf", #"1:1-1:5 yaml/not-finite: ".inf" has no form in JSON; put it in quotes if it is a text"#),
    ("-.Inf", #"1:1-1:6 yaml/not-finite: "-.Inf" has no form in JSON; put it in quotes if it is a text"#),
    ("[.NaN]", #"1:2-1:6 yaml/not-finite: ".NaN" has no form in JSON; put it in quotes if it is a text"#),
    (
      "1e100000",
      #"1:1-1:9 yaml/number-out-of-range: the number "1e100000" is out of range; put it in quotes if it is a text"#
    ),
    ("!!int 1.5", #"1:1-1:10 yaml/tag-mismatch: expected what the tag "!!int" says but found "1.5""#),
    ("!!bool yes", #"1:1-1:11 yaml/tag-mismatch: expected what the tag "!!bool" says but found "yes""#),
    ("!!map []", #"1:1-1:1 yaml/tag-mismatch: expected what the tag "!!map" says but found a sequence"#),
    ("!!str {}", #"1:1-1:1 yaml/tag-mismatch: expected what the tag "!!str" says but found a mapping"#),
    (
      "!mine x",
      #"1:1-1:8 yaml/unknown-tag: unknown tag "!mine", expected one of !!str !!int !!float !!bool !!null !!map !!seq"#
    ),
    (
      "!!set {}",
      #"1:1-1:1 yaml/unknown-tag: unknown tag "!!set", expected one of !!str !!int !!float !!bool !!null !!map !!seq"#
    ),
  ]

  @Test(arguments: refused)
  func `what has no value in JSON is refused`(_ text: String, _ expected: String) {
    let reading = Self.read(text)
    #expect(reading.value != nil)
    #expect(reading.diagnostics.map(line) == [expected])
  }

  @Test func `a hexadecimal number of any length is no way to spend time`() {
    #expect(Self.read("0x" + String(repeating: "f", count: 256)).accepted?.number?.digits.count == 309)
    #expect(
      Self.read("0x" + String(repeating: "f", count: 500_000)).diagnostics.map(\.code) == ["yaml/number-out-of-range"])
  }
}
