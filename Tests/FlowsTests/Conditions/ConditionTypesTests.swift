import Diagnostics
import Flows
import Testing

/// Conditions that fail, or come to the same, whatever the documents say, as
/// far as the flow alone shows it.
struct ConditionTypesTests {
  private func findings(_ condition: String) -> [String] {
    let text = """
      name: f
      flow: |
        START >> a ?go >> b >> END
        a >> END
      state: {count: 0}
      conditions:
        a:
          go: "\(condition)"
      """
    return FlowReader(file: "flow.yaml").read(Array(text.utf8)).diagnostics.map { "\($0.code): \($0.message.text)" }
  }

  @Test(arguments: [
    "failed", "failed and output.x == 1", "visits > 1", "attempts == 2 or failed", "visits in [1, 2]",
    "state.count > 1",
    "state.count == 'x'", "state.count", "len(output) > 0", "output.a.b[0] > 'x'", "not output.x", "output.x in 'abc'",
    "visits == state.count", "'x' in output.list", "output in [1]", "visits == attempts", "true", "output.x == null",
  ])
  func `What may have an answer is let pass`(_ condition: String) {
    #expect(findings(condition) == [])
  }

  @Test(arguments: [
    (
      "failed > 1",
      "failed > 1: failed is always a boolean, expected two numbers or two strings"
    ),
    ("not attempts", "attempts is always a number, expected true or false"),
    ("failed and visits", "visits is always a number, expected true or false"),
    ("len(visits) > 1", "visits is always a number, expected a string, an array or an object, which have a length"),
    ("visits < 'b'", "visits < 'b': visits is always a number, expected two numbers or two strings"),
    ("1 in failed", "failed is always a boolean, expected an array, an object or a string to look in"),
    ("visits in 'abc'", "visits is always a number, expected a string to look for in \"abc\""),
    ("visits.count == 1", "visits.count: visits is always a number, expected an object with the key \"count\""),
    ("state[0] == 1", "state[0]: state is always an object, expected an array"),
  ])
  func `What surely fails is an error, told once`(_ condition: String, _ expected: String) {
    #expect(findings(condition) == ["flow/condition-type: the condition of \"go\": " + expected])
  }

  @Test(arguments: [
    ("visits == 'a'", "visits == 'a' is always false: visits is always a number"),
    ("visits != 'a'", "visits != 'a' is always true: visits is always a number"),
    ("failed in [1, 'x']", "failed in [1, 'x'] is always false: failed is always a boolean"),
    ("failed not in ['x']", "failed not in ['x'] is always true: failed is always a boolean"),
    ("1 == 1", "1 == 1 is always true"),
  ])
  func `A comparison that is decided is a warning`(_ condition: String, _ expected: String) {
    #expect(findings(condition) == ["flow/condition-constant: the condition of \"go\": " + expected])
  }

  @Test func `Nothing is told of a condition that can't be read but that`() {
    #expect(findings("output.x ==").count == 1)
    #expect(findings("ouput.x == 1").count == 1)
  }
}
