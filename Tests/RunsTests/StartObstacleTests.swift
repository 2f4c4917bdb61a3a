import Diagnostics
import Documents
import Flows
import Platform
import TestSupport
import Testing

@testable import Runs

@Suite("What keeps nodes from starting")
struct StartObstacleTests {
  private let late = Timestamp(milliseconds: ScriptedRun.beginning + 61_000)
  private let soon = Timestamp(milliseconds: ScriptedRun.beginning + 60_000)

  private func run(_ execution: String = "timeout: 60, max_parallel: 1") throws -> ScriptedRun {
    try #require(ScriptedRun(["START >> [a, b, c] >> END"], "execution: {\(execution)}"))
  }

  @Test func `is nothing where what is ready may start`() throws {
    #expect(try run().state.startObstacle(at: soon) { [] } == nil)
    let free = try #require(ScriptedRun())
    #expect(free.state.startObstacle(at: late) { [] } == nil)
  }

  @Test func `is the first thing that the gate looks at`() throws {
    var run = try run()
    run.run("a")
    #expect(run.state.startObstacle(at: soon) { [] } == .full(working: 1, limit: 1))
    #expect(run.state.startObstacle(at: soon) { ["flow.yaml"] } == .changed(["flow.yaml"]))
    var failing = run
    failing.attempt("a", .exhausted, policy: .fail)
    #expect(failing.state.startObstacle(at: soon) { ["flow.yaml"] } == .failing(["a"]))
    var held = run
    held.attempt("a", .unchecked, note: "broken")
    #expect(held.state.startObstacle(at: soon) { ["flow.yaml"] } == .held(["a"]))
    let deadline = Timestamp(milliseconds: ScriptedRun.beginning + 60_000)
    #expect(held.state.startObstacle(at: late) { [] } == .overdue(deadline))
    held.add(.finished(.paused))
    #expect(held.state.startObstacle(at: late) { [] } == .closed(.paused))
  }

  @Test func `asks for the definition's files only if nothing else does`() throws {
    var run = try run()
    run.run("a")
    run.attempt("a", .unchecked, note: "broken")
    var isAsked = false
    _ = run.state.startObstacle(at: soon) {
      isAsked = true
      return []
    }
    #expect(!isAsked)
  }

  @Test func `isn't a way back, which keeps only its own nodes`() throws {
    var run = try #require(
      ScriptedRun(["START >> a >> [b, c] >> END", "b ?again >> a"], "conditions: {b: {again: 'true'}}"))
    run.finish("a")
    run.run("c")
    run.run("b")
    #expect(run.state.pendingReturns.isEmpty)
    run.attempt("b", .accepted)
    #expect(run.state.pendingReturns == ["a"])
    #expect(run.state.startObstacle(at: soon) { [] } == nil)
    run.attempt("c", .accepted)
    #expect(run.state.pendingReturns.isEmpty && run.state.readyNodes == ["a"])
  }
}

@Suite("How a node was left behind a call")
struct DepartureBehindTests {
  /// A loop whose two items end, the second one by a loss.
  private func run() throws -> ScriptedRun {
    var run = try #require(
      ScriptedRun(
        ["START >> a * $items[2] ?one >> b >> END", "a >> END"],
        "state: {items: [p, q]}\nconditions: {a: {one: \"output[0].agent == 'a'\"}}"))
    for (item, call) in ["t0", "t1"].enumerated() {
      run.add(
        .admitted(
          Admission(toolUseID: call, node: "a", visit: 1, item: item, promptID: nil, answer: .init(.string("in")))))
    }
    run.attempt("a", .accepted, agent: "x", call: "t0", item: 0)
    run.add(
      .lost(
        Loss(node: "a", visit: 1, item: 1, toolUseID: "t1", agentID: "y", cause: "gone", policy: .skip)))
    run.run("b")
    run.attempt("b", .accepted, call: "call-b")
    return run
  }

  private func expectFound(_ state: RunState) throws {
    let first = try #require(state.call(toolUseID: "t0"))
    #expect(state.departure(behind: first) == nil)
    let last = try #require(state.call(toolUseID: "t1"))
    #expect(state.departure(behind: last)?.labels == ["one"])
    #expect(state.departure(behind: last)?.edges == [FlowEdgeName(from: "a", to: "b", label: "one")])
    // What its own attempt says.
    let own = try #require(state.call(toolUseID: "call-b"))
    #expect(state.departure(behind: own)?.edges == [FlowEdgeName(from: "b", to: "END")])
  }

  @Test func `is told by the last of its calls alone`() throws { try expectFound(run().state) }

  @Test func `is found in the journal behind a checkpoint, too`() throws {
    let folder = try ScratchFolder()
    let runFolder = RunFolder(workdir: folder.path("work"))
    try FileSystem.makeDirectories(runFolder.records)
    let run = try run()
    let flow = try #require(run.state.flow)
    var journal = Journal(creating: runFolder.journal)
    for event in run.events { try journal.append([event.kind], at: event.at, durably: false) }
    let state = try #require(RunState(flow: flow, events: journal.decoded))
    try journal.checkpoint(state.packed).write(journal: journal.path)
    try expectFound(try #require(StoredRun.restore(runFolder)).state)
  }
}
