import Contracts
import Diagnostics
import Documents
import Flows
import Foundation
import Hooks
import Testing

/// What README.md tells its readers to write and to expect, taken from its
/// text and played.
struct ReadmeTests {
  private let package: URL
  private let readme: String

  init() throws {
    // Tests/HooksTests/ReadmeTests.swift, seen from the package's folder.
    package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    readme = try String(contentsOf: package.appendingPathComponent("README.md"), encoding: .utf8)
  }

  /// The code blocks, each with the language behind its fence and the line
  /// that stands before it.
  private var blocks: [(title: String, language: String, text: String)] {
    var blocks: [(title: String, language: String, text: String)] = []
    var title = ""
    var open: (language: String, lines: [Substring])?
    for line in readme.split(separator: "\n", omittingEmptySubsequences: false) {
      switch (open, line.hasPrefix("```")) {
      case (nil, true): open = (String(line.dropFirst(3)), [])
      case (nil, false): if !line.isEmpty { title = String(line) }
      case (let block?, true):
        blocks.append((title, block.language, block.lines.joined(separator: "\n") + "\n"))
        (open, title) = (nil, "")
      case (_?, false): open?.lines.append(line)
      }
    }
    return blocks
  }

  /// The blocks under a bold path, by path.
  private var files: [String: String] {
    var files: [String: String] = [:]
    for block in blocks where block.title.hasPrefix("**`") && block.title.hasSuffix("`**") {
      files[String(block.title.dropFirst(3).dropLast(3))] = block.text
    }
    return files
  }

  private func block(_ language: String, containing text: String) throws -> String {
    try #require(blocks.first { $0.language == language && $0.text.contains(text) && !$0.title.hasPrefix("**`") }).text
  }

  private func bench() throws -> HookBench { try HookBench(agents: [], files: files) }

  @Test("it shows a whole project: settings, command, flow, agent and contract")
  func filesAreComplete() {
    #expect(
      files.keys.sorted() == [
        ".claude/agents/auditor.md", ".claude/commands/audit.md", ".claude/settings.json",
        ".claude/workflows/audit/contracts/audit-report.yaml", ".claude/workflows/audit/flow.yaml",
      ])
  }

  @Test("its flow, agent and contract are read without a word of complaint")
  func definitionsAreClean() throws {
    let flow = try #require(files[".claude/workflows/audit/flow.yaml"])
    #expect(FlowReader(file: "flow.yaml").read(Array(flow.utf8)).diagnostics.isEmpty)
    let agent = try #require(files[".claude/agents/auditor.md"])
    let agentReading = Agent.read(Array(agent.utf8), file: "auditor.md")
    #expect(agentReading.diagnostics.isEmpty)
    #expect(agentReading.value?.output?.contract?.value == "AuditReport")
    let contract = try #require(files[".claude/workflows/audit/contracts/audit-report.yaml"])
    #expect(Contract.read(Array(contract.utf8), file: "c.yaml", path: "/c.yaml").diagnostics.isEmpty)
  }

  @Test("the sample's flow is the one shown, and so is its picture")
  func sampleIsShown() throws {
    let file = package.appendingPathComponent(".claude/workflows/build-feature/flow.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains(try block("yaml", containing: "START >> spec-writer")))
    let flow = try #require(FlowReader(file: "flow.yaml").read(Array(text.utf8)).value)
    #expect(try block("mermaid", containing: "flowchart") == MermaidView(flow: flow).render())
  }

  @Test("its settings wire the four required events to the four hooks, in the nested form")
  func settingsWireTheHooks() throws {
    let text = try #require(files[".claude/settings.json"])
    let settings = try #require(JSONReader(file: "settings.json").read(Array(text.utf8)).accepted)
    let wanted = [
      "UserPromptSubmit": "workflow-input", "PreToolUse": "subagent-input", "SubagentStop": "subagent-output",
      "Stop": "workflow-output",
    ]
    #expect(settings["hooks"]?.object?.keys.sorted() == wanted.keys.sorted())
    for (event, hook) in wanted {
      let entry = settings["hooks"]?[event]?.array?.first?["hooks"]?.array?.first
      #expect(entry?["type"]?.string == "command")
      #expect(entry?["command"]?.string == "\"$CLAUDE_PROJECT_DIR\"/.claude/hooks/\(hook)")
    }
  }

  @Test("its workflow runs: the document is sent back in the words shown, then accepted")
  func workflowRuns() throws {
    let bench = try bench()
    #expect(bench.submit("/audit the new option").context?.contains("Ready now: auditor") == true)
    let call = bench.gate("auditor")
    #expect(call.isAdmitted)
    let rejected = try block("markdown", containing: "verdict: passed")
    let reason = try block("text", containing: "does not satisfy the contract")
    #expect(bench.end("auditor", message: rejected).block.map { $0 + "\n" } == reason)
    let mended = rejected.replacingOccurrences(of: "passed", with: "fail")
      .replacingOccurrences(of: "src/list.c", with: "src/list.c\n    problem: a date without a day is refused")
      .replacingOccurrences(of: "Looks good to me.", with: "## Evidence\n\nThe option was tried.")
    #expect(bench.end("auditor", message: mended, again: true).isContinue)
    #expect(bench.text(".context/auditor.md") == mended)
  }

  @Test("the hook that is tried by hand gives the answer shown")
  func answerByHand() throws {
    let command = try block("sh", containing: "echo '")
    let payload = try #require(command.split(separator: "'").dropFirst().first)
    let answer = try block("json", containing: "\"decision\"")
    #expect(try bench().run(SubagentOutput(), bytes: Array(payload.utf8)).text == answer)
  }
}
