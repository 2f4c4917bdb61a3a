import Diagnostics
import Documents
import Flows
import Runs
import Testing

/// Each sentence on what a flow means, on a flow that is just large enough.
struct FlowMeaningTests {
  static func status(_ word: String) -> Node { .object(["status": .string(word)]) }
  static func n(_ number: Int) -> Node { .object(["n": .integer(number)]) }
}

// MARK: - Back edges

extension FlowMeaningTests {
  @Test func anEdgeToANodeOnTheCurrentPathIsABackEdgeAllOthersAreForward() throws {
    let flow = try #require(
      ScriptedRun.flow(["START >> a >> b >> c >> END", "a >> c", "b ?again >> a", "c ?self >> c", "c ?over >> a"]))
    let back = flow.edges.filter(\.isBack).map { "\($0.from) \($0.to)" }
    #expect(back == ["b a", "c c", "c a"])
  }

  @Test func aNodeThatWasLeftBeforeIsNotOnThePath() throws {
    // The walk reaches b by a and leaves it; the way from c to it is no way back.
    let flow = try #require(ScriptedRun.flow(["START >> a >> b >> END", "a >> c >> b"]))
    #expect(flow.edges.filter(\.isBack).isEmpty)
  }

  @Test func theWalkTakesEachNodesEdgesInTextOrder() throws {
    // From a to c first: then c is behind b on the path, and goes back to it.
    let first = try #require(ScriptedRun.flow(["START >> a >> b >> c >> END", "a >> c", "c ?again >> b"]))
    #expect(first.edges.filter(\.isBack).map(\.from) == ["c"])
    let second = try #require(
      ScriptedRun.flow(["START >> a >> c >> END", "a >> b ?over >> c", "c ?again >> b", "b >> END"]))
    #expect(second.edges.filter(\.isBack).map(\.from) == ["b"])
  }

  @Test func anUnlabelledEdgeOfANodeThatHasLabelsIsItsElse() throws {
    var run = try #require(ScriptedRun("START >> a ?ok >> b >> END", "a >> c >> END"))
    run.finish("a", Self.status("ok"))
    #expect(run.summary == "a done, b ready, c skipped")
  }
}

// MARK: - Leaving a node

extension FlowMeaningTests {
  @Test(arguments: [
    ("one: output.n > 0, two: output.n > 1", "b ready, c ready, d skipped"),
    // The first that holds leads back: none behind it is tried.
    ("again: output.n > 1, one: output.n > 'x'", "b waiting, c waiting, d waiting"),
    // The first that holds leads forward: the way back isn't tried.
    ("one: 'true', again: output.n > 'x', two: 'true'", "b ready, c ready, d skipped"),
    // Those without an entry come behind the others.
    ("two: 'true', again: 'true'", "b skipped, c ready, d skipped"),
  ])
  func theLabelsAreTriedInTheOrderOfTheConditions(_ conditions: String, _ expected: String) throws {
    var run = try #require(
      ScriptedRun(
        ["START >> a ?one >> b >> END", "a ?two >> c >> END", "a >> d >> END", "a ?again >> a"],
        "conditions: {a: {\(conditions)}}"))
    run.finish("a", Self.n(2))
    #expect(run.summary.hasSuffix(expected))
  }

  @Test func ifTheFirstThatHoldsLeadsBackItAloneIsTaken() throws {
    var run = try #require(
      ScriptedRun(
        ["START >> a ?again >> a", "a ?on >> b >> END"], "conditions: {a: {again: output.n == 1, on: 'true'}}"))
    run.finish("a", Self.n(1))
    #expect(run.summary == "a ready, b waiting")
    #expect(run.state.nodes["a"]?.visit == 2)
    run.finish("a", Self.n(2))
    #expect(run.summary == "a done, b ready")
  }

  @Test func otherwiseAllForwardLabelsThatHoldAreTakenAndNoBackOne() throws {
    var run = try #require(
      ScriptedRun(
        ["START >> a ?one >> b >> END", "a ?two >> c >> END", "a ?again >> a"],
        "conditions: {a: {one: 'true', again: 'true', two: 'true'}}"))
    run.finish("a")
    #expect(run.summary == "a done, b ready, c ready")
    #expect(run.state.nodes["a"]?.labels == ["one", "two"])
  }

  @Test func ifNoneHoldsTheUnlabelledEdgesAreTaken() throws {
    var run = try #require(ScriptedRun("START >> a ?ok >> b >> END", "a >> [c, d] >> END"))
    run.finish("a", Self.status("other"))
    #expect(run.summary == "a done, b skipped, c ready, d ready")
  }

  @Test func anElseMayLeadBack() throws {
    var run = try #require(ScriptedRun("START >> a >> b ?ok >> END", "b >> a"))
    run.finish("a")
    run.finish("b", Self.status("other"))
    #expect(run.summary == "a ready, b waiting")
  }

  @Test func ifThereAreNoneTheNodeFailsNamingTheLabels() throws {
    var run = try #require(ScriptedRun("START >> a ?ok >> b >> END", "a ?bad >> c >> END"))
    run.finish("a", Self.status("other"))
    #expect(run.summary == "a failed, b waiting, c waiting")
    #expect(
      run.state.nodes["a"]?.outcome
        == .failed(
          because:
            "none of its labels holds, and no edge without a label leads on: ?ok: output.status == 'ok' is false (output.status is the string \"other\"); ?bad: output.status == 'bad' is false (output.status is the string \"other\")"
        ))
  }

  @Test func notTakenEdgesAreDead() throws {
    var run = try #require(ScriptedRun("START >> a ?ok >> b >> END", "a ?bad >> c >> d >> END"))
    run.finish("a", Self.status("ok"))
    #expect(run.summary == "a done, b ready, c skipped, d skipped")
  }

  @Test func aLabelWithoutAnEntryMeansThatTheStatusIsItsName() throws {
    var run = try #require(ScriptedRun("START >> a ?very-good >> b >> END", "a >> END"))
    run.finish("a", Self.status("very-good"))
    #expect(run.summary == "a done, b ready")
  }

  @Test func aLabelThatLeadsBothForwardAndBackIsAnError() {
    let text = "name: x\nflow: |\n  START >> a >> b ?on >> END\n  b ?on >> a\n"
    let reading = FlowReader(file: "flow.yaml").read(Array(text.utf8))
    #expect(reading.diagnostics.map(\.code.description) == ["flow/label-both-ways"])
  }
}
