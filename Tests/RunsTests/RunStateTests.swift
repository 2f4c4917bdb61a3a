import Documents
import Flows
import Platform
import Testing

@testable import Runs

/// What the fold makes of events, by the sentences of the design.
struct RunStateTests {
  // MARK: Readiness

  @Test func aChainIsReadyOneNodeAfterTheOther() throws {
    var run = try #require(ScriptedRun("START >> a >> b >> END"))
    #expect(run.summary == "a ready, b waiting")
    run.admit("a")
    #expect(run.summary == "a admitted, b waiting")
    run.begin("a")
    #expect(run.summary == "a running, b waiting")
    run.attempt("a", .accepted)
    #expect(run.summary == "a done, b ready")
    #expect(run.state.phase == .running)
    run.finish("b")
    #expect(run.summary == "a done, b done")
    #expect(run.state.phase == .complete)
    #expect(run.state.lastArtifact == "/p/w/.context/b.md")
  }

  @Test func aJoinWaitsForAllAndNamesWhomItWaitsFor() throws {
    var run = try #require(ScriptedRun("START >> [a, b, c] >> d >> END"))
    #expect(run.state.readyNodes == ["a", "b", "c"])
    run.finish("c")
    run.run("a")
    #expect(run.summary == "a running, b ready, c done, d waiting")
    #expect(run.state.blockers(of: "d").map { "\($0.node) \($0.status.rawValue)" } == ["a running", "b ready"])
    run.attempt("a", .accepted)
    run.finish("b")
    #expect(run.state.readyNodes == ["d"])
    #expect(run.state.blockers(of: "d").isEmpty)
  }

  @Test func groupsOneBehindTheOtherAreJoinedInFull() throws {
    var run = try #require(ScriptedRun("START >> [a, b] >> [c, d] >> END"))
    run.finish("a")
    #expect(run.summary == "a done, b ready, c waiting, d waiting")
    run.finish("b")
    #expect(run.state.readyNodes == ["c", "d"])
    run.finish("c")
    #expect(run.state.hasReachedEnd)
    #expect(run.state.phase == .running, "END does not cancel what is left")
    run.finish("d")
    #expect(run.state.phase == .complete)
  }

  @Test func edgesOfSeveralChainsAddUp() throws {
    var run = try #require(ScriptedRun("START >> a >> c >> END", "START >> b >> c"))
    run.finish("a")
    #expect(run.summary == "a done, c waiting, b ready")
    run.finish("b")
    #expect(run.state.readyNodes == ["c"])
  }

  @Test func aNodeThatIsAdmittedOrAtWorkIsNotReadyAgain() throws {
    var run = try #require(ScriptedRun("START >> [a, b] >> END"))
    run.admit("a")
    #expect(run.state.readyNodes == ["b"])
    run.begin("a")
    #expect(run.state.readyNodes == ["b"])
    #expect(run.state.openCalls(of: "a").count == 1)
  }

  @Test func anEdgeThatWasNotTakenIsDeadAndSkipsWhatOnlyItLeadsTo() throws {
    var run = try #require(ScriptedRun("START >> a >> [b, c] >> d >> END", "b >> e >> END"))
    run.run("a")
    run.attempt("a", .accepted, edges: [FlowEdgeName(from: "a", to: "c")])
    #expect(run.summary == "a done, b skipped, c ready, d waiting, e skipped")
    run.finish("c")
    #expect(run.state.readyNodes == ["d"], "a join after branches waits only for live ones")
    run.finish("d")
    #expect(run.state.phase == .complete)
  }

  @Test func aRunThatTookNoEdgeToENDHasFailed() throws {
    var run = try #require(ScriptedRun("START >> a >> b >> END"))
    run.run("a")
    run.attempt("a", .accepted, edges: [])
    #expect(run.summary == "a done, b skipped")
    #expect(!run.state.hasReachedEnd)
    #expect(run.state.phase == .failed)
  }

  // MARK: Attempts

