import Diagnostics
import Documents
import Foundation
import Hooks
import Platform
import Runs
import Testing

/// Nobody says beforehand whom a run without a flow will call: what defines an
/// agent belongs to the run's definition from its first admission on.
@Suite("A run without a flow: the definition of its agents")
struct AdmittedAgentsTests {
  private static func contract(_ agent: String) -> String { ".claude/workflows/wf/contracts/\(agent)-output.yaml" }
  private static func file(_ agent: String) -> String { ".claude/agents/\(agent).md" }

  private func bench(_ agents: [AgentSketch]? = nil, files: [String: String] = [:]) throws -> HookBench {
    let bench = try HookBench(flow: nil, agents: agents, files: files)
    bench.start()
    return bench
  }

  /// Changes nothing but the text.
  private func touch(_ path: String, _ bench: HookBench) throws {
    try bench.write((try #require(bench.text(path))) + "\n# changed\n", to: path)
  }

  /// From now on the contract of an agent demands a count.
  private func demandCount(of agent: String, _ bench: HookBench) throws {
    let path = Self.contract(agent)
    try bench.write(
      try #require(bench.text(path)).replacing("required: [agent, type]", with: "required: [agent, type, count]"),
      to: path)
  }

  /// The files that each admission has added, by their roles, names and paths.
  private func added(_ bench: HookBench) -> [[String]] {
    bench.events("admitted").map { event in
      (event["files"]?.array ?? []).map { file in
        [0, 1, 2].compactMap { file.array?[$0].string }.joined(separator: " ")
      }
    }
  }

  private static let own = ["agent a \(file("a"))", "contract a-output \(contract("a"))"]

  // MARK: What is added

  @Test func `The first admission of an agent adds its files, and no other does`() throws {
    let bench = try bench()
    bench.accept("a", call: "t1", agent: "a1")
    bench.accept("a", call: "t2", agent: "a2")
    bench.accept("b", call: "t3")
    #expect(added(bench) == [Self.own, [], ["agent b \(Self.file("b"))", "contract b-output \(Self.contract("b"))"]])
    let agent = try #require(bench.events("admitted")[0]["files"]?.array?[0].array)
    #expect(agent[5].string == bench.project + "/.context/a.md")
  }

  @Test func `A run with a flow knows its agents beforehand`() throws {
    let bench = try HookBench()
    bench.start()
    bench.accept("a")
    #expect(added(bench) == [[]])
  }

  @Test func `Input contracts, references and validators belong to it`() throws {
    let validator = ".claude/workflows/wf/validators/check.sh"
    let bench = try bench(
      [AgentSketch("a", inputContract: "a-input")],
      files: [
        ".claude/workflows/wf/contracts/a-input.yaml": "name: a-input\nschema: {$ref: ../types/prompt.json}\n",
        ".claude/workflows/wf/types/prompt.json": "{\"type\": \"object\"}",
        Self.contract("a"): (try #require(AgentSketch("a").contractText)) + "validator: validators/check.sh\n",
        validator: "#!/bin/sh\nexit 0\n",
      ])
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: bench.path(validator))
    #expect(bench.gate("a", "t1").isAdmitted)
    #expect(
      added(bench) == [
        [
          "agent a \(Self.file("a"))", "contract a-input .claude/workflows/wf/contracts/a-input.yaml",
          "reference .claude/workflows/wf/types/prompt.json", "contract a-output \(Self.contract("a"))",
          "validator \(validator)",
        ]
      ])
    for path in [validator, ".claude/workflows/wf/types/prompt.json"] {
      let text = try #require(bench.text(path))
      try bench.write(text + "\n", to: path)
      #expect(bench.gate("a", "t-\(path)").denial?.contains("- " + path) == true)
      try bench.write(text, to: path)
    }
  }

  @Test func `A contract that agents share is added once, whoever comes first`() throws {
    let bench = try bench(
      [AgentSketch("a", contract: "shared"), AgentSketch("b", contract: "shared")],
      files: ["contracts/shared.yaml": "name: shared\nschema: {properties: {header: {required: [agent]}}}\n"])
    for agent in ["a", "b"] { try bench.remove(Self.contract(agent)) }
    let replies = concurrently(6) { bench.gate($0 < 3 ? "a" : "b", "t\($0)").isAdmitted }
    #expect(replies == [Bool](repeating: true, count: 6))
    #expect(
      added(bench).flatMap { $0 }.sorted() == [
        "agent a \(Self.file("a"))", "agent b \(Self.file("b"))",
        "contract shared contracts/shared.yaml",
      ])
  }

