import Documents
import Flows
import Runs
import Testing

// MARK: - Arriving

extension FlowMeaningTests {
  @Test func aNodeIsReadyWhenEveryForwardEdgeIntoItIsSettledAndOneWasTaken() throws {
    var run = try #require(ScriptedRun("START >> [a, b] >> c >> END", "a ?stop >> END"))
    run.finish("a", Self.status("stop"))
    #expect(run.summary == "a done, b ready, c waiting")
    run.finish("b")
    #expect(run.summary == "a done, b done, c ready")
  }

  @Test func aBackEdgeMakesANodeReadyWhoseForwardEdgesAreDead() throws {
    // b's way forward into c dies; c comes to b by a way back from d.
    var run = try #require(
      ScriptedRun(
        ["START >> a ?never >> b >> d >> END", "a >> d", "d ?again >> b"], "conditions: {a: {never: 'false'}}"))
    run.finish("a")
    #expect(run.summary == "a done, b skipped, d ready")
    run.finish("d", Self.status("again"))
    #expect(run.summary == "a done, b ready, d waiting")
  }

  @Test func aNodeIsSkippedAndItsEdgesDieWhenAllEdgesIntoItAreDead() throws {
    var run = try #require(ScriptedRun("START >> a ?never >> [b, c] >> d >> e >> END", "a >> END"))
    run.finish("a")
    #expect(run.summary == "a done, b skipped, c skipped, d skipped, e skipped")
    #expect(run.state.phase == .complete)
  }

  @Test func aJoinWaitsForBoth() throws {
    var run = try #require(ScriptedRun("START >> [a, b] >> c >> END"))
    run.finish("b")
    #expect(run.summary == "a ready, b done, c waiting")
    run.finish("a")
    #expect(run.summary == "a done, b done, c ready")
  }

  @Test func aJoinAfterBranchesWaitsOnlyForLiveOnes() throws {
    var run = try #require(ScriptedRun("START >> a ?left >> b >> d >> END", "a ?right >> c >> d"))
    run.finish("a", Self.status("right"))
    #expect(run.summary == "a done, b skipped, d waiting, c ready")
    run.finish("c")
    #expect(run.summary == "a done, b skipped, d ready, c done")
  }
}

// MARK: - Going back

extension FlowMeaningTests {
  @Test func aTakenBackEdgeResetsItsTargetAndAllThatForwardEdgesReachFromIt() throws {
    var run = try #require(ScriptedRun("START >> a >> b >> [c, d] >> e >> END", "e ?again >> b", "e >> END"))
    for node in ["a", "b", "c", "d"] { run.finish(node) }
    run.finish("e", Self.status("again"))
    #expect(run.summary == "a done, b ready, c waiting, d waiting, e waiting")
    #expect(["a", "b", "c", "d", "e"].map { run.state.nodes[$0]?.visit } == [1, 2, 1, 1, 1])
    #expect(!run.state.hasReachedEnd)
  }

  @Test func edgesFromOutsideKeepTheirState() throws {
    // The join waits for b again, but not for x, which is outside.
    var run = try #require(ScriptedRun("START >> [a, x] >> b >> END", "b ?again >> a", "b >> END"))
    run.finish("a")
    run.finish("x")
    run.finish("b", Self.status("again"))
    #expect(run.summary == "a ready, x done, b waiting")
    run.finish("a", .object([:]))
    #expect(run.summary == "a done, x done, b ready")
  }

  @Test func itTakesEffectWhenNoneOfTheseIsRunningAndUntilThenNoneBecomesReady() throws {
    var run = try #require(ScriptedRun("START >> a >> [b, c] >> END", "b ?again >> a", "c >> d >> END"))
    run.finish("a")
    run.run("c")
    run.finish("b", Self.status("again"))
    #expect(run.summary == "a done, b done, c running, d waiting")
    #expect(run.state.returnOver("d") == ["a"])
    run.attempt("c", .accepted)
    #expect(run.summary == "a ready, b waiting, c waiting, d waiting")
  }

  @Test func aCallThatHasNotStartedIsWaitedForToo() throws {
    var run = try #require(ScriptedRun("START >> a >> [b, c] >> END", "b ?again >> a"))
    run.finish("a")
    run.admit("c")
    run.finish("b", Self.status("again"))
    #expect(run.summary == "a done, b done, c admitted")
    run.add(.released(toolUseID: "call-c"))
    #expect(run.summary == "a ready, b waiting, c waiting")
  }

  @Test func aNodeThatWasReadyWaitsForTheReturn() throws {
    var run = try #require(ScriptedRun("START >> a >> [b, c, d] >> END", "b ?again >> a"))
    run.finish("a")
    run.run("c")
    run.finish("b", Self.status("again"))
    #expect(run.summary == "a done, b done, c running, d waiting")
  }

  @Test func anAttemptBelongsToItsVisitAndALateOneChangesNothing() throws {
    var run = try #require(ScriptedRun("START >> a ?again >> a", "a >> END"))
    run.finish("a", Self.status("again"))
    run.attempt("a", .accepted, agent: "old", visit: 1, edges: [FlowEdgeName(from: "a", to: "END")])
    #expect(run.summary == "a ready")
    #expect(run.state.lateAttempts.map(\.visit) == [1])
    #expect(run.state.nodes["a"]?.attempts(ofItem: nil).isEmpty == true)
  }

  @Test func aNodeWhoseMaxVisitsAreExceededFails() throws {
    var run = try #require(ScriptedRun(["START >> a ?again >> a", "a >> END"], "execution: {max_visits: 2}"))
    run.finish("a", Self.status("again"))
    #expect(run.summary == "a ready")
    run.finish("a", Self.status("again"))
    #expect(run.summary == "a failed")
    #expect(
      run.state.nodes["a"]?.outcome == .failed(because: "it would be visited more than 2 times (max_visits)"))
  }

  @Test func ofTwoWaysBackTheOneThatLeadsFurtherBackContainsTheOther() throws {
    var run = try #require(ScriptedRun("START >> a >> b >> [c, d] >> END", "c ?again >> a", "d ?again >> b"))
    run.finish("a")
    run.finish("b")
    run.run("d")
    run.finish("c", Self.status("again"))
    run.attempt("d", .accepted, header: Self.status("again"))
    #expect(run.summary == "a ready, b waiting, c waiting, d waiting")
    run.finish("a", .object([:]))
    #expect(run.summary == "a done, b ready, c waiting, d waiting")
  }

  @Test func nestedLoopsCountTheirVisitsEach() throws {
    var run = try #require(ScriptedRun("START >> a >> b ?again >> b", "b >> c ?over >> a", "c >> END"))
    run.finish("a")
    run.finish("b", Self.status("again"))
    run.finish("b", Self.status("on"))
    run.finish("c", Self.status("over"))
    #expect(run.summary == "a ready, b waiting, c waiting")
    run.finish("a", .object([:]))
    #expect(["a", "b", "c"].map { run.state.nodes[$0]?.visit } == [2, 3, 1])
  }
}
