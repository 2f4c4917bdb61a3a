import Documents
import Flows
import Runs
import Testing

// MARK: - Loops

extension FlowMeaningTests {
  private static func loop(
    _ ref: String, _ items: String = "[p, q, r, s, t]", parallel: Int = 5
  ) throws -> ScriptedRun {
    try #require(
      ScriptedRun(["START >> \(ref) >> END"], "state: {items: \(items)}\nexecution: {max_parallel: \(parallel)}"))
  }

  @Test(arguments: [("a * $items", 5, 1), ("a * $items[3]", 5, 3), ("a * $items[3]", 2, 2), ("a * $items[9]", 9, 5)])
  func oneActivationPerElementAndAtMostTheDegreeAtATime(_ ref: String, _ parallel: Int, _ expected: Int) throws {
    var run = try Self.loop(ref, parallel: parallel)
    #expect(run.state.nodes["a"]?.pendingItems == [0, 1, 2, 3, 4])
    var given = 0
    while run.state.readyNodes == ["a"], given < 5 {
      run.run("a", item: given)
      given += 1
    }
    #expect(given == expected)
    run.attempt("a", .accepted, agent: "agent-a-0", item: 0)
    #expect(run.summary == (expected == 5 ? "a running" : "a ready"))
  }

  @Test func theListIsFixedWhenTheVisitStarts() throws {
    var run = try Self.loop("a * $items", "[p, q]")
    run.finish("a", item: 0, .object(["items": .array([])]))
    #expect(run.summary == "a ready")
    run.finish("a", item: 1, .object(["items": .array([.string("z")])]))
    #expect(run.summary == "a done")
    #expect(run.state.nodes["a"]?.items.map(\.value) == [.string("p"), .string("q")])
  }

  @Test func anotherVisitTakesTheListThatThereIsThen() throws {
    var run = try #require(
      ScriptedRun(
        ["START >> a * $items ?again >> a", "a >> END"],
        "state: {items: [p]}\nconditions: {a: {again: visits == 1}}"))
    run.finish("a", item: 0, .object(["items": .array([.string("x"), .string("y")])]))
    #expect(run.state.nodes["a"]?.items.map(\.value) == [.string("x"), .string("y")])
  }

  @Test(arguments: [("{}", "an object"), ("null", "null"), ("text", "a string")])
  func ifItIsNoListTheNodeFails(_ value: String, _ found: String) throws {
    var run = try #require(
      ScriptedRun(["START >> z >> a * $items >> END"], "state: {items: []}"))
    let list: Node = value == "{}" ? .object([:]) : value == "null" ? .null : .string(value)
    run.finish("z", .object(["items": list]))
    #expect(run.summary == "z done, a failed")
    let type = found.split(separator: " ").last.map(String.init) ?? ""
    #expect(run.state.nodes["a"]?.outcome == .failed(because: "$items is \(type), expected an array"))
  }

  @Test func anEmptyLoopIsDoneAtOnce() throws {
    var run = try #require(
      ScriptedRun(
        ["START >> z >> a * $items ?none >> b >> END", "a >> END"],
        "state: {items: []}\nconditions: {a: {none: 'output == [] and len(output) == 0'}}"))
    run.finish("z")
    #expect(run.summary == "z done, a done, b ready")
  }

  @Test(arguments: [("do q, please", 1), ("all of them", 0), ("p and q", 0), ("the one called nobody", 0)])
  func aCallIsGivenTheItemThatItsPromptUniquelyNamesElseTheFirst(_ prompt: String, _ item: Int) throws {
    let run = try Self.loop("a * $items[3]", "[p, {id: q}, {name: r}]")
    #expect(run.state.item(of: "a", for: prompt) == item)
  }

  @Test func aLostItemGoesBackToTheFront() throws {
    var run = try Self.loop("a * $items[3]", "[p, q, r]")
    run.run("a", item: 0)
    run.run("a", item: 1)
    let call = try #require(run.state.openCalls.last?.admission.toolUseID)
    run.add(.lost(Loss(node: "a", visit: 1, item: 1, toolUseID: call, agentID: nil, cause: "gone")))
    #expect(run.state.nodes["a"]?.pendingItems == [1, 2])
    #expect(run.state.nodes["a"]?.items.map(\.failures) == [0, 1, 0])
  }

  @Test func afterAnItemFailsNoMoreAreGiven() throws {
    var run = try Self.loop("a * $items[2]", "[p, q, r]")
    run.run("a", item: 0)
    run.run("a", item: 1)
    run.exhaust("a", .fail, item: 0)
    #expect(run.summary == "a running")
    #expect(run.state.nodes["a"]?.pendingItems == [])
    run.attempt("a", .accepted, agent: "agent-a-1", item: 1)
    #expect(run.summary == "a failed")
    #expect(run.state.nodes["a"]?.outcome == .failed(because: "item 1 of 3: its attempts were exhausted"))
  }

  @Test func theOutputIsTheListOfHeadersInItemOrder() throws {
    var run = try #require(
      ScriptedRun(
        ["START >> a * $items[3] ?ordered >> b >> END", "a >> END"],
        "state: {items: [p, q, r]}\nconditions: {a: {ordered: 'output[0].n == 0 and output[1].n == 1 and output[2].n == 2'}}"
      ))
    for item in [2, 0, 1] { run.finish("a", item: item, Self.n(item)) }
    #expect(run.summary == "a done, b ready")
  }

  @Test func skippingOneItemLeavesNullInItsPlaceAndLetsTheOthersGoOn() throws {
    var run = try #require(
      ScriptedRun(
        ["START >> a * $items ?gap >> b >> END", "a >> END"],
        "state: {items: [p, q]}\nconditions: {a: {gap: 'output[0] == null and output[1].n == 1'}}"))
    run.run("a", item: 0)
    run.exhaust("a", .skip, item: 0)
    #expect(run.summary == "a ready, b waiting")
    run.finish("a", item: 1, Self.n(1))
    #expect(run.summary == "a done, b ready")
  }

  @Test func ifAllItemsWereSkippedTheNodeIsSkipped() throws {
    var run = try Self.loop("a * $items", "[p, q]")
    for item in 0...1 {
      run.run("a", item: item)
      run.exhaust("a", .skip, item: item)
    }
    #expect(run.summary == "a skipped")
  }

  @Test func itsStateIsSetInItemOrderWhenTheNodeIsDone() throws {
    var run = try #require(ScriptedRun(["START >> a * $items[2] >> END"], "state: {items: [p, q], n: 0}"))
    run.finish("a", item: 1, Self.n(1))
    #expect(run.state.variables["n"] == .integer(0))
    run.finish("a", item: 0, Self.n(2))
    // The last item's, though the first was done last.
    #expect(run.state.variables["n"] == .integer(1))
  }

  @Test func itemsThatAreDoneStayDoneWhenTheRunIsResumed() throws {
    var run = try Self.loop("a * $items", "[p, q]")
    run.finish("a", item: 0, Self.n(0))
    run.run("a", item: 1)
    run.exhaust("a", .fail, item: 1)
    run.resume()
    #expect(run.summary == "a ready")
    #expect(run.state.nodes["a"]?.pendingItems == [1])
    #expect(run.state.nodes["a"]?.items.map(\.failures) == [0, 0])
  }
}
