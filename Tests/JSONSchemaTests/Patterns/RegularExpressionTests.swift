import Testing

@testable import JSONSchema

/// Regular expressions of ECMA-262 with the `u` flag.
struct RegularExpressionTests {
  static let matching: [(String, String, RegularExpression.Answer)] = [
    (#"^\u{1F600}$"#, "😀", .yes), (#"^\uD83D\uDE00$"#, "😀", .yes), (#"^.$"#, "😀", .yes), (#"^.$"#, "\n", .no),
    (#"^.$"#, "\u{2028}", .no), (#"^abc$"#, "abc\n", .no), (#"[^]"#, "\n", .yes), (#"[]"#, "a", .no),
    (#"^(?<year>\d{4})-\k<year>$"#, "2026-2026", .yes), (#"^(a)?\1b$"#, "b", .yes), (#"(?<=\$)\d+"#, "$5", .yes),
    (#"(?<!\$)\b\d+"#, "$5", .no), (#"^\p{Lu}\P{Lu}$"#, "Éa", .yes), (#"^\p{Script=Greek}+$"#, "αβγ", .yes),
    (#"^\p{scx=Grek}+$"#, "αβγ", .yes), (#"^\p{ASCII}+$"#, "é", .no), (#"^[\p{ASCII}é]+$"#, "aé", .yes),
    (#"^[\s\S]$"#, "\u{FEFF}", .yes), (#"^[\w-]+$"#, "a-b", .yes), (#"^[a\-z]$"#, "b", .no),
    (#"^[\b]$"#, "\u{8}", .yes),
    (#"^\cJ$"#, "\n", .yes), (#"^\x41$"#, "A", .yes), (#"^\0$"#, "\0", .yes), (#"^a{2,3}?$"#, "aaa", .yes),
    (#"#x y"#, "#x y", .yes), (#""#, "", .yes), (#"^[[:alpha:]$"#, "[", .yes), (#"^\p{Emoji}$"#, "😀", .yes),
    (#"\bé"#, "éa", .no), (#"^(a+)+$"#, String(repeating: "a", count: 60) + "!", .undecided),
    (#"^(?:a|aa)+$"#, String(repeating: "a", count: 100) + "!", .undecided),
    (#"^(.*)(.*)(.*)(.*)(.*)\1\2\3\4\5x$"#, String(repeating: "ab", count: 400) + "x!", .undecided),
    (#"^(([a-z])+.)+[A-Z]([a-z])+$"#, String(repeating: "a", count: 60), .undecided),
    (#"^(\p{L}+[\p{L}\p{N}\p{P}\p{S}]*)*$"#, String(repeating: "é", count: 60) + " ", .undecided),
    (#"^(a|a\1)+b$"#, String(repeating: "a", count: 200) + "b!", .undecided),
    (#"^[\u{0}-\u{10FFFF}]*$"#, String(repeating: "😀", count: 100_000), .yes),
    (#"^[\s\S]*x$"#, String(repeating: "ab\n", count: 100_000) + "x", .yes),
    (#"^(?:a|b)*$"#, String(repeating: "ab", count: 20_000), .yes),
  ]

  @Test(arguments: matching)
  func `a pattern matches as in ECMA-262`(pattern: String, text: String, answer: RegularExpression.Answer) throws {
    #expect(try RegularExpression(pattern).matches(text) == answer)
  }

  @Test(arguments: [
    "(", ")", "a)", "[a", "*a", "a**", "a++", "a{", "a{2,1}", "{1}", "]", "}", #"\"#, #"\-"#, #"\a"#, #"\_"#, #"\z"#,
    #"\Q"#, #"\1"#, #"(a)\2"#, #"\k<a>"#, #"\k"#, "(?<a>x)(?<a>y)", "(?<1>x)", "(?P<a>x)", "(?i)a", "(?#c)", "(?>a)",
    "(*UTF)", "[z-a]", #"[\d-z]"#, #"\u12"#, #"\u{110000}"#, #"\x4"#, #"\c1"#, #"\01"#, #"\p{Nope}"#, #"\p"#,
    #"\p{Script=Nope}"#, "(?=a)*", "^*", "a{99999}", "(?",
  ])
  func `what ECMA-262 doesn't know is refused with a reason`(pattern: String) throws {
    let error = #expect(throws: RegularExpression.SyntaxError.self) { try RegularExpression(pattern) }
    #expect(error?.reason.isEmpty == false)
  }

  @Test(arguments: ["((((a{100}){100}){100}){100}){100}", "(?:a{65535}){65535}"])
  func `a pattern that would take all memory is refused`(pattern: String) {
    let error = #expect(throws: RegularExpression.SyntaxError.self) { try RegularExpression(pattern) }
    #expect(error?.reason.contains("too large") == true)
  }

  @Test func `a pattern nested too deeply is refused`() {
    let pattern = String(repeating: "(", count: 10_000) + String(repeating: ")", count: 10_000)
    #expect(throws: RegularExpression.SyntaxError.self) { try RegularExpression(pattern) }
  }
}
