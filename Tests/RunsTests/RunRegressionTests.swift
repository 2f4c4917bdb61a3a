import Documents
import Flows
import Platform
import Runs
import Testing

/// Mistakes of the state of a run that random runs have shown.
struct RunRegressionTests {
  @Test func aNodeWhoseVisitsAreUsedUpDoesNotGoBackForever() throws {
    var run = try #require(
      ScriptedRun(
        ["START >> a ?again >> a", "a >> END"],
        "conditions: {a: {again: failed or output.n == 1}}\nexecution: {max_visits: 1}"))
    run.run("a")
    var state = run.state
    let document = Document(header: .object(["n": .integer(1)]), content: .string(""), text: "", hasFrontmatter: true)
    var attempt = Attempt(
      identity: MessageIdentity(key: "k", uuid: nil), node: "a", visit: 1, number: 1, agentID: "agent-a",
      toolUseID: "call-a", outcome: .accepted, isGated: true, answer: .init(.null))
    attempt.departure = state.departure(of: "a", accepting: document, attempt: 1)
    state.apply(RunEvent(sequence: 4, at: Timestamp(milliseconds: 0), kind: .attempt(attempt)))
    let ends = state.decidesDueAtLast()
    #expect(ends)
    #expect(state.phase == .failed)
    #expect(state.status(of: "a") == .failed)
  }

  @Test func aLoopWithoutItemsThatGoesBackToItselfUsesUpItsVisits() throws {
    let run = try #require(
      ScriptedRun(
        ["START >> a * $items ?again >> a", "a >> END"],
        "state: {items: []}\nconditions: {a: {again: len(output) == 0}}\nexecution: {max_visits: 3}"))
    var state = run.state
    let ends = state.decidesDueAtLast()
    #expect(ends)
    #expect(state.phase == .failed)
  }

  @Test func theVisitThatWouldBeOneTooManyIsNoVisit() throws {
    var run = try #require(ScriptedRun(["START >> a ?again >> a", "a >> END"], "execution: {max_visits: 2}"))
    run.finish("a", .object(["status": .string("again")]))
    run.finish("a", .object(["status": .string("again")]))
    #expect(run.summary == "a failed")
    #expect(run.state.nodes["a"]?.visit == 2)
  }

  @Test func aLoopThatFailedAfterAllItsItemsWereDoneIsReadyWhenTheRunIsResumed() throws {
    var run = try #require(ScriptedRun(["START >> a * $items ?ok >> END"], "state: {items: [x]}"))
    run.finish("a", item: 0)
    #expect(run.summary == "a failed")
    run.resume()
    #expect(run.summary == "a ready")
    #expect(run.state.phase == .running)
  }

  @Test func aPolicyThatEndedAnEarlierVisitDoesNotTerminateALaterFailure() throws {
    var run = try #require(ScriptedRun(["START >> a ?ok >> END"], ""))
    run.run("a")
    run.lose("a", policy: .terminate)
    #expect(run.state.phase == .terminated)
    run.resume()
    run.finish("a", .object(["status": .string("unknown")]))
    #expect(run.summary == "a failed")
    #expect(run.state.phase == .failed)
  }

  @Test func anItemThatEndsTheRunDoesSoWhateverTheOthersComeTo() throws {
    var run = try #require(
      ScriptedRun(
        ["START >> a * $items[2] ?mend >> b >> END", "a >> END"],
        "state: {items: [x, y]}\nconditions: {a: {mend: failed}}"))
    run.run("a", item: 0)
    run.run("a", item: 1)
    run.exhaust("a", .terminate, item: 0)
    run.attempt("a", .accepted, agent: "agent-a-1", item: 1)
    #expect(run.summary == "a failed, b waiting")
    #expect(run.state.phase == .terminated)
  }

  @Test func aLoopFailsWhenItsHeldItemIsRejectedAfterAnotherHasFailed() throws {
    var run = try #require(ScriptedRun(["START >> a * $items[2] >> END"], "state: {items: [x, y]}"))
    run.run("a", item: 0)
    run.run("a", item: 1)
    run.attempt("a", .unchecked, agent: "agent-a-1", item: 1)
    run.exhaust("a", .fail, item: 0)
    #expect(run.summary == "a held")
    run.attempt("a", .rejected, agent: "agent-a-1", item: 1)
    #expect(run.summary == "a failed")
    #expect(run.state.failingNodes == ["a"])
  }
}
