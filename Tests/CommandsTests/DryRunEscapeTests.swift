import Foundation
import TestSupport
import Testing

@Suite("claude-workflow dry-run: nothing leads out of the copy")
struct DryRunEscapeTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try BranchingProject.write(to: folder)
    try folder.makeFolder("work")
    try folder.makeFolder("home")
    // A folder that the copy has as its own, with records that it only links.
    try folder.makeFolder("docs/.context/.run")
    _ = try CommandRun.shell(
      #"""
      printf '{"hook_event_name":"UserPromptSubmit","session_id":"real","prompt":"/review --workdir=work x"}' |
        CLAUDE_PROJECT_DIR=$PWD "$(dirname "$COMMAND")/workflow-input"
      ln -s work linked
      """#, in: folder)
  }

  private func files() throws -> String {
    try CommandRun.shell(
      "find . -name '.command-*' -prune -o -print | sort; cat work/.context/.run/journal.jsonl", in: folder)
  }

  /// Ways out; HOME is a folder of the test.
  static let ways = [
    "--workdir=work --fresh --takeover hello", "--workdir work --fresh", "--fresh --workdir=x --workdir=\"work\"",
    "--workdir=ABSOLUTE/out x", "--workdir=../../../out x", "--workdir=~/out x", "--workdir=linked/deep x",
    "--workdir=docs x", "--workdir=work --abort", "--unknown word --workdir=work x",
  ]

  @Test(arguments: ways) func `a play whose command leads elsewhere is refused`(_ way: String) throws {
    let before = try files()
    #expect(before.contains("./work/.context/.run/journal.jsonl") && before.contains("\"real\""))
    let text = way.replacingOccurrences(of: "ABSOLUTE", with: folder.path)
    let run = try CommandRun(
      ["dry-run", "review", "--input", text], in: folder, environment: ["HOME": folder.path("home")])
    let after = try files()
    #expect(after == before)
    #expect(run.status == 2, "\(run.output)")
    #expect(run.error.contains("outside the copy in which a dry run works; nothing was started. Leave --workdir out"))
  }

  @Test(arguments: [
    #"{"hook_event_name":"UserPromptSubmit","session_id":"s","prompt":"/review --workdir=work --fresh --takeover x"}"#,
    #"{"hook_event_name":"UserPromptExpansion","session_id":"s","prompt":"/review --workdir=work --fresh --takeover x"}"#,
    #"{"hook_event_name":"PreToolUse","session_id":"s","tool_name":"Skill","tool_use_id":"t","tool_input":{"skill":"review","args":"--workdir=work --fresh --takeover x"}}"#,
    #"{"hook_event_name":"PreToolUse","session_id":"s","tool_name":"Skill","tool_use_id":"t","tool_input":{"skill":"review --workdir=work","args":"--fresh --takeover x"}}"#,
  ])
  func `an event that leads elsewhere is refused`(_ payload: String) throws {
    let before = try files()
    let run = try CommandRun(["dry-run", "hook", "workflow-input", "-"], in: folder, input: payload)
    #expect(try files() == before)
    #expect(run.status == 2 && run.output.isEmpty, "\(run.output)")
    #expect(
      run.error.contains("--workdir=\"work\" leads to \"\(folder.path("work"))\", outside the copy"), "\(run.error)")
  }

  @Test func `a folder of the copy is played in to the end`() throws {
    let before = try files()
    let run = try CommandRun(["dry-run", "review", "--input", "--workdir=new/folder x"], in: folder)
    #expect(run.status == 0, "\(run.output)\(run.error)")
    #expect(try files() == before)
  }

  @Test func `what stands behind the options is text`() throws {
    let run = try CommandRun(["dry-run", "review", "--input", "tell of --workdir=/tmp/x"], in: folder)
    #expect(run.status == 0, "\(run.output)\(run.error)")
  }
}
