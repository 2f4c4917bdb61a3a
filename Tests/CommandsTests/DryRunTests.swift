import Diagnostics
import Documents
import Foundation
import TestSupport
import Testing

@Suite("claude-workflow dry-run workflow")
struct DryRunTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try BranchingProject.write(to: folder)
  }

  private func play(_ arguments: String...) throws -> CommandRun { try CommandRun(["dry-run"] + arguments, in: folder) }

  @Test func `a workflow is played by its examples`() throws {
    let run = try play()
    #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
    #expect(
      run.output.hasPrefix("UserPromptSubmit → workflow-input: /review A dry run of the workflow review.\n  goes on"))
    #expect(
      run.output.contains(
        """
        SubagentStop → subagent-output: checker hands over .claude/workflows/review/examples/checker.md
          goes on

        """))
    #expect(run.output.contains("\ncomplete: 5 nodes, 5 attempts, 0 rejected\n  writer: done\n  checker: done\n"))
    #expect(run.output.contains("  archivist: skipped: "))
    #expect(run.output.hasSuffix("  translator: done, 2/2\n"), "\(run.output.suffix(400))")
  }

  @Test func `an input may begin with an option`() throws {
    let run = try play("review", "--input", "--priority=high x")
    #expect(run.output.hasPrefix("UserPromptSubmit → workflow-input: /review --priority=high x\n"), "\(run.error)")
  }

  @Test func `nothing in the project is changed`() throws {
    let before = try CommandRun.shell("find . | sort; cat docs/out.md", in: folder)
    #expect(try play("--branch", "checker=revise").status == 0)
    #expect(try CommandRun.shell("find . | sort; cat docs/out.md", in: folder) == before)
  }

  @Test func `the copy can be kept, with all that hooks wrote`() throws {
    let run = try CommandRun(
      ["dry-run", "review", "--keep"], in: folder, environment: ["TMPDIR": try madeFolder("scratch")])
    let place = run.error.replacingOccurrences(of: "kept: ", with: "").trimmingCharacters(in: .newlines)
    #expect(run.status == 0 && place.hasPrefix(folder.path("scratch")), "\(run.error)")
    let report = try String(contentsOfFile: place + "/.context/report.md", encoding: .utf8)
    #expect(report.hasPrefix("# review: complete\n"))
    #expect(try String(contentsOfFile: place + "/docs/out.md", encoding: .utf8).contains("agent: publisher"))
    #expect(folder.text("docs/out.md") == "as it was\n")
  }

  private func madeFolder(_ name: String) throws -> String {
    try folder.makeFolder(name)
    return folder.path(name)
  }

  // MARK: Branches

  /// A branch, and the end of the run.
  @Test(arguments: [
    (["checker=approve"], ["checker: done", "publisher: done", "archivist: skipped"]),
    // Back once, then on by the example.
    (["checker=revise"], ["checker: done, visit 2", "publisher: done"]),
    (["checker=revise", "checker=?revise"], ["checker: done, visit 3", "publisher: done"]),
    (["checker=revise", "checker=else"], ["checker: done, visit 2", "publisher: skipped", "archivist: done"]),
    (["checker=else"], ["publisher: skipped", "archivist: done"]),
  ])
  func `branches are chosen by name`(_ branches: [String], _ ends: [String]) throws {
    let run = try CommandRun(["dry-run", "/review"] + branches.flatMap { ["--branch", $0] }, in: folder)
    #expect(run.status == 0, "\(run.output)\(run.error)")
    for end in ends { #expect(run.output.contains("  \(end)"), "\(run.output.suffix(600))") }
  }

  @Test func `a document is changed so that its contract still accepts it`() throws {
    let run = try play("--branch", "checker=revise", "--format", "json")
    let node = try #require(JSONReader(file: "run").read(Array(run.output.utf8)).accepted)
    let handed = (node["events"]?.array ?? []).compactMap { event -> String? in
      event["payload"]?["agent_type"]?.string == "checker" ? event["payload"]?["last_assistant_message"]?.string : nil
    }
    #expect(handed.count == 2)
    #expect(
      handed.first?.contains("verdict: \"fail\"\nissues: [{\"id\":\"I-1\"},{\"id\":\"I-2\"}]") == true, "\(handed)")
    #expect(node["end"]?["complete"]?.boolean == true)
    #expect(node["end"]?["report"]?["nodes"]?.array?.count == 5)
  }

  @Test func `a way back that an example takes is taken once`() throws {
    try folder.write(
      BranchingProject.checker("fail", "[{id: I-1}, {id: I-2}]"), to: ".claude/workflows/review/examples/checker.md")
    let run = try play()
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains("  checker: done, visit 2\n"))
  }

  @Test func `a branch that no document takes is said so`() throws {
    try BranchingProject.write(to: folder, revise: "output.verdict == 'maybe'")
    let run = try play("--branch", "checker=revise")
    #expect(run.status == 1)
    #expect(
      run.output.contains(
        #"found no document of checker that the contract "Checker" accepts and with which the run takes ?revise (?revise: output.verdict == 'maybe'; ?approve: output.verdict == 'pass'); add an accepted example that does"#
      ), "\(run.output.suffix(500))")
    #expect(run.output.contains("\nnot complete: "))
  }

  // MARK: Rejections

  @Test func `rejected examples come first where it is asked for`() throws {
    let run = try play("--reject", "writer=2")
    #expect(run.status == 0)
    #expect(run.output.contains("writer hands over .claude/workflows/review/examples/writer-bad.md\n  sent back:\n"))
    #expect(run.output.contains("writer hands over a text that is no document\n  sent back:\n"))
    #expect(run.output.contains("complete: 5 nodes, 7 attempts, 2 rejected\n"), "\(run.output.suffix(300))")
  }

  @Test func `what is sent back is shown with angle brackets as they are`() throws {
    try folder.makeFolder("t/.claude")
    _ = try CommandRun(["init", "workflow", "tags", "--agent", "tagger", "--project", "t"], in: folder)
    let contract = "t/.claude/workflows/tags/contracts/tagger-output.yaml"
    let text = try #require(folder.text(contract))
    try folder.write(text.replacingOccurrences(of: "## Evidence", with: "## <Evidence>"), to: contract)
    let run = try play("tags", "--project", "t", "--reject", "tagger")
    #expect(run.output.contains("  | - 8:1 /content: found \"Looks good.\""), "\(run.output)")
    #expect(run.output.contains("## <Evidence>\"") && !run.output.contains("u003c"))
  }

  @Test func `rejections that are asked for several times add up`() throws {
    let run = try play("--reject", "writer", "--reject", "writer")
    #expect(run.status == 0)
    #expect(run.output.contains("complete: 5 nodes, 7 attempts, 2 rejected\n"), "\(run.output.suffix(300))")
  }

  @Test(arguments: [[], ["--background"]])
  func `an agent that is lost is called again`(_ mode: [String]) throws {
    let run = try CommandRun(["dry-run", "--lose", "checker", "--format", "json"] + mode, in: folder)
    #expect(run.status == 0, "\(run.output)\(run.error)")
    let node = try #require(JSONReader(file: "run").read(Array(run.output.utf8)).accepted)
    let checker = node["end"]?["report"]?["nodes"]?.array?.first { $0["node"]?.string == "checker" }
    #expect(checker?["lost"]?.array?.count == 1 && checker?["attempts"]?.array?.count == 1)
    #expect(checker?["status"]?.string == "done")
  }

  @Test func `lost agents exhaust the attempts, too`() throws {
    let run = try play("--lose", "checker=3")
    #expect(run.status == 1)
    #expect(run.output.contains("  checker: failed: "), "\(run.output.suffix(400))")
  }

  @Test func `agents work in the background if that is asked for`() throws {
    let run = try play("--background", "--format", "json", "--reject", "writer")
    #expect(run.status == 0, "\(run.output)\(run.error)")
    let node = try #require(JSONReader(file: "run").read(Array(run.output.utf8)).accepted)
    #expect(node["end"]?["complete"]?.boolean == true)
    let events = node["events"]?.array ?? []
    let first = events.prefix(8).compactMap { $0["event"]?.string }
    #expect(
      first == [
        "UserPromptSubmit", "PreToolUse", "PostToolUse", "SubagentStart", "Stop", "SubagentStop", "SubagentStop",
        "UserPromptSubmit",
      ])
    #expect(events[1]["payload"]?["tool_input"]?["run_in_background"] == nil)
    #expect(events[2]["payload"]?["tool_response"]?["status"]?.string == "async_launched")
    #expect(events[4]["payload"]?["background_tasks"]?.array?.count == 1)
    #expect(events[4]["refused"]?.boolean == false)
    #expect(events[7]["payload"]?["prompt"]?.string?.hasPrefix("<task-notification>") == true)
    #expect(
      events[7]["answer"]?["hookSpecificOutput"]?["additionalContext"]?.string?.contains("checker") == true)
    // Both items of the loop work beside the checker.
    #expect(events.contains { $0["payload"]?["background_tasks"]?.array?.count == 3 })
  }

  @Test func `a run whose attempts are exhausted did not complete`() throws {
    let run = try play("--reject", "writer=9")
    #expect(run.status == 1)
    #expect(run.output.contains("not complete: 5 nodes, 3 attempts, 3 rejected\n"), "\(run.output.suffix(400))")
    #expect(run.output.hasSuffix("the run is failed\n"))
  }

  @Test func `without a contract nothing can be rejected`() throws {
    try folder.write("---\nname: archivist\ndescription: An archivist\n---\nWork.\n", to: ".claude/agents/archivist.md")
    let run = try play("--branch", "checker=else", "--reject", "archivist")
    #expect(run.status == 1)
    #expect(run.output.contains("archivist has no output contract, so none of its documents can be rejected\n"))
    #expect(try play("--branch", "checker=else").status == 0)
  }

  // MARK: Mistakes

  @Test(arguments: [
    (["reviw"], "the project has no workflow \"reviw\", did you mean \"review\"?"),
    (["--reject", "writr"], "--reject: the flow has no node \"writr\", did you mean \"writer\"?"),
    (["--reject", "writer=many"], "expected NODE or NODE=COUNT"),
    (["--branch", "checker"], "expected NODE=LABEL, as in review=approved"),
    (["--branch", "checker=no"], "checker has no label \"no\", expected one of revise, approve"),
    (["--branch", "writer=no"], "no edge that leaves writer has a label"),
    (["--branch", "translator=x"], "no edge that leaves translator has a label"),
    (["--lose", "writr"], "--lose: the flow has no node \"writr\", did you mean \"writer\"?"),
    (["--lose", "writer=0"], "expected NODE or NODE=COUNT with a count from 1 to 100"),
    (["--hooks", "none"], "found no four built hooks in \"none\""),
    (["--project", "/"], "found no project at or above"),
  ])
  func `what can't be played is said with what to type`(_ arguments: [String], _ words: String) throws {
    let run = try CommandRun(["dry-run"] + arguments, in: folder)
    #expect(run.status == 2)
    #expect(run.output.isEmpty && run.error.contains(words), "\(run.error)")
  }

  @Test func `a place that can't be written is said with the way out`() throws {
    let run = try CommandRun(["dry-run"], in: folder, environment: ["TMPDIR": folder.path("docs/out.md")])
    #expect(run.status == 2)
    #expect(run.error.contains("can't copy the project's definitions below"), "\(run.error)")
    #expect(run.error.contains("set TMPDIR to a folder that can be written"))
  }

  @Test func `a definition that is broken is shown with its place`() throws {
    try folder.write("name: review\nflow: |\n  START >> >> END\n", to: ".claude/workflows/review/flow.yaml")
    let run = try play()
    #expect(run.status == 2)
    #expect(run.error.contains(".claude/workflows/review/flow.yaml:3:12: error:"), "\(run.error)")
    #expect(run.error.contains("`claude-workflow check` finds all"))
  }

  @Test func `a start that the input contract refuses is no complete run`() throws {
    try folder.write(
      "name: In\nschema: { required: [content], properties: { content: { type: string, minLength: 99 } } }\n",
      to: ".claude/workflows/review/contracts/workflow-input.yaml")
    let run = try play("--input", "short")
    #expect(run.status == 1)
    #expect(run.output.contains("UserPromptSubmit → workflow-input: /review short\n  refused:\n"))
    #expect(run.output.contains("not complete: the run was not started: "))
  }

  @Test func `a hook that doesn't answer ends the play`() throws {
    for hook in ["workflow-input", "subagent-input", "subagent-output", "workflow-output"] {
      try folder.write("#!/bin/sh\necho hello\n", to: "broken/\(hook)", permissions: 0o755)
    }
    let run = try play("--hooks", "broken")
    #expect(run.status == 1)
    #expect(
      run.output.contains(
        "not complete: workflow-input at UserPromptSubmit answered \"hello\\n\", expected one JSON object\n"))
  }

  @Test func `the sample workflow can be played`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    // Hooks that were put into this repository may be older ones.
    let run = try play(
      "build-feature", "--project", root, "--hooks", CommandRun.hooks, "--reject", "architect")
    #expect(run.status == 0, "\(run.output)\(run.error)")
    #expect(run.output.contains("complete: 5 nodes, 7 attempts, 1 rejected\n"))
  }
}

