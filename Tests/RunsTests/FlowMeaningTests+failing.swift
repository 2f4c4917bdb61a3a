import Documents
import Flows
import Runs
import Testing

// MARK: - Failing

extension FlowMeaningTests {
  private static let mending = "conditions: {a: {mend: failed, ok: output.status == 'ok'}}"

  @Test(arguments: [ExhaustedPolicy.fail, nil])
  func aVisitFailsWhenItsAttemptsAreExhausted(_ policy: ExhaustedPolicy?) throws {
    var run = try #require(ScriptedRun("START >> a >> b >> END"))
    run.run("a")
    run.attempt("a", .exhausted, policy: policy)
    #expect(run.summary == "a failed, b waiting")
    #expect(run.state.nodes["a"]?.outcome == .failed(because: "its attempts were exhausted"))
  }

  @Test func aVisitFailsWhenItsConditionErrs() throws {
    var run = try #require(
      ScriptedRun(["START >> a ?many >> b >> END", "a >> END"], "conditions: {a: {many: output.n > 1}}"))
    run.finish("a", .object(["n": .string("two")]))
    #expect(run.summary == "a failed, b waiting")
    let because = "output.n is the string \"two\" and 1 is the number 1, expected two numbers or two strings"
    #expect(
      run.state.nodes["a"]?.outcome == .failed(because: "the condition of ?many has no answer: " + because))
  }

  @Test func onAFailedNodeOnlyTheLabelsAreTriedWhoseConditionNamesFailed() throws {
    var run = try #require(
      ScriptedRun(
        ["START >> a ?mend >> b >> END", "a ?ok >> c >> END", "a ?any >> d >> END", "a >> e >> END"],
        "conditions: {a: {any: 'true', mend: failed, ok: output.status == 'ok'}}"))
    run.run("a")
    run.exhaust("a", .fail)
    #expect(run.summary == "a failed, b ready, c skipped, d skipped, e skipped")
    #expect(run.state.phase == .running)
    run.finish("b")
    #expect(run.state.phase == .complete)
  }

  @Test func aFailedNodeMayLeadBackToItself() throws {
    var run = try #require(
      ScriptedRun(["START >> a ?again >> a", "a >> END"], "conditions: {a: {again: failed and visits < 3}}"))
    run.run("a")
    run.exhaust("a", .fail)
    #expect(run.summary == "a ready")
    #expect(run.state.nodes["a"]?.visit == 2)
    #expect(run.state.nodes["a"]?.failures == 0)
  }

  @Test func theLabelsOfANodeThatFailedByExhaustionSeeNoOutput() throws {
    var run = try #require(
      ScriptedRun(["START >> a ?none >> b >> END", "a >> END"], "conditions: {a: {none: failed and output == null}}"))
    run.run("a")
    run.exhaust("a", .fail)
    #expect(run.summary == "a failed, b ready")
  }

  @Test func theLabelsOfANodeWhoseConditionFailedSeeTheOutputThatWasAccepted() throws {
    var run = try #require(
      ScriptedRun(
        ["START >> a ?broken >> b >> END", "a ?one >> c >> END"],
        "conditions: {a: {one: output.n > 'x', broken: failed and output.n == 1}}"))
    run.finish("a", Self.n(1))
    #expect(run.summary == "a failed, b ready, c skipped")
  }

  @Test func skipTakesTheUnlabelledEdgesAndTriesNoLabel() throws {
    var run = try #require(
      ScriptedRun(["START >> a ?mend >> b >> END", "a ?ok >> c >> END", "a >> d >> END"], Self.mending))
    run.run("a")
    run.exhaust("a", .skip)
    #expect(run.summary == "a skipped, b skipped, c skipped, d ready")
  }

  @Test func skipWithoutUnlabelledEdgesLeadsNowhere() throws {
    var run = try #require(ScriptedRun(["START >> a ?mend >> b >> END", "a ?ok >> c >> END"], Self.mending))
    run.run("a")
    run.exhaust("a", .skip)
    #expect(run.summary == "a skipped, b skipped, c skipped")
    #expect(run.state.phase == .failed)
  }

  @Test func terminateEndsTheRunWhateverLabelsThereAre() throws {
    var run = try #require(
      ScriptedRun(["START >> a ?mend >> b >> END", "a ?ok >> c >> END", "a >> d >> END"], Self.mending))
    run.run("a")
    run.exhaust("a", .terminate)
    #expect(run.summary == "a failed, b waiting, c waiting, d waiting")
    #expect(run.state.phase == .terminated)
  }

  @Test func aFailedNodeNoneOfWhoseLabelsHoldsFailsTheRunAndRunningAgentsMayFinish() throws {
    var run = try #require(ScriptedRun("START >> [a, b] >> c >> END", "b >> d >> END"))
    run.run("a")
    run.run("b")
    run.exhaust("a", .fail)
    #expect(run.state.phase == .failing)
    run.attempt("b", .accepted)
    #expect(run.summary == "a failed, b done, c waiting, d ready")
    #expect(run.state.phase == .failed)
  }

  @Test func fromThenOnNoWayBackTakesEffectUntilTheRunIsResumed() throws {
    var run = try #require(ScriptedRun("START >> [a, b] >> END", "b ?again >> b"))
    run.run("a")
    run.exhaust("a", .fail)
    run.finish("b", Self.status("again"))
    #expect(run.summary == "a failed, b done")
    run.resume()
    #expect(run.summary == "a ready, b ready")
  }
}

// MARK: - State

extension FlowMeaningTests {
  @Test func anAcceptedOutputSetsEachStateVariableThatItsHeaderHasAKeyFor() throws {
    var run = try #require(ScriptedRun(["START >> a >> b >> END"], "state: {n: 0, list: [], other: 1}"))
    run.finish("a", .object(["n": .integer(5), "list": .array([.null]), "unknown": .integer(1)]))
    #expect(
      Node(.object(run.state.variables)) == .object(["n": .integer(5), "list": .array([.null]), "other": .integer(1)]))
  }

  @Test func aRejectedOutputSetsNothing() throws {
    var run = try #require(ScriptedRun(["START >> a >> END"], "state: {n: 0}"))
    run.run("a")
    run.attempt("a", .rejected, header: Self.n(5))
    #expect(run.state.variables["n"] == .integer(0))
  }

  @Test func stateChangesAreAppliedBeforeConditionsAreEvaluated() throws {
    var run = try #require(
      ScriptedRun(["START >> a ?many >> b >> END", "a >> END"], "state: {n: 0}\nconditions: {a: {many: state.n > 4}}"))
    run.finish("a", Self.n(5))
    #expect(run.summary == "a done, b ready")
  }
}

// MARK: - End

extension FlowMeaningTests {
  @Test func aRunIsCompleteWhenENDWasReachedAndNothingIsReadyOrRunning() throws {
    var run = try #require(ScriptedRun("START >> [a, b] >> END"))
    run.finish("a")
    // END does not cancel other live branches.
    #expect(run.state.hasReachedEnd)
    #expect(run.summary == "a done, b ready")
    #expect(run.state.phase == .running)
    run.finish("b")
    #expect(run.state.phase == .complete)
  }

  @Test func aRunHasFailedWhenNothingIsReadyOrRunningAndENDWasNotReached() throws {
    var run = try #require(ScriptedRun(["START >> a ?never >> END", "a >> b ?never >> END", "b ?mend >> END"], ""))
    run.finish("a")
    run.run("b")
    run.exhaust("b", .skip)
    #expect(run.summary == "a done, b skipped")
    #expect(run.state.phase == .failed)
  }
}