  @Test func `A refused call adds nothing`() throws {
    let bench = try bench([AgentSketch("a", context: ["$WORKDIR/none.md"])])
    #expect(bench.gate("a").denial != nil)
    try touch(Self.contract("a"), bench)
    #expect(bench.start(turn: "p2").context?.contains("goes on") == true)
  }

  /// The validator of the input changes the output's contract, once.
  @Test func `Files that are changed while they are read are read again by the next call`() throws {
    let folder = ".claude/workflows/wf/"
    let bench = try bench(
      [AgentSketch("a", inputContract: "a-input")],
      files: [
        folder + "contracts/a-input.yaml": "name: a-input\nschema: {}\nvalidator: validators/meddle.sh\n",
        folder + "validators/meddle.sh":
          "#!/bin/sh\ntest -e meddled && exit 0\necho > meddled\necho '# changed' >> contracts/a-output.yaml\n",
      ])
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: bench.path(folder + "validators/meddle.sh"))
    #expect(bench.gate("a", "t1").denial == "The files that define a were changed just now. Call it again.")
    #expect(bench.exists(folder + "meddled") && bench.events("admitted").isEmpty)
    #expect(bench.gate("a", "t2").isAdmitted)
    #expect(added(bench).map(\.count) == [4])
    #expect(bench.gate("a", "t3").isAdmitted)
  }

  @Test func `An agent that nobody admitted adds nothing`() throws {
    let bench = try bench()
    bench.begin("a", "a1")
    bench.end("a", "a1", message: bench.document("a"))
    #expect(bench.outcomes == ["late"])
    try touch(Self.contract("a"), bench)
    #expect(bench.gate("b").isAdmitted)
    #expect(bench.start(turn: "p2").context?.contains("goes on") == true)
  }

  @Test func `A new contract of the same name nearer by is told by the command`() throws {
    let bench = try bench(
      [AgentSketch("a", contract: "shared"), AgentSketch("b", contract: "shared")],
      files: ["contracts/shared.yaml": "name: shared\nschema: {}\n"])
    for agent in ["a", "b"] { try bench.remove(Self.contract(agent)) }
    #expect(bench.gate("a", "t1").isAdmitted)
    let nearer = ".claude/workflows/wf/contracts/shared.yaml"
    try bench.write("name: shared\nschema: {}\n", to: nearer)
    #expect(bench.gate("b", "t2").isAdmitted)
    #expect(added(bench).last == ["agent b \(Self.file("b"))"], "a known name leads where it led")
    #expect(bench.start(turn: "p2").block?.contains("- " + nearer) == true)
  }

  // MARK: What is changed

  @Test(arguments: [contract("a"), file("a")])
  func `A change is refused at the gate, holds documents and is told at the end`(path: String) throws {
    let bench = try bench()
    bench.run("a", agent: "a1")
    let text = try #require(bench.text(path))
    try bench.write(text.replacing("contract: a-output", with: "contract: b-output") + "# changed\n", to: path)
    if path == Self.file("a") {
      #expect(bench.gate("b").denial?.contains("- " + path) == true)
    } else {
      let refused = try #require(bench.gate("b").denial)
      #expect(refused.contains("The workflow's definition was changed while the run is under way:\n- \(path)\n"))
      #expect(refused.contains("/wf --force") && refused.contains("/wf --fresh"))
    }
    let told = bench.end("a", "a1", message: bench.document("a"))
    #expect(told.block == nil && told.message?.contains(path) == true)
    bench.post("a", "toolu_a", agent: "a1")
    #expect(bench.outcomes == ["unchecked"])
    #expect(bench.attempts[0]["hold"]?.string == "changed")
    #expect(bench.stop().message?.contains("is held") == true)
    #expect(bench.start(turn: "p2").block?.contains("- " + path) == true)
    try bench.write(text, to: path)
    #expect(bench.start(turn: "p3").context?.contains("Its agents so far: a [done].") == true)
    #expect(bench.outcomes == ["unchecked", "accepted"])
    #expect(bench.text(".context/a.md") == bench.document("a"))
  }

  @Test func `A change behind the last document keeps the run from being complete`() throws {
    let bench = try bench()
    bench.accept("a")
    try touch(Self.contract("a"), bench)
    #expect(bench.stop().message?.contains("the workflow's definition was changed while the run is under way") == true)
    #expect(!bench.kinds.contains("finished"))
  }

  @Test func `A changed file is noticed in a long run, too`() throws {
    let bench = try bench()
    for number in 0..<12 { bench.accept("a", call: "t\(number)", agent: "a\(number)") }
    bench.accept("b")
    #expect(bench.exists(".context/.run/checkpoint"))
    try touch(Self.contract("a"), bench)
    #expect(bench.gate("b", "t-b").denial?.contains("- " + Self.contract("a")) == true)
  }

  @Test func `An agent is known by any letter case, whatever became of its file`() throws {
    let bench = try bench()
    #expect(bench.gate("A", "t1").isAdmitted)
    bench.begin("A", "a1")
    #expect(added(bench) == [Self.own])
    let text = try #require(bench.text(Self.file("a")))
    try bench.write(text.replacing("contract: a-output", with: "contract: ["), to: Self.file("a"))
    #expect(bench.gate("A", "t2").denial?.contains("- " + Self.file("a")) == true)
    try bench.remove(Self.file("a"))
    #expect(bench.gate("A", "t3").denial?.contains("- " + Self.file("a")) == true)
    #expect(bench.end("A", "a1", message: bench.document("a")).message?.contains(Self.file("a")) == true)
    #expect(bench.outcomes == ["unchecked"])
    try bench.write(text, to: Self.file("a"))
    #expect(bench.start(turn: "p2").context?.contains("a [done]") == true)
  }

  @Test func `A run that an older version began learns its agents at their next admission`() throws {
    let bench = try bench()
    bench.accept("a", call: "t1", agent: "a1")
    try forgetFiles(bench)
    try touch(Self.contract("a"), bench)
    #expect(bench.start(turn: "p2").context?.contains("goes on") == true)
    #expect(bench.gate("a", "t2", turn: "p2").isAdmitted)
    #expect(added(bench).map(\.count) == [0, 2])
    try touch(Self.contract("a"), bench)
    #expect(bench.gate("b", "t3", turn: "p2").denial?.contains("- " + Self.contract("a")) == true)
  }

  /// Writes the journal as a version did that knew of no such files.
  private func forgetFiles(_ bench: HookBench) throws {
    let events = try #require(try Journal.read(bench.journalPath)?.events)
    try bench.remove(".context/.run/journal.jsonl")
    var journal = Journal(creating: bench.journalPath)
    for event in events {
      var kind = event.kind
      if case .admitted(var admission) = kind {
        admission.files = []
        kind = .admitted(admission)
      }
      try journal.append([kind], at: event.at, durably: false)
    }
  }

  @Test(arguments: ["../../../../escaped", "..", "x/y", ".hidden", String(repeating: "n", count: 300)])
  func `The kept attempts of an agent with an odd name lie where all do`(name: String) throws {
    let bench = try bench(files: [
      ".claude/agents/odd.md": AgentSketch(name, contract: "odd", target: "$WORKDIR/.context/odd.md").text,
      ".claude/workflows/wf/contracts/odd.yaml": "name: odd\nschema: {properties: {header: {required: [agent]}}}\n",
    ])
    let before = Set(bench.allFiles().keys)
    bench.run(name, call: "t1", agent: "a1")
    bench.end(name, "a1", message: "---\nagent: \"\(name)\"\n---\nFound it.\n")
    #expect(bench.outcomes == ["accepted"])
    let file = try #require(bench.attempts[0]["file"]?.string)
    #expect(file.hasPrefix("attempts/agent-") && file.split(separator: "/").count == 3)
    #expect(bench.exists(".context/.run/" + file))
    for added in Set(bench.allFiles().keys).subtracting(before) { #expect(added.contains("/.context/"), "\(added)") }
  }

  // MARK: The command

  @Test func `Another session that takes the run over is told of changes, too`() throws {
    let bench = try bench()
    bench.accept("a")
    try touch(Self.contract("a"), bench)
    let refused = bench.start("--takeover", turn: "q1", session: "other-session").block
    #expect(refused?.contains("- " + Self.contract("a")) == true)
    #expect(bench.start("--takeover --force", turn: "q2", session: "other-session").context != nil)
    #expect(bench.gate("b", turn: "q2", session: "other-session").isAdmitted)
  }

  @Test func `--fresh begins without what the earlier run knew, broken or not`() throws {
    let bench = try bench()
    bench.accept("a")
    try bench.write("name: a-output\nschema: [", to: Self.contract("a"))
    #expect(bench.start(turn: "p2").block?.contains("its definition has mistakes") == true)
    #expect(bench.start("--fresh", turn: "p3").context?.contains("has started") == true)
    #expect(!bench.exists(".context/a.md"))
    #expect(bench.gate("b", turn: "p3").isAdmitted)
  }

  @Test func `--redo names no node of it, as ever`() throws {
    let bench = try bench()
    bench.accept("a")
    #expect(bench.start("--redo a", turn: "p2").block?.contains("no node has the name \"a\"") == true)
    try touch(Self.contract("a"), bench)
    #expect(bench.start("--redo a", turn: "p3").block?.contains("- " + Self.contract("a")) == true)
  }

  @Test func `--force checks documents again, and whose no longer satisfies may be called again`() throws {
    let bench = try bench()
    bench.accept("a")
    bench.accept("b")
    try demandCount(of: "a", bench)
    try touch(Self.contract("b"), bench)
    let refused = try #require(bench.start(turn: "p2").block)
    #expect(refused.contains("- " + Self.contract("a")) && refused.contains("- " + Self.contract("b")))
    let told = bench.start("--force", turn: "p3").context
    #expect(told?.contains("Its agents so far: a [ready, visit 2], b [done].") == true, "\(told ?? "")")
    #expect(!bench.exists(".context/a.md") && bench.exists(".context/b.md"))
    #expect(bench.files(below: ".context/.run/archive").contains { $0.hasSuffix("-a.md") })
    #expect(bench.gate("a", "t5", turn: "p3").isAdmitted)
    bench.begin("a", "a2")
    #expect(bench.end("a", "a2", message: bench.document("a")).block?.contains("count") == true)
    #expect(bench.end("a", "a2", message: bench.document("a", "count: 1\n"), again: true).isContinue)
    bench.post("a", "t5", agent: "a2")
    #expect(bench.stop(turn: "p3").isContinue)
    #expect(bench.report?["outcome"]?.string == "complete")
    #expect(bench.report?["shortfalls"]?.array?.isEmpty == true)
    #expect(bench.events("admitted").compactMap { $0["visit"]?.integer } == [1, 1, 2])
    #expect(added(bench).last == [], "the command has read them again")
  }

  @Test func `A document that isn't asked for again after --force is a shortfall`() throws {
    let bench = try bench()
    bench.accept("a")
    try demandCount(of: "a", bench)
    #expect(bench.start("--force", turn: "p2").context != nil)
    #expect(bench.stop(turn: "p2").isContinue)
    #expect(
      bench.report?["shortfalls"]?.array?.compactMap(\.string) == ["a: no document of its last visit was accepted"])
  }

  @Test func `A document that would be written elsewhere is asked for again`() throws {
    let bench = try bench()
    bench.accept("a")
    let text = try #require(bench.text(Self.file("a")))
    try bench.write(text.replacing(".context/a.md", with: ".context/elsewhere.md"), to: Self.file("a"))
    #expect(bench.start("--force", turn: "p2").context?.contains("a [ready, visit 2]") == true)
    bench.accept("a", call: "t2", agent: "a2")
    #expect(bench.exists(".context/elsewhere.md") && !bench.exists(".context/a.md"))
  }

  @Test(arguments: [true, false])
  func `By --force an agent that is gone or has no contracts any more drops out`(isGone: Bool) throws {
    let bench = try bench()
    bench.accept("a")
    bench.accept("b")
    if isGone {
      try bench.remove(Self.file("a"))
    } else {
      try bench.write(AgentSketch.plain("a").text, to: Self.file("a"))
    }
    try bench.remove(Self.contract("a"))
    #expect(bench.start(turn: "p2").block?.contains("- " + Self.file("a")) == true)
    #expect(bench.start("--force", turn: "p3").context?.contains("a [done], b [done]") == true)
    #expect(bench.exists(".context/a.md"), "nothing is demanded of it any more")
    #expect(bench.gate("a", "t3", turn: "p3").isContinue)
    #expect(bench.gate("b", "t4", turn: "p3").isAdmitted)
    // Once it is back it is learnt anew.
    try bench.write(AgentSketch("a").text, to: Self.file("a"))
    try bench.write(try #require(AgentSketch("a").contractText), to: Self.contract("a"))
    #expect(bench.gate("a", "t5", turn: "p3").isAdmitted)
    #expect(added(bench).last == Self.own)
  }

  @Test func `By --force a held agent that is gone holds nothing`() throws {
    let bench = try bench()
    bench.run("a", agent: "a1")
    try bench.remove(Self.file("a"))
    bench.end("a", "a1", message: bench.document("a"))
    bench.post("a", "toolu_a", agent: "a1")
    #expect(bench.outcomes == ["unchecked"])
    #expect(bench.start("--force", turn: "p2").context != nil)
    #expect(bench.gate("b", turn: "p2").isAdmitted)
  }

  @Test func `--force changes nothing while agents are at work in the background`() throws {
    let bench = try bench()
    bench.run("a", call: "t1", agent: "a1")
    bench.post("a", "t1", agent: "a1", status: "async_launched")
    try touch(Self.contract("a"), bench)
    #expect(bench.start("--force", turn: "p2").block?.contains("at work in the background (a)") == true)
  }

  @Test func `A broken contract that holds a node may be mended without --force`() throws {
    let bench = try bench()
    bench.accept("b")
    bench.run("a", agent: "a1")
    let text = try #require(bench.text(Self.contract("a")))
    try bench.write("name: a-output\nschema: [", to: Self.contract("a"))
    #expect(bench.end("a", "a1", message: bench.document("a")).message?.contains(Self.contract("a") + ":2:") == true)
    bench.post("a", "toolu_a", agent: "a1")
    #expect(bench.attempts.last?["hold"]?.string == "broken")
    #expect(bench.start(turn: "p2").block?.contains("its definition has mistakes") == true)
    try bench.write(text + "description: mended\n", to: Self.contract("a"))
    try touch(Self.contract("b"), bench)
    let other = try #require(bench.start(turn: "p3").block)
    #expect(other.contains("- " + Self.contract("b")) && !other.contains("- " + Self.contract("a")))
    try bench.write(try #require(AgentSketch("b").contractText), to: Self.contract("b"))
    #expect(bench.start(turn: "p4").context?.contains("a [done]") == true)
    #expect(bench.outcomes == ["accepted", "unchecked", "accepted"])
    #expect(bench.gate("b", "t5", turn: "p4").isAdmitted)
    try touch(Self.contract("a"), bench)
    #expect(bench.gate("b", "t6", turn: "p4").denial?.contains("- " + Self.contract("a")) == true)
  }

  @Test func `A flow that is added later takes the run over by --force alone`() throws {
    let bench = try bench()
    bench.accept("a")
    let flow = ".claude/workflows/wf/flow.yaml"
    try bench.write("name: wf\nflow: START >> a >> b >> END\n", to: flow)
    #expect(bench.start(turn: "p2").block?.contains("- " + flow) == true)
    #expect(bench.start("--force", turn: "p3").context?.contains("Ready now: b.") == true)
    #expect(bench.gate("b", turn: "p3").isAdmitted)
    #expect(added(bench).last == [])
  }

  // MARK: Context files

  @Test func `What an admitted agent wrote must satisfy its contract where another reads it`() throws {
    let bench = try bench([AgentSketch("a"), AgentSketch("b", context: ["$WORKDIR/.context/a.md"])])
    bench.accept("a")
    try bench.write("garbage", to: ".context/a.md")
    #expect(bench.gate("b", "t1").denial?.contains(".context/a.md") == true)
    try bench.remove(".context/a.md")
    #expect(bench.gate("b", "t2").isAdmitted)
    #expect(bench.text(".context/a.md") == bench.document("a"))
  }

  @Test func `A file whose writer is at work is demanded like any other`() throws {
    let bench = try bench([AgentSketch("a"), AgentSketch("b", context: ["$WORKDIR/.context/a.md"])])
    bench.run("a", agent: "a1")
    #expect(bench.gate("b", "t1").denial?.contains(".context/a.md") == true)
    bench.end("a", "a1", message: bench.document("a"))
    let reply = bench.gate("b", "t2")
    #expect(reply.isAdmitted && reply.prompt.contains("- \(bench.project)/.context/a.md"))
    bench.run("a", call: "t3", agent: "a2")
    #expect(bench.gate("b", "t4").denial?.contains(".context/a.md") == true)
  }

  // MARK: One target

  private static let one = "$WORKDIR/.context/one.md"

  /// Two agents that write to one target, and one that reads it; both have
  /// written.
  private func shared() throws -> HookBench {
    let bench = try bench([
      AgentSketch("a", target: Self.one), AgentSketch("b", target: Self.one), AgentSketch("c", context: [Self.one]),
    ])
    bench.accept("a")
    bench.accept("b")
    return bench
  }

  @Test func `Of agents with one target the last document counts`() throws {
    let bench = try shared()
    #expect(bench.gate("c", "t1").isAdmitted)
    bench.accept("a", call: "t2", agent: "a2")
    #expect(bench.gate("c", "t3").isAdmitted)
    #expect(bench.text(".context/one.md") == bench.document("a"))
  }

  @Test func `What the last one wrote is gone, as any document is, while it works again`() throws {
    let bench = try shared()
    bench.run("b", call: "t1", agent: "b2")
    let refused = try #require(bench.gate("c", "t2").denial)
    #expect(refused.contains("the context file \".context/one.md\" does not exist"), "\(refused)")
    bench.end("b", "b2", message: bench.document("b", body: "Again."))
    bench.post("b", "t1", agent: "b2")
    #expect(bench.gate("c", "t3").isAdmitted)
    #expect(bench.text(".context/one.md") == bench.document("b", body: "Again."))
  }

  @Test func `A document that is deleted comes back as the last one wrote it`() throws {
    let bench = try shared()
    try bench.remove(".context/one.md")
    #expect(bench.gate("c", "t1").isAdmitted)
    #expect(bench.text(".context/one.md") == bench.document("b"))
  }

  @Test func `It is told as the last one's, and as nobody else's that was changed`() throws {
    let bench = try shared()
    #expect(bench.writeTool(bench.path(".context/one.md")).denial?.contains("the accepted document of b;") == true)
    #expect(bench.stop().isContinue)
    #expect(bench.report?["shortfalls"]?.array?.isEmpty == true, "\(bench.report?["shortfalls"] ?? .null)")
    let artifacts = bench.report?["nodes"]?.array?.map { $0["artifact"]?.string }
    #expect(artifacts == [nil, bench.path(".context/one.md")])
  }
}
