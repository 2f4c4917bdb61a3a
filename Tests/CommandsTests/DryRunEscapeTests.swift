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
      mkdir -p deep && ln -s .. out && ln -s ../.. deep/out && ln -s work linked
      ln -s nothing dangling
      """#, in: folder)
  }

  private func files() throws -> String {
    try CommandRun.shell(
      "find . -name '.command-*' -prune -o -print | sort; cat work/.context/.run/journal.jsonl", in: folder)
  }

  /// Ways out; HOME is a folder of the test.
  static let ways = [
    "--workdir=out --fresh --takeover hello", "--workdir out --fresh", "--fresh --workdir=x --workdir=\"out\"",
    "--workdir=ABSOLUTE/out x", "--workdir=ABSOLUTE/work x", "--workdir=../../../out x", "--workdir=~/out x",
    "--workdir=out/deep x", "--workdir=deep/out x", "--workdir=out --abort", "--unknown word --workdir=out x",
    "--workdir=dangling x", "--workdir=deep/../../x x",
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
    #"{"hook_event_name":"UserPromptSubmit","session_id":"s","prompt":"/review --workdir=out --fresh --takeover x"}"#,
    #"{"hook_event_name":"UserPromptExpansion","session_id":"s","prompt":"/review --workdir=out --fresh --takeover x"}"#,
    #"{"hook_event_name":"PreToolUse","session_id":"s","tool_name":"Skill","tool_use_id":"t","tool_input":{"skill":"review","args":"--workdir=out --fresh --takeover x"}}"#,
    #"{"hook_event_name":"PreToolUse","session_id":"s","tool_name":"Skill","tool_use_id":"t","tool_input":{"skill":"review --workdir=out","args":"--fresh --takeover x"}}"#,
  ])
  func `an event that leads elsewhere is refused`(_ payload: String) throws {
    let before = try files()
    let run = try CommandRun(["dry-run", "hook", "workflow-input", "-"], in: folder, input: payload)
    #expect(try files() == before)
    let parent = URL(fileURLWithPath: folder.path).deletingLastPathComponent().path
    #expect(run.status == 2 && run.output.isEmpty, "\(run.output)")
    #expect(
      run.error.contains("--workdir=\"out\" leads to \"\(parent)\", outside the copy"), "\(run.error)")
  }

  /// Folders that the project has, some with records of a real run.
  @Test(arguments: [
    "--workdir=work x", "--workdir work --fresh --takeover x", "--workdir=linked x", "--workdir=linked/new x",
    "--workdir=docs x", "--workdir=./docs/../work x", "--workdir=deep/new x",
  ])
  func `a folder of the project is played in, and stays as it is`(_ text: String) throws {
    let before = try files()
    let run = try CommandRun(["dry-run", "review", "--input", text], in: folder)
    #expect(run.status == 0, "\(run.output)\(run.error)")
    #expect(run.output.contains("\ncomplete: 5 nodes"))
    #expect(try files() == before)
  }

  @Test func `the run of a folder of the project is in the copy's`() throws {
    try folder.makeFolder("kept")
    let run = try CommandRun(
      ["dry-run", "review", "--keep", "--input", "--workdir=work x"], in: folder,
      environment: ["TMPDIR": folder.path("kept")])
    let place = run.error.replacingOccurrences(of: "kept: ", with: "").trimmingCharacters(in: .newlines)
    #expect(try String(contentsOfFile: place + "/work/.context/report.md", encoding: .utf8).hasPrefix("# review"))
    #expect(FileManager.default.fileExists(atPath: place + "/work/.context/writer.md"))
    #expect(!FileManager.default.fileExists(atPath: place + "/.context/writer.md"))
  }

  @Test func `the working directory may be an option of the dry run`() throws {
    let before = try files()
    for (place, input) in [("work", ["--input", "x"]), ("new/a b", []), ("work", ["--input", ""])] {
      let run = try CommandRun(["dry-run", "review", "--workdir", place, "--keep"] + input, in: folder)
      let kept = run.error.replacingOccurrences(of: "kept: ", with: "").trimmingCharacters(in: .newlines)
      defer { try? FileManager.default.removeItem(atPath: URL(fileURLWithPath: kept).deletingLastPathComponent().path) }
      #expect(run.status == 0, "\(run.output)\(run.error)")
      #expect(FileManager.default.fileExists(atPath: kept + "/" + place + "/.context/writer.md"), "\(place)")
    }
    let out = try CommandRun(["dry-run", "review", "--workdir=out", "--input", "x"], in: folder)
    #expect(out.status == 2 && out.error.contains("--workdir=\"out\" leads to"), "\(out.error)")
    #expect(try files() == before)
  }

  @Test func `an event is given to a folder of the project`() throws {
    let before = try files()
    let payload =
      #"{"hook_event_name":"UserPromptSubmit","session_id":"s","prompt":"/review --workdir=work --fresh --takeover x"}"#
    let run = try CommandRun(["dry-run", "hook", "workflow-input", "-"], in: folder, input: payload)
    #expect(run.status == 0 && run.output.contains("additionalContext"), "\(run.output)\(run.error)")
    let typed = try CommandRun(
      ["dry-run", "hook", "workflow-input", "--prompt", "/review --workdir=work x"], in: folder)
    #expect(typed.status == 0 && typed.output.contains("additionalContext"), "\(typed.output)\(typed.error)")
    #expect(try files() == before)
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
