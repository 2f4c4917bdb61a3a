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
}
