import Diagnostics
import Documents
import Testing

@testable import Flows

/// What is said about conditions that `ConditionTests` doesn't show: one test
/// a sentence.
struct ConditionMeaningTests {
  private func holds(_ text: String, _ context: ConditionContext = ConditionContext()) throws -> Bool {
    try #require(Condition.parse(LocatedText(text), file: "").accepted).evaluate(in: context)
  }

  @Test(arguments: [true, false])
  func failedTellsWhetherTheVisitFailed(_ failed: Bool) throws {
    let context = ConditionContext(failed: failed)
    #expect(try holds("failed", context) == failed)
    #expect(try holds("failed == true", context) == failed)
    #expect(try holds("not failed", context) != failed)
  }

  @Test(arguments: ["failed", "not failed", "output.n > 1 or (output.m == 2 and failed)", "len([failed]) == 1"])
  func aConditionNamesFailedWhereverItStands(_ text: String) throws {
    #expect(try #require(Condition.parse(LocatedText(text), file: "").accepted).mentionsFailed)
  }

  @Test(arguments: ["output.failed", "state.failed == 1", "output.x == 'failed'", "output['failed']"])
  func aFieldOrATextOfThatNameIsNotFailed(_ text: String) throws {
    #expect(try !#require(Condition.parse(LocatedText(text), file: "").accepted).mentionsFailed)
  }

  @Test func theOutputOfALoopIsAListOfHeaders() throws {
    let output = Node.array([.object(["n": .integer(1)]), .null, .object(["n": .integer(3)])])
    let context = ConditionContext(output: output)
    for text in [
      "len(output) == 3", "output[0].n == 1", "output[1] == null", "output[1].n == null", "output[2].n == 3",
      "output[3] == null", "null in output",
    ] {
      #expect(try holds(text, context), "\(text)")
    }
  }

  @Test func withoutAnOutputEveryFieldOfItIsNull() throws {
    for text in ["output == null", "output.status == null", "output.content == null", "output.a.b[0]['c'] == null"] {
      #expect(try holds(text), "\(text)")
    }
  }

  @Test func attemptsAndVisitsAreNumbers() throws {
    let context = ConditionContext(attempts: 3, visits: 7)
    #expect(try holds("attempts == 3 and visits == 7", context))
    #expect(try holds("attempts < visits", context))
  }

  /// A value of each type, as it is written.
  private static let values = ["null", "true", "1", "'1'", "[1]", "output"]

  @Test(arguments: ["<", "<=", ">", ">="])
  func orderingUnlikeTypesIsAnErrorAndNeverSilentlyFalse(_ sign: String) throws {
    let context = ConditionContext(output: .object(["n": .integer(1)]))
    for (place, left) in Self.values.enumerated() {
      for (other, right) in Self.values.enumerated() {
        // Two numbers or two strings have an order, nothing else has.
        if place == other, left == "1" || left == "'1'" { continue }
        let text = "\(left) \(sign) \(right)"
        #expect(throws: ConditionError.self, "\(text)") { try holds(text, context) }
      }
    }
  }

  @Test(arguments: [("<", false, true), ("<=", true, true), (">", false, false), (">=", true, false)])
  func likeTypesHaveAnOrder(_ sign: String, _ equal: Bool, _ less: Bool) throws {
    #expect(try holds("1 \(sign) 1.0") == equal)
    #expect(try holds("1 \(sign) 1.5") == less)
    #expect(try holds("'a' \(sign) \"a\"") == equal)
    #expect(try holds("'a' \(sign) \"b\"") == less)
  }

  @Test func unlikeTypesAreUnequal() throws {
    let context = ConditionContext(output: .object(["n": .integer(1)]))
    for (place, left) in Self.values.enumerated() {
      for (other, right) in Self.values.enumerated() {
        #expect(try holds("\(left) == \(right)", context) == (place == other), "\(left) == \(right)")
        #expect(try holds("\(left) != \(right)", context) == (place != other), "\(left) != \(right)")
      }
    }
  }

  @Test func parenthesesBindFirst() throws {
    #expect(try holds("true or false and false"))
    #expect(try !holds("(true or false) and false"))
    #expect(try !holds("not (true or false)"))
    #expect(try holds("not false or true"))
  }

  @Test func aStringMayStandInEitherQuote() throws {
    #expect(try holds("'say \"yes\"' == \"say \\\"yes\\\"\""))
    #expect(try holds("\"it's\" == 'it\\'s'"))
  }
}
