import Diagnostics
import Documents
import Testing

struct NumberTests {
  static let written: [(String, String)] = [
    ("0", "0"), ("-0", "0"), ("0e99999999999999999999", "0"), ("1", "1"), ("-1", "-1"), ("1.0", "1"), ("10e-1", "1"),
    ("0.1", "0.1"), ("-0.10", "-0.1"), ("1e3", "1000"), ("1E+3", "1000"), ("1e20", "100000000000000000000"),
    ("1e21", "1e21"), ("1e400", "1e400"), ("12.5e400", "1.25e401"), ("1e-6", "0.000001"), ("1e-7", "1e-7"),
    ("123456789012345678901234567890", "123456789012345678901234567890"),
    ("9007199254740993", "9007199254740993"),
    ("3.14159265358979323846264338327950288", "3.14159265358979323846264338327950288"),
  ]

  @Test(arguments: written)
  func `a number is printed without loss`(_ text: String, _ expected: String) {
    #expect(JSONReader(file: "t").read(Array(text.utf8)).accepted?.number?.description == expected)
  }

  @Test(
    arguments: [
      ("9223372036854775807", Int.max), ("9223372036854775808", nil), ("-9223372036854775808", Int.min),
      ("-9223372036854775809", nil), ("1e18", 1_000_000_000_000_000_000), ("1e19", nil), ("1.5", nil), ("1e99999", nil),
      ("-7.0", -7),
    ] as [(String, Int?)])
  func `a number is an Int if it fits`(_ text: String, _ expected: Int?) {
    #expect(JSONReader(file: "t").read(Array(text.utf8)).accepted?.integer == expected)
  }

  @Test func `extreme exponents don't overflow`() {
    let huge = Number(isNegative: false, digits: [1, 0, 0], exponent: Int.max)
    #expect(huge.exponent == Int.max)
    #expect(huge.integer == nil)
    #expect(huge.description == "1e9223372036854775807")
    #expect(Number(isNegative: true, digits: [1], exponent: Int.min).description.hasPrefix("-1e-"))
  }
}
