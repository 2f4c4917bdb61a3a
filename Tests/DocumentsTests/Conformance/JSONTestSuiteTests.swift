import Diagnostics
import Documents
import TestSupport
import Testing

/// JSONTestSuite: `y_` must be accepted, `n_` refused, `i_` survived.
@Suite(.enabled(if: ConformanceData.isPresent, "\(ConformanceData.reason)"))
struct JSONTestSuiteTests {
  static let names = ConformanceData.names(in: "json/test_parsing").filter { $0.hasSuffix(".json") }

  @Test func `the suite is all there`() throws {
    let decided = Self.names.filter { $0.hasPrefix("y_") || $0.hasPrefix("n_") }
    let right = try decided.count { name in
      let text = try ConformanceData.bytes("json/test_parsing/" + name)
      let reading = JSONReader(file: name, duplicateKeys: .lastWins).read(text)
      return (reading.value != nil && reading.diagnostics.isEmpty) == name.hasPrefix("y_")
    }
    print("conformance: JSON: \(right) of \(decided.count)")
    #expect(Self.names.count > 300)
  }

  @Test(arguments: names)
  func `a text is accepted or refused as the suite says`(name: String) throws {
    let text = try ConformanceData.bytes("json/test_parsing/" + name)
    let reading = JSONReader(file: name, duplicateKeys: .lastWins).read(text)
    switch name.prefix(2) {
    case "y_":
      #expect(reading.diagnostics.isEmpty)
      #expect(reading.value != nil)
    case "n_":
      #expect(reading.value == nil)
      #expect(reading.diagnostics.count == 1)
      #expect(reading.diagnostics.first?.range != nil)
    default:
      #expect((reading.value == nil) == (reading.diagnostics.count == 1))
    }
  }
}