  @Test func aRejectedAttemptIsSentBackWhileItsAgentIsAtWork() throws {
    var run = try #require(ScriptedRun("START >> a >> b >> END"))
    run.run("a")
    run.attempt("a", .rejected, problems: ["x", "y"])
    #expect(run.summary == "a running, b waiting")
    let node = try #require(run.state.nodes["a"])
    #expect(node.failures == 1)
    #expect(node.lastProblems == ["x", "y"])
    #expect(node.attemptsOfVisit == 1)
    #expect(node.accepted == nil)
    run.attempt("a", .accepted)
    #expect(run.summary == "a done, b ready")
    #expect(run.state.nodes["a"]?.accepted?.number == 2)
  }

  @Test func exhaustedAttemptsFailTheNodeAndNothingNewIsAdmitted() throws {
    var run = try #require(ScriptedRun("START >> [a, b] >> c >> END"))
    run.run("a")
    run.run("b")
    run.attempt("a", .exhausted, policy: .fail)
    #expect(run.summary == "a failed, b running, c waiting")
    #expect(run.state.failedNodes == ["a"])
    #expect(run.state.phase == .failing)
    run.attempt("b", .accepted)
    #expect(run.summary == "a failed, b done, c waiting")
    #expect(run.state.phase == .failed)
    #expect(!run.state.isTerminated)
  }