/// A workflow with a way back, an else and a loop over a list that a document
/// gives.
enum BranchingProject {
  static func write(
    to folder: ScratchFolder, revise: String = "output.verdict == 'fail' and len(output.issues) > 1"
  ) throws {
    let flow = """
      name: review
      version: "1.0"
      state: { languages: [] }
      flow: |
        START >> writer >> checker
        checker ?revise >> writer
        checker ?approve >> publisher >> END
        checker >> archivist >> END
        writer >> translator * $languages[2] >> END
      conditions:
        checker:
          revise: "\(revise)"
          approve: "output.verdict == 'pass'"

      """
    try folder.write(flow, to: ".claude/workflows/review/flow.yaml")
    try folder.write("---\ndescription: Review\n---\nGo.\n", to: ".claude/commands/review.md")
    try folder.write("as it was\n", to: "docs/out.md")
    for name in ["writer", "checker", "publisher", "archivist", "translator"] {
      let target = name == "publisher" ? "$CLAUDE_PROJECT_DIR/docs/out.md" : "$WORKDIR/.context/\(name).md"
      let contract = name.prefix(1).uppercased() + name.dropFirst()
      try folder.write(
        "---\nname: \(name)\ndescription: A \(name)\noutput: { contract: \(contract), target: \"\(target)\" }\n---\nWork.\n",
        to: ".claude/agents/\(name).md")
      let own = properties[name] ?? ""
      try folder.write(
        """
        name: \(contract)
        schema:
          type: object
          required: [header]
          properties:
            header:
              type: object
              required: [type, agent]
              properties:
                type: { const: \(name) }
                agent: { const: \(name) }
        \(own)
        examples:
          - examples/\(name).md
        \(name == "writer" ? "  - { path: examples/writer-bad.md, valid: false }" : "")

        """, to: ".claude/workflows/review/contracts/\(name).yaml")
      try folder.write(
        "---\ntype: \(name)\nagent: \(name)\n\(name == "writer" ? "languages: [de, fr]\n" : "")---\n\nText.\n",
        to: ".claude/workflows/review/examples/\(name).md")
    }
    try folder.write(checker("pass", "[]"), to: ".claude/workflows/review/examples/checker.md")
    try folder.write("---\ntype: other\n---\n", to: ".claude/workflows/review/examples/writer-bad.md")
  }

  static func checker(_ verdict: String, _ issues: String) -> String {
    "---\ntype: checker\nagent: checker\nverdict: \(verdict)\nissues: \(issues)\n---\n\nText.\n"
  }

  private static let properties = [
    "checker": [
      "verdict: { enum: [pass, fail, unsure] }", "issues:", "  type: array", "  uniqueItems: true",
      "  items: { type: object, required: [id], properties: { id: { enum: [I-1, I-2, I-3] } } }",
    ].map { String(repeating: " ", count: 8) + $0 }.joined(separator: "\n")
  ]
}
