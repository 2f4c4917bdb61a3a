import Diagnostics
import Documents
import Foundation
import Hooks
import Testing

@Suite("workflow-input: start")
struct WorkflowInputTests {
  @Test(arguments: [
    "/wf2", "/wfx", " /wf", "please run /wf", "/w", "/", "//wf", "/wf/../x", "/../wf", "/wf/x", "/WF", "/.runs",
    "/wf;ls",
    "/no-such-command x", "wf", "", "\n/wf", "-/wf", "/compact", "/wf-", "/wf.",
  ])
  func `A prompt that only looks like the command passes untouched`(prompt: String) throws {
    let bench = try HookBench()
    let before = bench.allFiles()
    #expect(bench.submit(prompt).isContinue)
    #expect(bench.expand(prompt.isEmpty ? "/" : prompt).isContinue)
    #expect(bench.allFiles() == before)
  }

  @Test(arguments: ["/wf", "/wf ", "/wf\n", "/wf\tsome text", "/wf some text"])
  func `The command's name is followed by a blank or the end`(prompt: String) throws {
    let bench = try HookBench()
    #expect(bench.submit(prompt).context?.hasPrefix("The workflow \"wf\" has started.") == true)
    #expect(bench.kinds == ["run-started"])
  }

  @Test func `A start tells the flow, what is ready and the rules`() throws {
    let bench = try HookBench(flow: "START >> [a, b] >> c >> END", agents: [.init("a"), .init("b"), .init("c")])
    let reply = bench.start("--depth=3 look closely")
    let context = try #require(reply.context)
    #expect(reply.status == 0)
    #expect(reply.node["continue"]?.boolean == true)
    #expect(reply.node["hookSpecificOutput"]?["hookEventName"]?.string == "UserPromptSubmit")
    #expect(reply.node["decision"] == nil)
    #expect(context.hasPrefix("The workflow \"wf\" has started. WORKDIR=\(bench.project)\n"))
    #expect(context.contains("Ready now: a, b."))
    #expect(context.contains("call") && context.contains("subagent_type"))
    #expect(context.contains("1. "))
    #expect(context.contains("c"))
    #expect(context.contains("Do not do a node's work yourself"))
    #expect(context.contains("{\"depth\":\"3\"}"))
    #expect(!context.contains("look closely"))
    #expect(context.count <= 9_000)
  }

