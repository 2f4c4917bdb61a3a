import Documents
import Foundation
import Testing

/// What the main agent is told when one of its calls has ended.
@Suite("What the main agent is told of a call that ended")
struct NewsTests {
  /// A loop over these items, one at a time.
  private func loop(
    _ items: String, degree: Int = 1, retries: Int = 0, onExhausted: String = "skip", more: String = ""
  ) throws -> HookBench {
    let bench = try HookBench(
      flow: "START >> a * $items[\(degree)] >> b >> END", more: "state: {items: \(items)}\n" + more,
      agents: [AgentSketch("a", retries: retries, onExhausted: onExhausted), AgentSketch("b")])
    bench.start()
    return bench
  }

  // MARK: Lost agents

  @Test func `An item that was lost for the last time isn't ready again, though its node is`() throws {
    let bench = try loop("[p, q]")
    bench.run("a", call: "t1", agent: "a1")
    let news = try #require(bench.post("a", "t1", agent: "a1").context)
    #expect(
      news.contains(
        "item 1 of a ended without a document (it ended before it handed over a document); its attempts are exhausted, and it is skipped."
      ), "\(news)")
    #expect(!news.contains("ready again"))
    #expect(news.contains("Ready now: a (1 item left, one a call)."))
    #expect(bench.gate("a", "t2").prompt.contains("Your item, 2 of 2"))
  }

  @Test func `An item that was lost and has attempts left is ready again`() throws {
    let bench = try loop("[p, q]", retries: 1)
    bench.run("a", call: "t1", agent: "a1")
    #expect(bench.post("a", "t1", agent: "a1").context?.contains("item 1 of a ended without a document") == true)
    #expect(bench.gate("a", "t2").prompt.contains("Your item, 1 of 2"))
  }

  @Test func `Of a loop whose item failed the others aren't told to be ready`() throws {
    let bench = try loop("[p, q, r]", degree: 2, onExhausted: "fail")
    bench.run("a", call: "t1", agent: "a1")
    bench.run("a", call: "t2", agent: "a2")
    let news = try #require(bench.post("a", "t1", agent: "a1").context)
    #expect(news.contains("item 1 of a ended without a document"))
    #expect(news.contains("its attempts are exhausted, and it failed."), "\(news)")
    #expect(!news.lowercased().contains("ready"), "\(news)")
    #expect(!bench.gate("a", "t3").isAdmitted)
  }

  @Test func `Each lost agent is told with its own cause`() throws {
    let bench = try loop("[p, q]", degree: 2, retries: 2)
    bench.run("a", call: "t1", agent: "a1")
    bench.run("a", call: "t2", agent: "a2")
    bench.stopFailure("a", "a1")
    bench.fail("a", "t2", error: "cut")
    let news = try #require(bench.post("a", "t1", agent: "a1").context)
    #expect(news.contains("item 1 of a ended without a document (its turn failed: \"unknown\")"), "\(news)")
  }

  @Test func `A lost agent's node isn't ready again in a run that has failed`() throws {
    let bench = try HookBench(
      flow: "START >> [a, b] >> c >> END",
      agents: [AgentSketch("a"), AgentSketch("b", retries: 0), AgentSketch("c")])
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.run("b", call: "t2", agent: "b1")
    bench.end("b", "b1", message: "nothing")
    let news = try #require(bench.post("a", "t1", agent: "a1").context)
    #expect(news.contains("a ended without a document"))
    #expect(!news.lowercased().contains("ready"), "\(news)")
    #expect(news.contains("no other node may start"))
    #expect(!bench.gate("a", "t3").isAdmitted)
  }

  @Test func `Nor while another node is held`() throws {
    let bench = try HookBench(
      flow: "START >> [a, b] >> c >> END", agents: [AgentSketch("a"), AgentSketch("b"), AgentSketch("c")])
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.run("b", call: "t2", agent: "b1")
    try bench.makeFolder(".context/b.md/inside")
    bench.end("b", "b1", message: bench.document("b"))
    let news = try #require(bench.post("a", "t1", agent: "a1").context)
    #expect(news.contains("a ended without a document") && news.contains("Held: b: "))
    #expect(!news.lowercased().contains("ready"), "\(news)")
    #expect(bench.gate("a", "t3").denial?.contains("b is held") == true)
  }

  @Test func `A call whose agent never began is told so, and no document of an earlier visit`() throws {
    let bench = try HookBench(
      flow: "START >> a >> b >> END\nb ?back >> a", more: "conditions: {b: {back: output.count > 0}}\n")
    bench.start()
    bench.accept("a")
    bench.run("b", call: "t2", agent: "b1")
    bench.end("b", "b1", message: bench.document("b", "count: 1\n"))
    bench.gate("a", "t3")
    let news = try #require(bench.fail("a", "t3").context)
    #expect(!news.contains("The document of a was accepted"), "\(news)")
    #expect(news.contains("a has not started and is ready again."))
  }

  // MARK: What else keeps nodes from starting

  @Test func `What is ready while max_parallel is used up is told to wait`() throws {
    let bench = try HookBench(
      flow: "START >> [a, b, c] >> END", execution: "max_parallel: 2",
      agents: [AgentSketch("a"), AgentSketch("b"), AgentSketch("c")])
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.run("b", call: "t2", agent: "b1")
    let told = try #require(bench.sessionStart("compact").context)
    #expect(!told.contains("Ready now"), "\(told)")
    #expect(
      told.contains(
        "Ready as soon as one of those at work has ended: c. No more than 2 may be at work at once (max_parallel)."))
    let refusal = try #require(bench.gate("a", "t3").denial)
    #expect(refusal.contains("it is at work. Ready as soon as one of those at work has ended: c."), "\(refusal)")
    bench.end("a", "a1", message: bench.document("a"))
    #expect(bench.post("a", "t1", agent: "a1").context?.contains("Ready now: c.") == true)
  }

  @Test func `Nothing is told to be ready once the definition was changed`() throws {
    let bench = try HookBench()
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.end("a", "a1", message: bench.document("a"))
    let file = ".claude/workflows/wf/contracts/b-output.yaml"
    try bench.write(try #require(bench.text(file)) + "\n# changed\n", to: file)
    let news = try #require(bench.post("a", "t1", agent: "a1").context)
    #expect(news.contains("The document of a was accepted."))
    #expect(!news.contains("Ready now"), "\(news)")
    #expect(news.contains("The workflow's definition was changed while the run is under way: \(file)."))
    #expect(news.contains("/wf --force"))
  }

  // MARK: Ways

  /// A list, a loop over it, and a way back that all items together decide.
  private func returning(to target: String = "list", retries: Int? = nil) throws -> HookBench {
    let bench = try HookBench(
      flow: "START >> list >> work * $parts[2] >> check >> END\nwork ?back >> \(target)",
      more: "state: {parts: []}\nconditions: {work: {back: \"output[0].count > 0\"}}\n",
      agents: [
        AgentSketch("list"), AgentSketch("work", retries: retries, onExhausted: "skip"), AgentSketch("check"),
      ])
    bench.start()
    bench.run("list", call: "l1", agent: "list1")
    bench.end("list", "list1", message: bench.document("list", "parts: [x, y]\n"))
    bench.post("list", "l1", agent: "list1")
    bench.run("work", call: "t1", agent: "w1")
    bench.run("work", call: "t2", agent: "w2")
    return bench
  }

  @Test(arguments: ["list", "work"])
  func `The last item of a loop is told with the way back that all of them decided`(target: String) throws {
    let bench = try returning(to: target)
    bench.end("work", "w1", message: bench.document("work", "count: 1\n"))
    let first = try #require(bench.post("work", "t1", agent: "w1").context)
    #expect(first.contains("The document of item 1 of work was accepted.") && !first.contains("goes on by"), "\(first)")
    bench.end("work", "w2", message: bench.document("work"))
    let news = try #require(bench.post("work", "t2", agent: "w2").context)
    #expect(news.contains("The document of item 2 of work was accepted."))
    #expect(news.contains(" The flow goes on by ?back: back to \(target)."), "\(news)")
    #expect(news.contains("Ready now: \(target)"))
  }

  @Test func `So is a last item that was lost for the last time`() throws {
    let bench = try returning(retries: 0)
    bench.end("work", "w1", message: bench.document("work", "count: 1\n"))
    let news = try #require(bench.post("work", "t2", agent: "w2").context)
    #expect(news.contains("item 2 of work ended without a document"))
    #expect(news.contains(" The flow goes on by ?back: back to list."), "\(news)")
    #expect(!news.contains("ready again"))
  }

  @Test func `So is a last item whose document was rejected for the last time`() throws {
    let bench = try returning(retries: 0)
    bench.end("work", "w1", message: bench.document("work", "count: 1\n"))
    bench.end("work", "w2", message: "nothing")
    let news = try #require(bench.post("work", "t2", agent: "w2").context)
    #expect(news.contains("The document of item 2 of work was rejected, and its attempts are exhausted"))
    #expect(news.contains("The flow goes on by ?back: back to list."), "\(news)")
  }

  @Test func `A last item behind which no label leads on is told with the failure`() throws {
    let bench = try HookBench(
      flow: "START >> a * $items >> b >> END\na ?no >> END",
      more: "state: {items: [p]}\nconditions: {a: {no: output.x > 1}}\n")
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    bench.end("a", "a1", message: bench.document("a"))
    let news = try #require(bench.post("a", "t1", agent: "a1").context)
    #expect(news.contains("The document of item 1 of a was accepted."))
    #expect(news.contains(" But the node failed: the condition of ?no has no answer"), "\(news)")
  }

  @Test func `A way back that waits for others is told to wait`() throws {
    let bench = try HookBench(
      flow: "START >> a >> [b, c] >> END\nb ?back >> a", more: "conditions: {b: {back: output.count > 0}}\n",
      agents: [AgentSketch("a"), AgentSketch("b"), AgentSketch("c")])
    bench.start()
    bench.accept("a")
    bench.run("b", call: "t2", agent: "b1")
    bench.run("c", call: "t3", agent: "c1")
    bench.end("b", "b1", message: bench.document("b", "count: 1\n"))
    let news = try #require(bench.post("b", "t2", agent: "b1").context)
    #expect(news.contains("The flow goes on by ?back: back to a."))
    #expect(news.contains("The flow goes back to a as soon as c has ended."), "\(news)")
    #expect(bench.gate("a", "t4").denial?.contains("the flow goes back to a as soon as c has ended") == true)
  }

  // MARK: Documents that come late

  /// A run whose first node is at work when its user takes another definition.
  private func redefined(_ flow: String) throws -> HookBench {
    let bench = try HookBench(agents: [AgentSketch("a"), AgentSketch("b"), AgentSketch("c")])
    bench.start()
    bench.run("a", call: "t1", agent: "a1")
    let file = ".claude/workflows/wf/flow.yaml"
    let text = try #require(bench.text(file))
    try bench.write(text.replacingOccurrences(of: "START >> a >> b >> END", with: flow), to: file)
    #expect(bench.start("--force", turn: "p2").context?.contains("Ready now: c.") == true)
    return bench
  }

  @Test func `A document for a node of an earlier definition is told as one that came late`() throws {
    let bench = try redefined("START >> c >> a >> b >> END")
    #expect(bench.end("a", "a1", message: bench.document("a")).isContinue)
    #expect(bench.outcomes == ["late"])
    let news = try #require(bench.post("a", "t1", agent: "a1").context)
    #expect(!news.contains("ended without a document"), "\(news)")
    #expect(
      news.contains(
        "The document of a came too late and is not passed on: the visit that it belongs to was over, its document satisfies the contract. It lies in \(bench.project)/.context/.run/attempts/a/late-1.md."
      ), "\(news)")
    #expect(!bench.exists(".context/a.md"))
  }

  @Test func `So is one for a node that the flow no longer has`() throws {
    let bench = try redefined("START >> c >> b >> END")
    #expect(bench.end("a", "a1", message: bench.document("a", "count: none\n")).isContinue)
    #expect(bench.outcomes == ["late"])
    #expect(!bench.exists(".context/a.md"))
    let news = try #require(bench.post("a", "t1", agent: "a1").context)
    #expect(
      news.contains(
        "The document of a came too late and is not passed on: the flow no longer has its node, its document has a problem. It lies in "
      ), "\(news)")
    #expect(news.contains("Ready now: c."))
  }

  @Test func `An agent of a node that the flow no longer has is told when it ends without a document`() throws {
    let bench = try redefined("START >> c >> b >> END")
    let news = try #require(bench.post("a", "t1", agent: "a1").context)
    #expect(news.contains("a ended without a document ("), "\(news)")
    #expect(news.contains("The flow no longer has it."), "\(news)")
  }

  // MARK: Commands that fail again at once

  @Test func `A command whose node fails again at once says why`() throws {
    let bench = try HookBench(flow: "START >> a * $items >> b >> END", more: "state: {items: 7}\n")
    let cause = "Failed: a: $items is number, expected an array."
    #expect(bench.start().context?.contains(cause) == true)
    #expect(bench.stop().message?.contains("$items is number, expected an array") == true)
    for turn in ["p2", "p3"] {
      let told = try #require(bench.start(turn: turn).context)
      #expect(told.contains(cause), "\(told)")
      #expect(told.contains("The run has failed; no other node may start."))
      #expect(bench.stop(turn: turn).message?.contains("$items is number, expected an array") == true)
    }
  }

  @Test func `The same refusal is told in full each time`() throws {
    let bench = try HookBench()
    let file = ".claude/workflows/wf/contracts/b-output.yaml"
    let text = try #require(bench.text(file))
    try bench.write(text.replacingOccurrences(of: "type: object", with: "type: objekt"), to: file)
    let broken = try #require(bench.start().block)
    #expect(broken.contains(file) && broken.contains("objekt"))
    for turn in ["p1", "p2", "p3"] { #expect(bench.start(turn: turn).block == broken) }
    try bench.write(text, to: file)
    bench.start("some text", turn: "p4")
    let other = try #require(bench.start("other text", turn: "p5").block)
    #expect(bench.start("other text", turn: "p5").block == other)
    #expect(bench.start("other text", turn: "p6").block == other)
    #expect(bench.start("--redo a", turn: "p7").block == bench.start("--redo a", turn: "p8").block)
  }
}
