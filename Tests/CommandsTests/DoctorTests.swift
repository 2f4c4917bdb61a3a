import Diagnostics
import Documents
import Foundation
import TestSupport
import Testing

@Suite("claude-workflow doctor")
struct DoctorTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.makeFolder("p q")
    for hook in ["workflow-input", "subagent-input", "subagent-output", "workflow-output"] {
      try folder.write(
        "#!/bin/sh\nexec '\(try CommandRun.hooks)/\(hook)'\n", to: "built/\(hook)", permissions: 0o755)
    }
    try folder.write("#!/bin/sh\necho '2.1.329 (Claude Code)'\n", to: "bin/claude", permissions: 0o755)
    _ = try CommandRun(["init", "p q", "--hooks", "built"], in: folder)
  }

  private func doctor(_ arguments: String..., environment: [String: String] = [:]) throws -> CommandRun {
    try CommandRun(
      ["doctor", "p q"] + arguments, in: folder,
      environment: ["PATH": folder.path("bin") + ":/usr/bin:/bin"].merging(environment) { $1 })
  }

  private func replace(_ hook: String, _ script: String) throws {
    try folder.write("#!/bin/sh\n\(script)\n", to: "p q/.claude/hooks/\(hook)", permissions: 0o755)
  }

  @Test func `an installed project is well`() throws {
    let run = try doctor()
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(run.output.hasSuffix("the hooks are live\n"))
    #expect(run.output.contains("ok       settings: .claude/settings.json wires 12 hooks of ours\n"))
    #expect(run.output.contains("ok       hook: subagent-output at SubagentStop answers in "))
    #expect(run.output.components(separatedBy: "ok       hook: ").count == 13)
    #expect(run.output.contains("ok       host: Claude Code 2.1.329, with which the hooks were tested\n"))
    #expect(run.output.contains("ok       workdir: the project (no $WORKDIR is set) can be written\n"))
    #expect(!run.output.contains("warning") && !run.output.contains("error"))
  }

  /// What a hook does instead of answering, and what is said of it.
  @Test(arguments: [
    ("exit 3", "workflow-output at Stop ended with status 3"),
    ("echo hello", "workflow-output at Stop answered \"hello\\n\""),
    ("kill -9 $$", "workflow-output at Stop was ended by signal 9"),
    ("echo '{\"decision\":\"block\"}'", "expected {\"continue\":true}"), ("exec none-such", "having printed"),
  ])
  func `a hook that doesn't answer is named with its remedy`(_ script: String, _ words: String) throws {
    try replace("workflow-output", script)
    let run = try doctor()
    #expect(run.status == 1)
    #expect(run.output.contains(words), "\(run.output)")
    #expect(run.output.contains("         → build the hooks for this machine"))
    #expect(run.output.hasSuffix("the hooks are not live: 2 errors\n"))
  }

  @Test func `a hook that isn't there keeps them from being live`() throws {
    _ = try CommandRun.shell(
      "rm 'p q/.claude/hooks/subagent-input'; chmod -x 'p q/.claude/hooks/workflow-output'", in: folder)
    let run = try doctor()
    #expect(run.status == 1)
    #expect(run.output.contains("error    settings: .claude/settings.json:"))
    #expect(run.output.contains("[settings/missing-executable]") && run.output.contains("[settings/not-executable]"))
  }

  @Test func `hooks see the project and an event`() throws {
    try replace(
      "workflow-input",
      "tee \"$CLAUDE_PROJECT_DIR/seen-$$\" | '\(try CommandRun.hooks)/workflow-input'")
    #expect(try doctor().status == 0)
    let seen = try CommandRun.shell("cat 'p q'/seen-*", in: folder)
    #expect(seen.contains(#""hook_event_name":"UserPromptSubmit","session_id":"claude-workflow-doctor""#))
  }

  // MARK: Gates

  @Test func `each program is tried where it must refuse, and nothing is left of it`() throws {
    try folder.makeFolder("scratch")
    let before = try CommandRun.shell("find 'p q' scratch | sort", in: folder)
    let run = try doctor(environment: ["TMPDIR": folder.path("scratch"), "WORKDIR": folder.path("p q")])
    #expect(run.status == 0, "\(run.output)")
    for words in [
      "workflow-input refuses to end a run that there isn't", "subagent-input refuses a call",
      "subagent-output sends back a document", "workflow-output tells that a run's journal is gone",
    ] { #expect(run.output.contains("ok       gate: \(words)"), "\(run.output)") }
    #expect(try CommandRun.shell("find 'p q' scratch | sort", in: folder) == before)
  }

  private static let hooks = ["workflow-input", "subagent-input", "subagent-output", "workflow-output"]

  @Test func `programs that let everything pass aren't live hooks`() throws {
    for hook in Self.hooks { try replace(hook, "cat >/dev/null; echo '{\"continue\":true}'") }
    let run = try doctor()
    #expect(run.status == 1)
    for hook in Self.hooks {
      #expect(
        run.output.contains("error    gate: \(hook) answered \"{\\\"continue\\\":true}\\n\" where it "), "\(run.output)"
      )
    }
    #expect(run.output.hasSuffix("the hooks are not live: 4 errors\n"))
  }

  @Test(arguments: hooks, hooks) func `a copy of another hook is none`(_ hook: String, _ other: String) throws {
    guard hook != other else { return }
    try replace(hook, "exec '\(try CommandRun.hooks)/\(other)'")
    let run = try doctor()
    #expect(run.status == 1)
    #expect(run.output.contains("error    gate: \(hook) answered"), "\(run.output)")
    #expect(run.output.hasSuffix("the hooks are not live: 1 error\n"))
  }

  @Test func `another host or none is a warning`() throws {
    try folder.write("#!/bin/sh\necho 3.0.1\n", to: "bin/claude", permissions: 0o755)
    let other = try doctor()
    #expect(other.status == 0)
    #expect(other.output.contains("warning  host: Claude Code 3.0.1; the hooks were tested with 2.1.329\n"))
    #expect(try doctor(environment: ["PATH": "/none"]).output.contains("warning  host: found no claude on the PATH"))
  }

  @Test func `validators are loaded`() throws {
    try folder.write("name: A\nschema: true\nvalidator: v.py::check\n", to: "p q/contracts/a.yaml")
    try folder.write("import none_such_module\n", to: "p q/v.py")
    let run = try doctor()
    #expect(run.status == 1)
    #expect(run.output.contains("error    validator: A: validator \"v.py::check\" raised \"ModuleNotFoundError"))
    try folder.write("def check(data): return True\n", to: "p q/v.py")
    #expect(try doctor().output.contains("ok       validator: v.py::check of A can be run\n"))
  }

  @Test func `a working directory that isn't there yet is one that a start creates`() throws {
    let run = try doctor(environment: ["WORKDIR": folder.path("not/yet")])
    #expect(run.status == 0)
    #expect(
      run.output.contains("ok       workdir: $WORKDIR, \"\(folder.path("not/yet"))\", can be created by a start\n"))
    #expect(folder.text("not") == nil)
  }

  @Test func `a working directory that nobody can create is told`() throws {
    try folder.write("a file", to: "file")
    let run = try doctor(environment: ["WORKDIR": folder.path("file/yet")])
    #expect(run.status == 1)
    #expect(run.output.contains("can't be created in \"\(folder.path("file"))\": Not a directory\n"))
  }

  @Test func `a working directory that a start refuses is told`() throws {
    let run = try doctor(environment: ["WORKDIR": ".claude"])
    #expect(run.status == 1)
    #expect(run.output.contains(" is refused by a start: ") && run.output.contains("a place for definitions"))
  }

  @Test func `hooks that the user's own settings wire are live, from a folder inside as well`() throws {
    let text = try #require(folder.text("p q/.claude/settings.json"))
    try folder.write(text, to: "user/settings.json")
    try folder.write("{}", to: "p q/.claude/settings.json")
    #expect(try doctor().status == 1)
    let run = try doctor(environment: ["CLAUDE_CONFIG_DIR": folder.path("user")])
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains("the user's own \(folder.path("user/settings.json")) wires 12 hooks of ours\n"))
    try folder.makeFolder("p q/deep")
    let inner = try CommandRun.shell(
      "cd 'p q/deep' && CLAUDE_CONFIG_DIR='\(folder.path("user"))' \"$COMMAND\" doctor", in: folder)
    #expect(inner.hasSuffix("the hooks are live\n"), "\(inner)")
  }

  @Test func `a settings file that the host drops makes no hook live`() throws {
    let text = try #require(folder.text("p q/.claude/settings.json"))
    try folder.write("{\"model\": 5," + text.dropFirst(), to: "p q/.claude/settings.json")
    let run = try doctor()
    #expect(run.status == 1)
    #expect(
      run.output.contains("Claude Code drops the whole file, hooks and all") && !run.output.contains("ok       hook"))
  }

  @Test func `an agent that the host drops is told`() throws {
    try folder.write("\n---\nname: late\ndescription: x\n---\n", to: "p q/.claude/agents/late.md")
    let run = try doctor()
    #expect(run.status == 1)
    #expect(run.output.contains("error    agent: \".claude/agents/late.md\": the frontmatter isn't the first thing"))
  }

  @Test func `what disables hooks is told`() throws {
    try folder.write("{\"disableAllHooks\": true}", to: "home/.claude/settings.json")
    let run = try doctor(environment: ["HOME": folder.path("home")])
    #expect(run.status == 1)
    #expect(run.output.contains("home/.claude/settings.json:1:21: \"disableAllHooks\" is set"))
  }

  @Test func `inside the project no settings are read`() throws {
    try folder.makeFolder("p q/deep")
    let run = try CommandRun(["doctor", "."], in: try ScratchFolder())
    #expect(run.status == 2)
    #expect(run.error.contains("found no project"))
    let inner = try CommandRun.shell("cd 'p q/deep' && \"$COMMAND\" doctor", in: folder)
    #expect(inner.contains("the hooks aren't live from here"))
    #expect(inner.contains("start claude in the project's own folder"))
    #expect(inner.hasSuffix("the hooks are not live: 1 error\n"), "\(inner)")
  }

  @Test func `JSON has all findings`() throws {
    let run = try doctor("--format", "json")
    let node = JSONReader(file: "findings").read(Array(run.output.utf8)).value
    let findings = node?["findings"]?.array ?? []
    #expect(findings.count == 19)
    #expect(findings.count { $0["subject"]?.string == "gate" } == 4)
    #expect(findings.allSatisfy { $0["verdict"]?.string == "ok" && $0["what"]?.string != nil })
  }

  @Test func `a project without hooks is told what puts them in`() throws {
    let bare = try ScratchFolder()
    try bare.makeFolder(".claude")
    let run = try CommandRun(["doctor"], in: bare)
    #expect(run.status == 1)
    #expect(
      run.output.contains("→ `claude-workflow init` puts the hooks in and wires them [settings/not-wired]\n"),
      "\(run.output)")
  }
}