  @Test func withoutAPolicyExhaustedAttemptsFail() throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    run.run("a")
    run.attempt("a", .exhausted)
    #expect(run.state.phase == .failed)
  }

  @Test func theSkipPolicyTakesTheEdgesAllTheSame() throws {
    var run = try #require(ScriptedRun("START >> [a, b] >> c >> END"))
    run.run("a")
    run.attempt("a", .exhausted, policy: .skip)
    #expect(run.summary == "a skipped, b ready, c waiting")
    run.finish("b")
    #expect(run.state.readyNodes == ["c"])
    run.run("c")
    run.attempt("c", .exhausted, policy: .skip)
    #expect(run.state.phase == .complete)
    #expect(run.state.nodes["c"]?.outcome == .skipped(because: "its attempts were exhausted"))
  }

  @Test func theTerminatePolicyEndsTheRunEvenIfOthersAreAtWork() throws {
    var run = try #require(ScriptedRun("START >> [a, b] >> c >> END"))
    run.run("a")
    run.run("b")
    run.attempt("a", .exhausted, policy: .terminate)
    #expect(run.state.isTerminated)
    #expect(run.state.phase == .terminated)
  }

  @Test(arguments: [Attempt.Outcome.unchecked, .unassigned])
  func aNodeWhoseDocumentCouldNotBeJudgedIsHeld(_ outcome: Attempt.Outcome) throws {
    var run = try #require(ScriptedRun("START >> a >> b >> END"))
    run.run("a")
    run.attempt("a", outcome, call: "call-a", note: "the validator is broken")
    #expect(run.summary == "a held, b waiting")
    #expect(run.state.heldNodes == ["a"])
    #expect(run.state.nodes["a"]?.held == "the validator is broken")
    #expect(run.state.nodes["a"]?.failures == 0)
    #expect(run.state.phase == .held)
    run.attempt("a", .accepted)
    #expect(run.summary == "a done, b ready")
    #expect(run.state.heldNodes.isEmpty)
  }

  @Test func aDocumentThatFoundItsItemLaterIsOneAttempt() throws {
    var run = try #require(
      ScriptedRun(
        ["START >> a * $items[2] ?three >> b >> END", "a >> END"],
        "state: {items: [p, q]}\nconditions: {a: {three: attempts == 3}}"))
    run.run("a", item: 0)
    run.run("a", item: 1)
    // The same words of another agent are another message.
    run.attempt("a", .unassigned, agent: "agent-a-0", hash: "same")
    run.attempt("a", .unassigned, agent: "agent-a-1", hash: "same")
    #expect(run.state.nodes["a"]?.tries == 2)
    run.attempt("a", .rejected, agent: "agent-a-0", item: 0, hash: "same")
    #expect(run.state.nodes["a"]?.tries == 2)
    run.attempt("a", .accepted, agent: "agent-a-0", item: 0, hash: "other")
    #expect(run.state.nodes["a"]?.tries == 3)
    run.attempt("a", .accepted, agent: "agent-a-1", item: 1, hash: "same")
    #expect(run.summary == "a done, b ready")
  }

  @Test func aDocumentThatFoundNoItemHoldsNothingOnceAllItemsAreSettled() throws {
    var run = try #require(ScriptedRun(["START >> a * $items[2] >> b >> END"], "state: {items: [p, q]}"))
    run.run("a", item: 0)
    run.run("a", item: 1)
    run.attempt("a", .unassigned, agent: "stranger", note: "nobody's", hash: "h")
    #expect(run.summary == "a held, b waiting")
    #expect(run.state.phase == .running, "two are at work")
    run.attempt("a", .accepted, agent: "agent-a-0", item: 0)
    run.attempt("a", .accepted, agent: "agent-a-1", item: 1)
    #expect(run.summary == "a done, b ready")
    #expect(run.state.heldNodes == [])
  }

  @Test func withoutAFlowASecondDocumentThatCouldNotBeJudgedHoldsItsNode() throws {
    var run = try #require(ScriptedRun())
    run.run("a", call: "c1", agent: "x")
    run.run("a", call: "c2", agent: "y")
    run.attempt("a", .accepted, agent: "x", call: "c1")
    #expect(run.state.heldNodes == [])
    run.attempt("a", .unchecked, agent: "y", call: "c2", note: "the validator is broken")
    #expect(run.state.heldNodes == ["a"])
    #expect(run.state.phase == .held)
    run.attempt("a", .accepted, agent: "y", call: "c2")
    #expect(run.state.phase == .complete)
  }

  @Test func aHeldNodeWhoseDocumentIsRejectedAfterAllIsReady() throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    run.run("a")
    run.attempt("a", .unchecked)
    run.attempt("a", .rejected, problems: ["x"])
    #expect(run.summary == "a ready")
    #expect(run.state.nodes["a"]?.failures == 1)
  }

  @Test func whileANodeIsHeldOnlyThoseAtWorkGoOn() throws {
    var run = try #require(ScriptedRun("START >> [a, b] >> END"))
    run.run("a")
    run.attempt("a", .unchecked)
    #expect(run.state.phase == .held, "nobody is let in")
    run.run("b")
    #expect(run.state.phase == .running)
    run.attempt("b", .accepted)
    #expect(run.state.phase == .held)
  }

  @Test func aLateAttemptIsKeptAndChangesNothing() throws {
    var run = try #require(ScriptedRun("START >> a >> b >> END"))
    run.finish("a")
    run.blockStop()
    run.attempt("a", .late, note: "over")
    #expect(run.summary == "a done, b ready")
    #expect(run.state.lateAttempts.map(\.note) == ["over"])
    #expect(run.state.nodes["a"]?.attempts.count == 1)
    #expect(run.state.stopBlocks == 1)
  }

  @Test func anAttemptOfANodeThatTheRunDoesNotKnowIsLate() throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    run.attempt("stranger", .accepted)
    #expect(run.state.lateAttempts.count == 1)
    #expect(run.summary == "a ready")
  }

  @Test func anAttemptForAnOlderVisitIsLateWhateverItSays() throws {
    var run = try #require(ScriptedRun("START >> a >> b >> END"))
    run.run("a")
    run.attempt("a", .exhausted)
    run.resume()
    #expect(run.summary == "a ready, b waiting")
    run.attempt("a", .accepted, call: "call-a", visit: 1)
    #expect(run.summary == "a ready, b waiting")
    #expect(run.state.lateAttempts.count == 1)
    #expect(run.state.nodes["a"]?.accepted == nil)
  }

  @Test func aSecondAttemptForANodeThatIsDoneIsLateAndSettlesNoEdgeAnew() throws {
    var run = try #require(ScriptedRun("START >> a >> [b, c] >> END"))
    run.run("a")
    run.attempt("a", .accepted, key: "one", edges: [FlowEdgeName(from: "a", to: "b")])
    run.attempt("a", .accepted, key: "two", edges: [FlowEdgeName(from: "a", to: "c")])
    run.attempt("a", .exhausted, key: "three", policy: .fail)
    #expect(run.summary == "a done, b ready, c skipped")
    #expect(run.state.nodes["a"]?.accepted?.identity.key == "one")
    #expect(run.state.lateAttempts.map(\.identity.key) == ["two", "three"])
  }

  // MARK: Lost and released calls

  @Test func aLostCallMakesItsNodeReadyAndCountsAsAnAttempt() throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    run.run("a")
    run.attempt("a", .rejected, problems: ["x"])
    run.lose("a")
    #expect(run.summary == "a ready")
    let node = try #require(run.state.nodes["a"])
    #expect(node.failures == 2)
    #expect(node.losses.map(\.cause) == ["gone"])
    #expect(node.lastProblems.isEmpty, "the next agent starts afresh; the same problems are not twice in a row")
  }

  @Test func aCallIsLostOnlyOnce() throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    run.run("a")
    run.lose("a")
    run.lose("a", policy: .fail)
    #expect(run.summary == "a ready")
    #expect(run.state.nodes["a"]?.failures == 1)
  }

  @Test func aLossAfterAcceptanceChangesNothing() throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    run.finish("a")
    run.lose("a", policy: .terminate)
    #expect(run.state.phase == .complete)
    #expect(run.state.nodes["a"]?.losses.isEmpty == true)
  }

  @Test(arguments: [(ExhaustedPolicy.fail, RunPhase.failed), (.skip, .complete), (.terminate, .terminated)])
  func aLossThatExhaustsTheAttemptsFollowsThePolicy(_ policy: ExhaustedPolicy, _ phase: RunPhase) throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    run.run("a")
    run.lose("a", policy: policy)
    #expect(run.state.phase == phase)
  }

  @Test func aLossThatNamesOnlyTheAgentEndsItsCall() throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    run.run("a", agent: "g")
    run.add(.lost(Loss(node: "a", visit: 1, toolUseID: nil, agentID: "g", cause: "gone")))
    #expect(run.summary == "a ready")
    #expect(run.state.openCalls.isEmpty)
  }

  @Test func aReleasedCallCostsNoAttempt() throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    run.admit("a")
    run.add(.released(toolUseID: "call-a"))
    #expect(run.summary == "a ready")
    #expect(run.state.nodes["a"]?.failures == 0)
    #expect(run.state.calls.map(\.end) == [.released])
    run.add(.released(toolUseID: "nobody's"))
    #expect(run.summary == "a ready")
  }

  @Test func aRevivedAgentWhoseStartWasLostCounts() throws {
    var run = try #require(ScriptedRun("START >> a >> b >> END"))
    run.run("a")
    run.lose("a")
    run.attempt("a", .accepted, call: "call-a")
    #expect(run.summary == "a done, b ready")
    #expect(run.state.calls.map(\.end) == [.lost])
  }

  // MARK: Which agent executes which call

  @Test func theOnlyCallThatWaitsIsTheAgents() throws {
    var run = try #require(ScriptedRun("START >> [a, b] >> END"))
    run.admit("a")
    run.admit("b")
    run.begin("b", agent: "g")
    #expect(run.state.call(ofAgent: "g")?.admission.node == "b")
    #expect(run.summary == "a admitted, b running")
    #expect(run.state.call(toolUseID: "call-a")?.agentID == nil)
  }

  @Test func anAgentThatNobodyAdmittedIsAStray() throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    run.begin("a", agent: "g")
    #expect(run.state.strays.mapValues(\.node) == ["g": "a"])
    #expect(run.summary == "a ready")
    run.admit("a")
    run.add(.joined(agentID: "g", toolUseID: "call-a"))
    #expect(run.state.strays.isEmpty)
    #expect(run.summary == "a running")
  }

  @Test func theHostsWordMayComeBeforeTheStart() throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    run.admit("a")
    run.add(.joined(agentID: "g", toolUseID: "call-a"))
    run.begin("a", agent: "g")
    #expect(run.state.call(ofAgent: "g")?.admission.toolUseID == "call-a")
    #expect(run.state.strays.isEmpty)
    run.add(.joined(agentID: "g", toolUseID: "nobody's"))
    #expect(run.state.call(ofAgent: "g")?.admission.toolUseID == "call-a")
  }

  @Test func theHostsWordCorrectsAWrongGuess() throws {
    var run = try #require(ScriptedRun())
    run.admit("a", call: "t1")
    run.begin("a", agent: "g")
    run.admit("a", call: "t2")
    #expect(run.state.call(ofAgent: "g")?.admission.toolUseID == "t1")
    run.add(.joined(agentID: "g", toolUseID: "t2"))
    #expect(run.state.call(ofAgent: "g")?.admission.toolUseID == "t2")
    let freed = try #require(run.state.call(toolUseID: "t1"))
    #expect(freed.agentID == nil)
    #expect(freed.startedAt == nil, "nobody is known to execute it")
    run.begin("a", agent: "h")
    #expect(run.state.call(ofAgent: "h")?.admission.toolUseID == "t1")
  }

  @Test func anAgentThatLosesItsCallToAnotherIsAStrayAgain() throws {
    var run = try #require(ScriptedRun())
    run.admit("a", call: "t1")
    run.begin("a", agent: "g")
    run.add(.joined(agentID: "h", toolUseID: "t1"))
    #expect(run.state.call(toolUseID: "t1")?.agentID == "h")
    #expect(run.state.call(ofAgent: "g") == nil)
    #expect(run.state.strays.mapValues(\.node) == ["g": "a"])
  }

  @Test func twoCallsOfOneAgentAreNotGuessedAt() throws {
    var run = try #require(ScriptedRun())
    run.admit("a", call: "t1")
    run.admit("a", call: "t2")
    run.begin("a", agent: "g")
    #expect(run.state.strays.mapValues(\.node) == ["g": "a"])
  }

  // MARK: Going on

  @Test func aNodeWithoutAFlowThatIsDoneNoMoreMayBeCalledAgain() throws {
    var run = try #require(ScriptedRun())
    for node in ["a", "b"] { run.finish(node) }
    run.run("c")
    let reset = ["a", "c", "stranger"]
    run.add(
      .resumed(Resumption(session: "s1", key: "p9", promptID: "p9", reset: reset, answer: .init(.string("resumed")))))
    #expect(run.summary == "a ready, b done, c ready")
    #expect(run.state.nodes["a"]?.standing == [])
    #expect(run.state.nodes["c"]?.visit == 1, "it wasn't done")
    #expect(run.state.nextVisit(of: "a") == 2)
    #expect(run.state.phase == .complete, "nothing says that it must run")
    run.run("a", call: "again", agent: "second")
    run.attempt("a", .accepted, agent: "second", call: "again")
    #expect(run.summary == "a done, b done, c ready")
    #expect(run.state.nodes["a"]?.artifacts.map(\.visit) == [2])
  }

  @Test func aNodeOfAFlowIsNotDoneNoMoreByItself() throws {
    var run = try #require(ScriptedRun("START >> a >> b >> END"))
    run.finish("a")
    run.add(.resumed(Resumption(session: "s1", key: "p9", promptID: "p9", reset: ["a"], answer: .init(.null))))
    #expect(run.summary == "a done, b ready")
  }

  @Test func anAdmissionMayAddFilesToTheDefinition() throws {
    let file = { (name: String) in Node.array([.string("agent"), .string(name)]) }
    var run = try #require(ScriptedRun())
    let before = run.state.definition.node
    run.admit("a", call: "t1")
    #expect(run.state.definition.node == before)
    run.admit("a", call: "t2", files: [file("a"), file("more")])
    run.admit("b", call: "t3", files: [file("b")])
    #expect(run.state.definition.node["files"] == .array([file("a"), file("more"), file("b")]))
    let mended = Node.object(["files": .array([file("c")]), "flow": .string("text")])
    run.add(.resumed(Resumption(session: "s1", key: nil, promptID: nil, definition: mended, answer: .init(.null))))
    #expect(run.state.definition.node == mended)
    run.admit("d", call: "t4", files: [file("d")])
    let all = run.state.definition.node
    #expect(all["files"] == .array([file("c"), file("d")]))
    #expect(all["flow"]?.string == "text")
  }

  @Test func aResumedRunGetsItsFailedNodesBackWithAllTheirAttempts() throws {
    var run = try #require(ScriptedRun("START >> [a, b] >> c >> END"))
    run.finish("b")
    run.run("a")
    run.attempt("a", .rejected, problems: ["x"])
    run.attempt("a", .exhausted, problems: ["x"])
    run.add(.finished(.failed))
    #expect(run.state.phase == .closed(.failed))
    run.resume(session: "s2", key: "p9")
    #expect(run.summary == "a ready, b done, c waiting")
    #expect(run.state.phase == .running)
    #expect(run.state.session == "s2")
    #expect(run.state.endedAt == nil)
    #expect(run.state.turns.contains("p9"))
    let node = try #require(run.state.nodes["a"])
    #expect(node.visit == 2)
    #expect(node.failures == 0)
    #expect(node.attemptsOfVisit == 0)
    #expect(node.attempts.count == 2, "what happened stays known")
    #expect(node.lastProblems.isEmpty)
  }

  @Test func resumingKeepsTheSessionsAgentsInTheBackground() throws {
    var run = try #require(ScriptedRun("START >> [a, b] >> END"))
    run.run("a", call: "one", agent: "g")
    run.add(.joined(agentID: "g", toolUseID: "one"))
    run.admit("b")
    run.resume()
    #expect(run.summary == "a running, b ready")
    run.resume(session: "s2")
    #expect(run.summary == "a ready, b ready")
  }

  @Test func resumingLosesTheCallsThatWereOpen() throws {
    var run = try #require(ScriptedRun("START >> [a, b] >> END"))
    run.run("a")
    run.admit("b")
    run.resume()
    #expect(run.summary == "a ready, b ready")
    #expect(run.state.openCalls.isEmpty)
    run.run("a", call: "second", agent: "h")
    #expect(run.state.call(ofAgent: "h")?.admission.toolUseID == "second")
  }

  @Test func aTerminatedRunThatIsResumedIsNoLongerTerminated() throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    run.run("a")
    run.attempt("a", .exhausted, policy: .terminate)
    run.add(.finished(.terminated))
    run.resume()
    #expect(!run.state.isTerminated)
    #expect(run.state.phase == .running)
    run.run("a", call: "second", agent: "g")
    run.attempt("a", .accepted, agent: "g")
    #expect(run.state.phase == .complete)
  }

  @Test func skippedAndHeldNodesStayWhatTheyAreOnResume() throws {
    var run = try #require(ScriptedRun("START >> [a, b] >> c >> END"))
    run.run("a")
    run.attempt("a", .exhausted, policy: .skip)
    run.run("b")
    run.attempt("b", .unchecked)
    run.resume()
    #expect(run.summary == "a skipped, b held, c waiting")
    #expect(run.state.phase == .held)
  }

  @Test(arguments: [RunOutcome.complete, .failed, .stalled, .terminated])
  func aFinishedRunIsClosed(_ outcome: RunOutcome) throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    run.add(.finished(outcome))
    #expect(run.state.outcome == outcome)
    #expect(run.state.phase == .closed(outcome))
    #expect(run.state.endedAt == Timestamp(milliseconds: ScriptedRun.beginning + 1000))
  }

  @Test func blockedStopsAreCountedUntilSomethingGoesForward() throws {
    let goings: [(inout ScriptedRun) -> Void] = [
      { $0.admit("a") }, { $0.begin("a") }, { $0.attempt("a", .rejected) }, { $0.attempt("a", .accepted) },
      { $0.resume() },
    ]
    for going in goings {
      var run = try #require(ScriptedRun("START >> a >> END"))
      run.blockStop()
      run.blockStop()
      #expect(run.state.stopBlocks == 2)
      going(&run)
      #expect(run.state.stopBlocks == 0)
    }
  }

  @Test func whatIsNoProgressLeavesTheCounterOfBlockedStops() throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    run.admit("a")
    run.blockStop()
    run.add(.released(toolUseID: "call-a"))
    run.add(.turn(promptID: "p5"))
    run.add(.refused(Refusal(toolUseID: "t", node: "a", promptID: nil, reason: "no", answer: .init(.null))))
    run.add(.sessionEnded(session: "s1", reason: "clear"))
    run.add(.unknown("mood"))
    run.add(.usage(Usage(toolUseID: "x", agentID: nil, node: "a", tokens: 1, milliseconds: nil, toolUses: nil)))
    #expect(run.state.stopBlocks == 1)
  }

  // MARK: Answers and turns

  @Test func theSameCauseGetsTheSameAnswer() throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    run.admit("a")
    run.begin("a")
    run.attempt("a", .accepted, key: "k1")
    run.attempt("a", .late, key: "k2")
    run.blockStop(key: "stop1")
    run.blockStop()
    run.add(
      .refused(Refusal(toolUseID: "t2", node: "a", promptID: nil, reason: "no", answer: .init(.string("denied")))))
    run.add(.usage(Usage(toolUseID: "t3", agentID: nil, node: "a", tokens: nil, milliseconds: nil, toolUses: nil)))
    run.resume(key: "p9")
    let expected: [(String, Node?)] = [
      ("start:p1", .string("started")), ("start:p9", .string("resumed")), ("call:call-a", .string("in a")),
      ("call:t2", .string("denied")), ("usage:t3", .null), ("call:t3", nil),
    ]
    for (key, answer) in expected { #expect(run.state.answer(key: key)?.node == answer, "\(key)") }
  }

  /// A message, when it comes after one of the key `k` with the line `u`, and
  /// whether it is a copy of that.
  struct Copy: Sendable {
    var name: String
    var identity: MessageIdentity
    var seconds: Int
    var hasTranscript: Bool
    var isMessage: Bool
    var isStop: Bool
  }

  @Test(arguments: [
    Copy(
      name: "other words", identity: .init(key: "x", uuid: "u"), seconds: 0, hasTranscript: true, isMessage: false,
      isStop: false),
    Copy(
      name: "the same line", identity: .init(key: "k", uuid: "u"), seconds: 60, hasTranscript: true, isMessage: true,
      isStop: true),
    Copy(
      name: "another line", identity: .init(key: "k", uuid: "v"), seconds: 0, hasTranscript: true, isMessage: false,
      isStop: false),
    Copy(
      name: "begun before the answer", identity: .init(key: "k", uuid: "v"), seconds: -1, hasTranscript: false,
      isMessage: true, isStop: true),
    Copy(
      name: "no line yet, at once", identity: .init(key: "k", uuid: nil), seconds: 0, hasTranscript: true,
      isMessage: true, isStop: true),
    Copy(
      name: "no line yet, after a turn", identity: .init(key: "k", uuid: nil), seconds: 3, hasTranscript: true,
      isMessage: false, isStop: false),
    Copy(
      name: "no transcript", identity: .init(key: "k", uuid: nil), seconds: 60, hasTranscript: false, isMessage: true,
      isStop: false),
  ])
  func copiesOfAMessageAreTold(_ copy: Copy) throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    run.run("a", call: "c")
    run.add(.stopBlocked(MessageIdentity(key: "k", uuid: "u"), answer: .init(.string("blocked"))))
    var attempt = Attempt(
      identity: MessageIdentity(key: "k", uuid: "u"), node: "a", visit: 1, number: 1, agentID: "g", toolUseID: nil,
      outcome: .late, isGated: true, answer: .init(.string("judged")))
    attempt.note = "late"
    run.add(.attempt(attempt))
    let state = run.state
    let times = run.events.suffix(2).map { Timestamp(milliseconds: $0.at.milliseconds + copy.seconds * 1000) }
    #expect(
      (state.answer(toStop: copy.identity, hasTranscript: copy.hasTranscript, begunAt: times[0])?.node
        == .string("blocked"))
        == copy.isStop)
    #expect(
      (state.answer(to: copy.identity, hasTranscript: copy.hasTranscript, begunAt: times[1])?.node == .string("judged"))
        == copy.isMessage)
  }

  @Test func aTurnBelongsToTheRunThatItStartedOrInWhichANodeWasAdmitted() throws {
    var run = try #require(ScriptedRun("START >> a >> END"))
    #expect(run.state.turns == ["p1"])
    run.add(.refused(Refusal(toolUseID: "t", node: "a", promptID: "other", reason: "no", answer: .init(.null))))
    run.admit("a")
    run.add(.turn(promptID: "p3"))
    #expect(run.state.turns == ["p1", "p2", "p3"])
  }

  // MARK: Without a flow

  @Test func withoutAFlowEveryAgentIsReadyAndNothingIsMissing() throws {
    var run = try #require(ScriptedRun())
    #expect(run.state.status(of: "whoever") == .ready)
    #expect(run.state.readyNodes.isEmpty)
    #expect(run.state.phase == .complete)
    run.run("x")
    #expect(run.state.status(of: "x") == .running)
    #expect(run.state.phase == .running)
    run.attempt("x", .accepted)
    #expect(run.state.phase == .complete)
  }

  @Test func withoutAFlowANodeMayBeVisitedAgain() throws {
    var run = try #require(ScriptedRun())
    run.run("x")
    run.attempt("x", .rejected, problems: ["p"])
    run.attempt("x", .accepted)
    run.run("x", call: "t2", agent: "g2")
    let node = try #require(run.state.nodes["x"])
    #expect(node.visit == 2)
    #expect(node.failures == 0)
    #expect(run.state.status(of: "x") == .running)
    run.attempt("x", .exhausted, agent: "g2", policy: .fail)
    #expect(run.state.phase == .failed)
    run.admit("x", call: "t3")
    #expect(run.state.phase == .running)
  }

  @Test func withoutAFlowTwoCallsOfOneAgentBothCount() throws {
    var run = try #require(ScriptedRun())
    run.admit("x", call: "t1")
    run.admit("x", call: "t2")
    run.attempt("x", .accepted, key: "one", agent: "g1", call: "t1")
    #expect(run.state.openCalls.count == 1)
    run.attempt("x", .accepted, key: "two", agent: "g2", call: "t2")
    #expect(run.state.openCalls.isEmpty)
    #expect(run.state.nodes["x"]?.accepted?.identity.key == "two")
    #expect(run.state.lateAttempts.isEmpty)
  }

  // MARK: The fold itself

  @Test func eventsThatDoNotBeginWithAStartAreNoRun() {
    #expect(RunState(flow: nil, events: []) == nil)
    let turn = RunEvent(sequence: 1, at: Timestamp(milliseconds: 0), kind: .turn(promptID: "p"))
    #expect(RunState(flow: nil, events: [turn]) == nil)
  }

  @Test func oneEventAfterTheOtherLeadsWhereAllAtOnceLead() throws {
    var run = try #require(ScriptedRun("START >> [a, b] >> c >> END"))
    run.run("a")
    run.attempt("a", .rejected, problems: ["x"])
    run.finish("b")
    run.lose("a")
    run.blockStop(key: "k")
    let again = try #require(RunState(flow: run.state.flow, events: run.events))
    for node in ["a", "b", "c"] {
      #expect(again.status(of: node) == run.state.status(of: node))
      #expect(again.nodes[node]?.failures == run.state.nodes[node]?.failures)
    }
    #expect(again.stopBlocks == 1)
    #expect(again.calls.count == run.state.calls.count)
  }
}