  @Test func `The journal's first line has the format, the definition and the input`() throws {
    let bench = try HookBench()
    bench.start("--depth=3 look 'closely'")
    let first = try #require(bench.events().first)
    #expect(first["event"]?.string == "run-started")
    #expect(first["seq"]?.integer == 1)
    #expect(first["format"]?.integer == 1)
    #expect(first["workflow"]?.string == "wf")
    #expect(first["session"]?.string == bench.session)
    #expect(first["prompt_id"]?.string == "p1")
    #expect(first["workdir"]?.string == bench.project)
    #expect(first["at"]?.string?.hasPrefix("2026-01-06T10:00:0") == true)
    #expect(first["input"]?["header"]?["depth"]?.string == "3")
    #expect(first["input"]?["content"]?.string == "look 'closely'")
    #expect(first["definition"]?["flow"]?.string == bench.text(".claude/workflows/wf/flow.yaml"))
    let files = first["definition"]?["files"]?.array?.compactMap { $0.array?[2].string } ?? []
    #expect(
      files.sorted() == [
        ".claude/agents/a.md", ".claude/agents/b.md", ".claude/commands/wf.md",
        ".claude/workflows/wf/contracts/a-output.yaml", ".claude/workflows/wf/contracts/b-output.yaml",
        ".claude/workflows/wf/flow.yaml",
      ])
  }

  @Test func `The session's pointer leads to the working directory`() throws {
    let bench = try HookBench()
    bench.start("--workdir=out")
    let pointer = try #require(bench.text(".claude/workflows/.runs/" + bench.session))
    let node = JSONReader(file: "p").read(Array(pointer.utf8)).value
    #expect(node?["workdir"]?.string == bench.project + "/out")
    #expect(node?["workflow"]?.string == "wf")
    #expect(
      node?["run"]?.string == bench.events(in: bench.project + "/out/.context/.run/journal.jsonl").first?["run"]?.string
    )
  }

  @Test(arguments: ["../../../etc/x", "a b", "", String(repeating: "s", count: 65), "sé"])
  func `A session id that is no plain name becomes no path`(session: String) throws {
    let bench = try HookBench()
    let reply = bench.start(session: session)
    let files = bench.files(below: ".claude/workflows/.runs")
    if session.isEmpty {
      #expect(reply.block?.contains("session_id") == true)
      #expect(files.isEmpty)
    } else {
      #expect(reply.context != nil)
      #expect(files.count == 1)
      #expect(files.allSatisfy { $0.count == 64 && $0.allSatisfy(\.isHexDigit) })
      #expect(bench.gate("a", session: session).isAdmitted)
    }
  }

  @Test func `A long flow is written to a file that the context names`() throws {
    let names = (1...90).map { "collector-of-a-rather-special-kind-of-thing-number-\($0)" }
    let bench = try HookBench(
      flow: "START >> " + names.joined(separator: " >> ") + " >> END", agents: names.map { AgentSketch.plain($0) })
    let context = try #require(bench.start().context)
    #expect(context.count <= 9_000)
    #expect(context.contains("\(bench.project)/.context/.run/flow.txt"))
    let flow = try #require(bench.text(".context/.run/flow.txt"))
    #expect(names.allSatisfy { flow.contains($0) })
    #expect(!context.contains(names[50]))
    #expect(context.contains("Ready now: \(names[0])."))
  }

  // MARK: Working directory

  @Test func `The working directory is the option's, else the environment's, else the project's`() throws {
    for (arguments, environment, expected) in [
      ("", [:], "project"), ("--workdir=out/put", [:], "project/out/put"), ("--workdir out", [:], "project/out"),
      ("--workdir='with blank'", [:], "project/with blank"), ("--workdir=~/x", [:], "home/x"),
      ("--workdir=../beside", [:], "beside"), ("--workdir=./a/../b", [:], "project/b"),
      ("", ["WORKDIR": "given"], "project/given"), ("--workdir=first", ["WORKDIR": "given"], "project/first"),
      ("", ["WORKDIR": ""], "project"), ("--workdir=a --workdir=last", [:], "project/last"),
    ] as [(String, [String: String], String)] {
      let bench = try HookBench()
      let reply = bench.start(arguments, environment: environment)
      let folder = bench.root + "/" + expected
      #expect(reply.context?.contains("WORKDIR=\(folder)\n") == true, "\(arguments) \(reply.text)")
      #expect(bench.exists(folder + "/.context/.run/journal.jsonl"), "\(arguments)")
    }
  }

  @Test func `An absolute working directory is taken as it is, links followed`() throws {
    let bench = try HookBench()
    try bench.makeFolder(bench.root + "/real")
    try bench.link(bench.root + "/link", to: bench.root + "/real")
    #expect(bench.start("--workdir=\(bench.root)/link").context?.contains("WORKDIR=\(bench.root)/real\n") == true)
    #expect(bench.exists(bench.root + "/real/.context/.run/journal.jsonl"))
  }

  @Test(arguments: ["--workdir", "--workdir=", "--workdir --fresh"])
  func `A working directory without a value is refused`(arguments: String) throws {
    let bench = try HookBench()
    let before = bench.allFiles()
    #expect(bench.start(arguments).block?.contains("--workdir has no value") == true)
    #expect(bench.allFiles() == before)
  }

  @Test func `A working directory that is a file is our failure, with its cause`() throws {
    let bench = try HookBench(files: ["taken": "x"])
    let reason = try #require(bench.start("--workdir=taken").block)
    #expect(reason.contains(bench.path("taken")))
    #expect(bench.text("taken") == "x")
  }

  // MARK: Mistakes

  @Test func `Every mistake in the definition is listed with its place`() throws {
    let bench = try HookBench(
      flow: "START >> a >> nobody >> END\nSTART >> c >> END",
      agents: [AgentSketch("a", contract: "missing-contract"), AgentSketch("c")],
      files: [".claude/workflows/wf/contracts/a-output.yaml": "name: other\nschema: {}\n"])
    let before = bench.allFiles()
    let reason = try #require(bench.start().block)
    #expect(reason.hasPrefix("The workflow /wf can't start, its definition has mistakes:\n- "))
    #expect(reason.contains(".claude/workflows/wf/flow.yaml:4:"))
    #expect(reason.contains("\"nobody\""))
    #expect(reason.contains("[flow/unknown-agent]"))
    #expect(reason.contains(".claude/agents/a.md:6:13"))
    #expect(reason.contains("\"missing-contract\""))
    #expect(reason.contains("[contract/unknown]"))
    #expect(reason.hasSuffix("then give the command again."))
    #expect(bench.allFiles() == before)
  }

  @Test func `Every syntax error of the flow is listed`() throws {
    let bench = try HookBench(flow: "START >> [a >> END\nSTART >> b ??\nSTART >> a >> END")
    let reason = try #require(bench.start().block)
    #expect(reason.contains("flow.yaml:4:"))
    #expect(reason.contains("flow.yaml:5:"))
    #expect(!reason.contains("flow.yaml:6:"))
  }

  @Test func `Two agents with one target can't start`() throws {
    let bench = try HookBench(
      agents: [AgentSketch("a", target: "$WORKDIR/x.md"), AgentSketch("b", target: "$WORKDIR/./y/../x.md")])
    let reason = try #require(bench.start().block)
    #expect(reason.contains("\"a\"") && reason.contains("\"b\""))
    #expect(reason.contains("write to the same target"))
    #expect(bench.journal.isEmpty)
  }

  @Test(arguments: [
    ("$NOWHERE/x.md", "$NOWHERE"), ("/etc/x.md", "outside"), ("$WORKDIR/../x.md", "outside"),
    ("$WORKDIR/.claude/x.md", "a place for definitions or records"),
    ("$WORKDIR/.git/x.md", "a place for definitions or records"),
    ("$WORKDIR/.context/.run/x.md", "a place for definitions or records"),
    ("contracts/x.yaml", "a place for definitions or records"),
  ])
  func `A target out of bounds can't start`(target: String, words: String) throws {
    let bench = try HookBench(agents: [AgentSketch("a", target: target), AgentSketch("b")])
    let reason = try #require(bench.start().block)
    #expect(reason.contains(".claude/agents/a.md:7:11"))
    #expect(reason.contains(words))
    #expect(bench.journal.isEmpty)
  }

  @Test func `A target that is a folder, or the workflow's own output, can't start`() throws {
    let bench = try HookBench(agents: [AgentSketch("a", target: "$WORKDIR/docs"), AgentSketch("b")])
    try bench.makeFolder("docs")
    #expect(bench.start().block?.contains("expected a file; name one in it [agent/target-folder]") == true)
    let other = try HookBench(agents: [
      AgentSketch("a", target: "$WORKDIR/.context/workflow-output.md"), AgentSketch("b"),
    ])
    #expect(other.start().block?.contains("is where the workflow's own output document is looked for") == true)
  }

  @Test func `An agent that could never do its part can't start`() throws {
    let bench = try HookBench(
      agents: [AgentSketch("a", contract: .some(nil)), AgentSketch("b")],
      files: [".claude/agents/b.md": "---\nname: b\n---\nDoes the work of b.\n"])
    let reason = try #require(bench.start().block)
    #expect(reason.contains("the agent \"a\" has a target and no output contract"))
    #expect(
      reason.contains("the agent \"b\" has no \"description\", or an empty one, and Claude Code ignores its file then"))
  }

  @Test(arguments: [
    ("check.py::f", "does not exist"), ("../check", "lies outside"), ("plain", "is not an executable file"),
    ("empty", "is an empty file"),
  ])
  func `A validator that could never be run can't start`(_ validator: String, _ words: String) throws {
    let bench = try HookBench(files: [
      ".claude/workflows/wf/contracts/a-output.yaml":
        "name: a-output\nschema: {type: object}\nvalidator: \(validator)\n",
      ".claude/workflows/wf/plain": "true\n", ".claude/workflows/wf/empty": "",
    ])
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: bench.path(".claude/workflows/wf/empty"))
    let reason = try #require(bench.start().block)
    #expect(reason.contains("a-output.yaml:3:12: validator \"\(validator)\" \(words)"))
  }

  @Test func `A contract with two owners of its name can't start`() throws {
    let bench = try HookBench(files: [".claude/workflows/wf/contracts/copy.yaml": "name: a-output\nschema: {}\n"])
    #expect(bench.start().block?.contains("2 contracts on one level have the name \"a-output\"") == true)
  }

  @Test func `Two contracts with one type can't start`() throws {
    let other = try #require(AgentSketch("a", contract: "second").contractText)
    let bench = try HookBench(
      files: [
        "contracts/second.yaml": other,
        ".claude/agents/c.md": "---\nname: c\ndescription: x\noutput: {contract: second}\n---\n",
      ])
    let reason = try #require(bench.start().block)
    #expect(reason.contains("\"a-document\""))
    #expect(reason.contains("contract"))
  }

  @Test func `An unclosed quote is told`() throws {
    let bench = try HookBench()
    #expect(bench.start("--a='open").block?.contains("an opening ' without its closing one") == true)
    #expect(bench.journal.isEmpty)
  }

  // MARK: Other ways in

  @Test func `The expansion after the prompt gives no second context and no second event`() throws {
    let bench = try HookBench()
    #expect(bench.submit("/wf x").context != nil)
    let journal = bench.journal
    #expect(bench.expand("/wf x").isContinue)
    #expect(bench.journal == journal)
  }

  @Test func `The prompt after its expansion gives no second context and no second event`() throws {
    let bench = try HookBench()
    let reply = bench.expand("/wf x")
    #expect(reply.context?.hasPrefix("The workflow \"wf\" has started.") == true)
    #expect(reply.node["hookSpecificOutput"]?["hookEventName"]?.string == "UserPromptExpansion")
    let journal = bench.journal
    #expect(bench.submit("/wf x").isContinue)
    #expect(bench.journal == journal)
  }

  @Test func `Two copies of the hook give one answer and one event`() throws {
    let bench = try HookBench()
    let replies = concurrently(8) { _ in bench.submit("/wf x") }
    #expect(replies.allSatisfy { $0 == replies[0] && $0.context != nil })
    #expect(bench.kinds == ["run-started"])
  }

  @Test func `The same prompt twice with --fresh starts once`() throws {
    let bench = try HookBench()
    bench.start(turn: "p0")
    let first = bench.start("--fresh")
    let run = bench.events().first?["run"]?.string
    #expect(bench.start("--fresh") == first)
    #expect(bench.expand("/wf --fresh").isContinue)
    #expect(bench.events().first?["run"]?.string == run)
    #expect(bench.kinds == ["run-started"])
  }

  @Test func `The model starts a workflow by the tool Skill`() throws {
    let bench = try HookBench()
    let reply = bench.skill("wf", arguments: "--workdir=out --depth=2 text")
    #expect(reply.context?.contains("WORKDIR=\(bench.project)/out\n") == true)
    #expect(reply.node["hookSpecificOutput"]?["hookEventName"]?.string == "PreToolUse")
    #expect(reply.node["hookSpecificOutput"]?["permissionDecision"] == nil)
    let first = bench.events(in: bench.project + "/out/.context/.run/journal.jsonl").first
    #expect(first?["key"]?.string == "toolu_skill")
    #expect(first?["input"]?["content"]?.string == "text")
    #expect(bench.stop().block?.contains("a: ready") == true)
  }

  @Test func `A skill that is no workflow is none of our business`() throws {
    let bench = try HookBench()
    let before = bench.allFiles()
    #expect(bench.skill("data-analysis", arguments: "/wf").isContinue)
    #expect(bench.allFiles() == before)
  }

  @Test func `A start by the tool Skill that can't be is denied`() throws {
    let bench = try HookBench(flow: "START >> nobody >> END")
    #expect(bench.skill("wf").denial?.contains("\"nobody\"") == true)
  }

  @Test func `A workflow folder without a flow is a workflow all the same`() throws {
    let bench = try HookBench(flow: nil)
    #expect(bench.start().context?.contains("It has no flow.yaml") == true)
    #expect(bench.accept("b").isContinue)
    #expect(bench.accept("a").isContinue)
    #expect(bench.exists(".context/a.md"))
    #expect(bench.outcomes == ["accepted", "accepted"])
  }
}
