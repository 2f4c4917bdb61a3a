import Foundation
import TestSupport
import Testing

/// Names are asked for as the generated scripts ask.
@Suite("Completion of names")
struct NameCompletionTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.makeFolder("p/.claude")
    _ = try CommandRun(["init", "workflow", "notes", "--agent", "writer", "--project", "p"], in: folder)
    _ = try CommandRun(["init", "workflow", "review", "--agent", "reader", "--project", "p"], in: folder)
  }

  /// What a shell is offered for the last word.
  private func offered(_ command: [String], _ argument: String, _ words: [String], shell: String = "bash") throws
    -> CommandRun
  {
    let line = ["claude-workflow"] + command + words
    return try CommandRun(
      ["---completion"] + command + ["--", argument, "\(line.count - 1)", "0"] + line, in: folder,
      environment: ["SAP_SHELL": shell, "SAP_SHELL_VERSION": "5"])
  }

  /// One a line; for zsh a line with a blank ends them.
  private func names(_ run: CommandRun) -> [Substring] { run.output.split(separator: "\n").filter { $0 != " " } }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `contracts, workflows and agents of the named project are offered`(shell: String) throws {
    let contracts = try offered(["validate"], "--contract", ["--project", "p", "--contract", ""], shell: shell)
    #expect(contracts.status == 0 && contracts.error.isEmpty)
    #expect(names(contracts) == ["NotesTask", "ReaderOutput", "ReviewTask", "WriterOutput"])
    for command in [["validate"], ["contract", "describe"], ["init", "agent"], ["init", "contract"]] {
      let workflows = try offered(command, "--workflow", ["--project=p", "--workflow", ""], shell: shell)
      #expect(names(workflows) == ["notes", "review"], "\(command)")
    }
    let agents = try offered(["contract", "example"], "--agent", ["--project", "p", "--agent", ""], shell: shell)
    #expect(names(agents) == ["reader", "writer"])
    let named = try offered(["contract", "describe"], "positional@0", ["--project", "p", ""], shell: shell)
    #expect(named.output.contains("WriterOutput"))
  }

  @Test func `where there is no project or nothing can be read there are no names, and nothing is said`() throws {
    let none = try offered(["validate"], "--contract", ["--contract", ""])
    #expect(none.status == 0 && none.error.isEmpty && names(none).isEmpty)
    try folder.write("]", to: "p/contracts/broken.yaml")
    let some = try offered(["validate"], "--contract", ["--project", "p", "--contract", ""])
    #expect(some.error.isEmpty && some.output.contains("NotesTask"))
  }

  @Test func `workflows, nodes and branches are offered to a dry run`() throws {
    try folder.write(
      "name: notes\nversion: \"1\"\nflow: |\n  START >> writer ?again >> writer\n  writer >> reader >> END\nconditions:\n  writer: { again: visits < 2 }\n",
      to: "p/.claude/workflows/notes/flow.yaml")
    let project = ["--project", "p"]
    let workflows = try offered(["dry-run", "workflow"], "positional@0", project + [""])
    #expect(names(workflows) == ["notes", "review"])
    let nodes = try offered(["dry-run", "workflow"], "--reject", project + ["--reject", ""])
    #expect(names(nodes) == ["reader", "writer"])
    let branches = try offered(["dry-run", "workflow"], "--branch", project + ["--branch", ""])
    #expect(names(branches) == ["writer=again", "writer=else"])
    // A workflow that is named already has its own nodes alone.
    let own = try offered(["dry-run", "workflow"], "--lose", project + ["review", "--lose", ""])
    #expect(names(own) == ["reader"])
    let agents = try offered(["dry-run", "hook"], "--agent", project + ["--agent", ""])
    #expect(names(agents) == ["reader", "writer"])
  }

  @Test func `runs are offered by their ids`() throws {
    try folder.makeFolder("kept")
    let play = try CommandRun(
      ["dry-run", "notes", "--project", "p", "--hooks", try CommandRun.hooks, "--keep"], in: folder,
      environment: ["TMPDIR": folder.path("kept")])
    let place = try #require(play.error.components(separatedBy: "kept: ").last?.split(separator: "\n").first)
    let run = try #require(
      try CommandRun(["runs", String(place)], in: folder).output.split(separator: " ").first)
    #expect(
      try CommandRun(["report", String(place), "--output", "-"], in: folder).output.hasPrefix("# notes: complete"))
    for command in ["status", "report"] {
      #expect(names(try offered([command], "--run", [String(place), "--run", ""])) == [run])
      #expect(names(try offered([command], "--run", ["--run", ""])) == [])
    }
  }
}
