import Platform
import Testing

@Suite("What the main agent is told of where its run stands")
struct StandingTests {
  /// Sets the clock behind any deadline of the bench.
  private func passTime(_ bench: HookBench) {
    bench.clock.set(Timestamp(milliseconds: bench.clock.now().milliseconds + 700_000))
  }

  @Test func `Behind the run's deadline nothing is told to be ready, but what to do`() throws {
    let bench = try HookBench(execution: "timeout: 600")
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    passTime(bench)
    bench.end("a", "a1", message: bench.document("a"))
    let news = try #require(bench.post("a", "t1", agent: "a1").context)
    #expect(news.contains("The document of a was accepted."))
    #expect(!news.contains("Ready now"))
    #expect(news.contains("The time for the whole run is over (timeout, "))
    #expect(news.contains("Tell the user; /wf gives it the same time once more."))
  }

  @Test func `A lost agent's node isn't ready again behind the deadline`() throws {
    let bench = try HookBench(execution: "timeout: 600")
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    passTime(bench)
    let news = try #require(bench.post("a", "t1", agent: "a1").context)
    #expect(news.contains("a ended without a document"))
    #expect(!news.lowercased().contains("ready"))
  }

  @Test func `In a paused run nothing is told to be ready`() throws {
    let bench = try HookBench()
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.start("--pause", turn: "p2")
    bench.end("a", "a1", message: bench.document("a"))
    let news = try #require(bench.post("a", "t1", agent: "a1").context)
    #expect(!news.contains("Ready now"))
    #expect(
      news.contains("The run is paused: no node may start. Tell the user; /wf goes on where it stopped."))
    #expect(bench.sessionStart("resume").context?.contains("Ready now") == false)
    #expect(bench.start(turn: "p3").context?.contains("Ready now: b.") == true)
  }

  @Test func `In an aborted run nothing is told to be ready`() throws {
    let bench = try HookBench()
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.start("--abort", turn: "p2")
    bench.end("a", "a1", message: bench.document("a"))
    #expect(bench.post("a", "t1", agent: "a1").context?.contains("Ready now") != true)
  }

  @Test func `A run whose time is over and that is done is told to be done`() throws {
    let bench = try HookBench(flow: "START >> a >> END", execution: "timeout: 600", agents: [AgentSketch("a")])
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    passTime(bench)
    bench.end("a", "a1", message: bench.document("a"))
    #expect(bench.post("a", "t1", agent: "a1").context?.contains("All nodes are done: END is reached.") == true)
  }

  // MARK: Without a flow

  @Test func `Without a flow nobody is told of END or of ready nodes`() throws {
    let contract = "name: out\nschema: {properties: {header: {required: [done]}}}\n"
    let bench = try HookBench(flow: nil, files: [".claude/workflows/wf/contracts/workflow-output.yaml": contract])
    var told = [try #require(bench.start().context)]
    bench.run("a", call: "t1", agent: "a1")
    bench.end("a", "a1", message: bench.document("a"))
    told.append(try #require(bench.post("a", "t1", agent: "a1").context))
    told.append(try #require(bench.sessionStart("compact").context))
    told.append(try #require(bench.stop().block))
    for text in told {
      #expect(!text.contains("END"), "\(text)")
      #expect(!text.contains("Call only nodes that are ready"), "\(text)")
      #expect(!text.contains("All nodes"), "\(text)")
    }
    #expect(told[0].contains("The workflow is over when your turn ends and none of its agents is at work."))
    #expect(told[1].contains("No agent is at work. Call another one if the task needs it, else end your turn."))
    #expect(told[3].contains("workflow-output.md"))
  }

  // MARK: Where the way ends

  private static let review = "START >> a\na ?good >> b >> END\na ?bad >> c >> END"
  private static let conditions = "conditions: {a: {good: output.count == 0, bad: output.count > 10}}\n"

  @Test func `A stop behind a node whose labels are all false names it, its conditions and their values`() throws {
    let bench = try HookBench(
      flow: Self.review, more: Self.conditions, agents: [AgentSketch("a"), AgentSketch("b"), AgentSketch("c")])
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.end("a", "a1", message: bench.document("a", "count: 7\n"))
    let message = try #require(bench.stop().message)
    #expect(
      message.contains(
        "is failed: a (none of its labels holds, and no edge without a label leads on: ?good: output.count == 0 is false (output.count is the number 7); ?bad: output.count > 10 is false (output.count is the number 7))."
      ))
    #expect(message.contains("/wf goes on where it stopped"))
  }

  @Test func `A stop behind a skipped node from which only labels lead on names it and says what to do`() throws {
    let bench = try HookBench(
      flow: Self.review, more: Self.conditions,
      agents: [AgentSketch("a", retries: 0, onExhausted: "skip"), AgentSketch("b"), AgentSketch("c")])
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.end("a", "a1", message: "nothing")
    let message = try #require(bench.stop().message)
    #expect(
      message.contains(
        "END was not reached: a was skipped (its attempts were exhausted), and only labels lead on from there, of which none is tried for a skipped node: ?good (output.count == 0), ?bad (output.count > 10)."
      ))
    #expect(message.contains("Run it again by /wf --redo a"))
    #expect(bench.start("--redo a", turn: "p2").context?.contains("Ready now: a.") == true)
  }
}
