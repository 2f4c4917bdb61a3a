import Diagnostics
import Documents
import TestSupport
import Testing

@testable import Flows

@Suite struct ConditionTests {
  private static let context: ConditionContext = {
    let output = """
      {"status": "ok", "count": 3, "big": 9007199254740993, "tenth": 0.1, "done": true, "none": null,
       "list": [1, "two", {"three": 3}], "object": {"key": "value", "odd key": 1}, "word": "größe", "content": "# Body"}
      """
    var state = Object()
    state.set("items", .array([.string("a"), .string("b")]))
    return ConditionContext(
      output: JSONReader(file: "").read(Array(output.utf8)).value ?? .null, state: state, attempts: 2, visits: 5)
  }()

  @Test(
    "Operators bind as documented",
    arguments: [
      ("output.a or output.b and not output.c == 1", "(output.a or (output.b and (not (output.c == 1))))"),
      ("not not failed", "(not (not failed))"),
      ("not output.a in output.b", "(not (output.a in output.b))"),
      ("output.a not in ['x', \"y\"]", "(output.a not in [\"x\", \"y\"])"),
      ("(output.a or output.b) and failed", "((output.a or output.b) and failed)"),
      ("output.a[0].b[\"c d\"]['e'] == -1.50e1", "(output.a[0].b[\"c d\"].e == -15)"),
      ("len(state.items)>=len( output.x )", "(len(state.items) >= len(output.x))"),
      ("output.in or output.and", "(output.in or output.and)"),
      ("'a\\'b\\\"c\\\\d\\n\\u00e9\\ud83d\\ude00' == output.x", "(\"a'b\\\"c\\\\d\\né😀\" == output.x)"),
    ])
  func precedence(text: String, dump: String) {
    let reading = Condition.parse(LocatedText(text), file: "")
    #expect(reading.diagnostics == [])
    #expect(reading.value?.expression.dump == dump)
    #expect(reading.value?.text == text)
  }

  @Test(
    "A condition holds",
    arguments: [
      "output.status == 'ok'", "output.status != \"bad\"", "output.count > 2 and output.count <= 3", "output.done",
      "not failed", "attempts == 2", "visits >= 5", "output.none == null", "output.missing == null",
      "output.missing.deeper[3].field == null", "output.list[7] == null", "output.list[2].three == 3.0",
      "output.object['odd key'] == 1", "len(output.list) == 3", "len(output.object) == 2", "len(output.word) == 5",
      "len(state.items) == 2", "'a' in state.items", "'c' not in state.items", "1.0 in output.list",
      "'key' in output.object", "'ody' in output.content", "'' in output.status", "not 'nobody' in output.content",
      "output.status in ['ok', 'fine']", "output.big == 9007199254740993", "output.big != 9007199254740992",
      "output.big > 9007199254740992", "output.tenth == 1e-1", "output.tenth < 0.10000000000000000000001",
      "-5 < -4", "-1 < 0", "0 < 0.1", "-0.5 < 0.25", "100 > 99.9", "1e300 > 1e299", "'a' < 'b'", "'Z' < 'a'",
      "'a' < 'aa'",
      "'\\uffff' < '\\ud83d\\ude00'", "true or output.missing > 3", "not (false and output.missing > 3)",
      "output.status != 3", "output.list == [1, 'two', output.list[2]]", "true",
    ])
  func holds(_ text: String) throws {
    let condition = try #require(Condition.parse(LocatedText(text), file: "").accepted)
    #expect(try condition.evaluate(in: Self.context))
    // The opposite must fail, so that no answer is true by accident.
    let opposite = try #require(Condition.parse(LocatedText("not (\(text))"), file: "").accepted)
    #expect(try !opposite.evaluate(in: Self.context))
  }

  @Test(
    "A condition without an answer names what has none",
    arguments: [
      ("1️⃣output.missing2️⃣", "output.missing is null, expected true or false"),
      ("failed or 1️⃣output.status2️⃣", "output.status is the string \"ok\", expected true or false"),
      ("not 1️⃣output.count2️⃣", "output.count is the number 3, expected true or false"),
      (
        "1️⃣output.missing > 32️⃣",
        "output.missing is null and 3 is the number 3, expected two numbers or two strings"
      ),
      (
        "true and 1️⃣output.count < 'x'2️⃣",
        "output.count is the number 3 and 'x' is the string \"x\", expected two numbers or two strings"
      ),
      ("1️⃣output.status.x2️⃣ == 1", "output.status is the string \"ok\", expected an object with the key \"x\""),
      ("1️⃣output.object[0]2️⃣ == 1", "output.object is an object, expected an array"),
      (
        "len(1️⃣output.missing2️⃣) > 1",
        "output.missing is null and has no length, expected a string, an array or an object"
      ),
      ("'a' in 1️⃣output.none2️⃣", "output.none is null, expected an array, an object or a string to look in"),
      ("1️⃣output.count2️⃣ in output.status", "output.count is the number 3, expected a string to look for in a string"),
    ])
  func errors(marked: String, message: String) throws {
    let marked = MarkedText(marked)
    let condition = try #require(Condition.parse(LocatedText(marked.text), file: "").accepted)
    let error = #expect(throws: ConditionError.self) { try condition.evaluate(in: Self.context) }
    #expect(error?.message.text == message)
    #expect(error?.range == marked["1", "2"])
  }

  @Test("Whatever text there is, a condition comes out or one placed error")
  func anyText() {
    let pieces = ["(", "not ", "output", ".", "[", "'", "\"", "1", "-", "==", "len(", "é", "\\", "and ", "in "]
    for first in pieces {
      for second in pieces {
        for count in [1, 500] {
          let text = first + String(repeating: second, count: count)
          let reading = Condition.parse(LocatedText(text), file: "")
          #expect((reading.value == nil) == (reading.diagnostics.count == 1))
          #expect(reading.diagnostics.allSatisfy { $0.range != nil })
        }
      }
    }
  }

  @Test("A label without an entry asks for its own status")
  func status() throws {
    #expect(try Condition.status(is: "ok").evaluate(in: Self.context))
    #expect(try !Condition.status(is: "bad").evaluate(in: Self.context))
    #expect(try !Condition.status(is: "ok").evaluate(in: ConditionContext()))
  }
}
