import Diagnostics
import Documents
import TestSupport
import Testing

@testable import Flows

@Suite struct ConditionDemandsTests {
  /// A condition, what makes it hold, and what makes it not hold; ways are
  /// separated by `|`.
  @Test(arguments: [
    ("output.verdict == 'pass'", "output.verdict = \"pass\"", "output.verdict not in [\"pass\"]"),
    ("'pass' != output.verdict", "output.verdict not in [\"pass\"]", "output.verdict = \"pass\""),
    ("output.count > 0", "output.count = 1", "output.count = 0"),
    ("output.count >= 3", "output.count = 3", "output.count = 2"),
    ("3 > output.count", "output.count = 2", "output.count = 3"),
    ("output.score <= 0.85", "output.score = 0.85", "output.score = 0.86"),
    ("len(output.issues) == 2", "len output.issues = 2", "len output.issues = 3 | len output.issues = 1"),
    ("len(output.issues) > 0", "len output.issues = 1", "len output.issues = 0"),
    ("0 < len(output.issues)", "len output.issues = 1", "len output.issues = 0"),
    ("output.kind in ['a', 'b']", "output.kind = \"a\" | output.kind = \"b\"", "output.kind not in [\"a\",\"b\"]"),
    ("'x' in output.tags", "output.tags has \"x\"", "output.tags lacks \"x\""),
    ("'x' not in output.tags", "output.tags lacks \"x\"", "output.tags has \"x\""),
    ("output.done", "output.done = true", "output.done = false"),
    ("not output.list[0].done", "output.list[0].done = false", "output.list[0].done = true"),
    (
      "output.a and output.b", "output.a = true, output.b = true", "output.a = false | output.b = false"
    ),
    (
      "output.a or state.b == 1", "output.a = true | state.b = 1", "output.a = false, state.b not in [1]"
    ),
    ("output.a == null", "output.a = null", "output.a not in [null]"),
    // Nothing here is a document's to set.
    ("visits > 2 and output.a", "output.a = true", " | output.a = false"),
    ("output.a > output.b", "", ""),
    ("failed", "", ""),
  ])
  func `what a condition demands of fields`(text: String, holding: String, failing: String) throws {
    let condition = try #require(Condition.parse(LocatedText(text), file: "").value)
    #expect(Self.dump(condition.demands(holding: true)) == holding)
    #expect(Self.dump(condition.demands(holding: false)) == failing)
  }

  @Test func `the ways are bounded`() throws {
    let text = (0..<12).map { "(output.a\($0) or output.b\($0))" }.joined(separator: " and ")
    let condition = try #require(Condition.parse(LocatedText(text), file: "").value)
    let ways = condition.demands(holding: true)
    #expect(ways.count == 64)
    #expect(ways.allSatisfy { $0.count == 12 })
  }

  private static func dump(_ ways: [[FieldDemand]]) -> String {
    ways.map { $0.map(dump).joined(separator: ", ") }.joined(separator: " | ")
  }

  private static func dump(_ demand: FieldDemand) -> String {
    let steps = demand.path.map { step in
      switch step {
      case .field(let name): "." + name
      case .index(let index): "[\(index)]"
      }
    }
    let path = (demand.root == .output ? "output" : "state") + steps.joined()
    let text = { (node: Node) in JSONWriter().write(node) }
    return switch demand.wanted {
    case .equal(let value): "\(path) = \(text(value))"
    case .unlike(let values): "\(path) not in \(text(.array(values)))"
    case .length(let length): "len \(path) = \(length)"
    case .containing(let value): "\(path) has \(text(value))"
    case .lacking(let value): "\(path) lacks \(text(value))"
    }
  }
}
