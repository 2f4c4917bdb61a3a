import Diagnostics
import Platform
import TestSupport
import Testing

@testable import Contracts

/// What Claude Code would make of a settings file.
struct SettingsTests {
  @Test(arguments: [
    ("Task|Agent", true, true), ("Task, Agent", true, true), ("", true, true), ("*", true, true), (".*", true, true),
    ("Agent", false, true), ("Task", true, false), ("^Agent$", false, true), ("Tas.*", true, false),
    ("Tas", false, false), ("task", false, false), ("Agent(plan)", false, false), ("(", false, false),
  ])
  func `a matcher matches whole names unless it is an expression`(_ text: String, _ task: Bool, _ agent: Bool) {
    let matcher = HookMatcher(text)
    #expect(matcher.matches("Task") == task && matcher.matches("Agent") == agent)
  }

  @Test(arguments: [
    (#""$CLAUDE_PROJECT_DIR"/.claude/hooks/workflow-input"#, "/p q/.claude/hooks/workflow-input", ""),
    (#"$CLAUDE_PROJECT_DIR/.claude/hooks/workflow-input"#, "/p q/.claude/hooks/workflow-input", "unquoted"),
    (#"'$CLAUDE_PROJECT_DIR'/.claude/hooks/workflow-input"#, "/p q/.claude/hooks/workflow-input", "unreplaced"),
    (#"A=1 timeout 30 "${CLAUDE_PROJECT_DIR}/h/workflow-input" 2>/dev/null"#, "/p q/h/workflow-input", ""),
    (#"/opt/a\ b/workflow-input --x"#, "/opt/a b/workflow-input", ""),
    (".claude/workflow-input", "/p q/.claude/workflow-input", ""),
    (#""$HOME"/workflow-input"#, nil, ""), ("workflow-input", nil, ""),
  ])
  func `a command's program is found behind quotes and variables`(
    _ text: String, _ path: String?, _ flaw: String
  ) throws {
    let command = HookCommand(shell: text)
    let (executable, word) = try #require(command.executable)
    #expect(executable == .workflowInput)
    #expect(HookCommand.path(of: word, project: "/p q") == path)
    #expect(command.hasUnquotedProject == (flaw == "unquoted"))
    #expect(command.hasUnreplacedProject == (flaw == "unreplaced"))
  }

  @Test func `beside arguments only braces are replaced`() {
    #expect(HookCommand(program: "x", arguments: ["$CLAUDE_PROJECT_DIR/a"]).hasUnreplacedProject)
    #expect(!HookCommand(program: "x", arguments: ["${CLAUDE_PROJECT_DIR}/a"]).hasUnreplacedProject)
  }

  /// A settings file, and the codes with the places of what is wrong with it.
  @Test(arguments: [
    ("{ \"hooks\": {} } // mine", ["json/syntax 1:17"]),
    ("[]", ["settings/wrong-type 1:1"]),
    (#"{"Stop": []}"#, ["settings/misplaced-event 1:2"]),
    (#"{"disableAllHooks": true}"#, ["settings/disabled 1:21"]),
    (#"{"hooks": {"Stop": {}}}"#, ["settings/event-not-a-list 1:20"]),
    (#"{"hooks": {"Stpo": []}}"#, ["settings/unknown-event 1:12"]),
    (#"{"hooks": {"Stop": [{"type": "command", "command": "x"}]}}"#, ["settings/flat-entry 1:21"]),
    (#"{"hooks": {"Stop": [{"hooks": [{"command": "x"}]}]}}"#, ["settings/no-type 1:32"]),
    (#"{"hooks": {"Stop": [{"hooks": [{"type": "command"}]}]}}"#, ["settings/no-command 1:32"]),
    (#"{"hooks": {"Stop": [{"hooks": [{"type": "prompt"}, 3]}]}}"#, ["settings/wrong-type 1:52"]),
    (
      #"{"hooks": {"Stop": [{"hooks": [{"type": "Command", "command": ".claude/hooks/workflow-output"}]}]}}"#,
      ["settings/wrong-type 1:41"]
    ),
    (#"{"hooks": {"Stop": [{"hooks": [{"type": "Command", "command": "x"}]}]}}"#, []),
    (
      #"{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x", "timeout": "30"}]}]}}"#,
      ["settings/wrong-type 1:79"]
    ),
    (
      #"{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x", "timeout": 30000}]}]}}"#,
      ["settings/long-timeout 1:79"]
    ),
    (
      #"{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "a/b"}]}]}}"#,
      ["settings/missing-executable 1:63", "settings/relative-command 1:63"]
    ),
    (
      #"{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "/bin/workflow-output", "timeout": 5}]}]}}"#,
      ["settings/missing-executable 1:63", "settings/short-timeout 1:98"]
    ),
    (
      #"{"hooks": {"SessionEnd": [{"hooks": [{"type": "command", "command": "workflow-output"}]}]}}"#,
      ["settings/short-timeout 1:69"]
    ),
    (
      #"{"hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": "subagent-input", "if": "Agent(a)"}]}]}}"#,
      ["settings/never-matches 1:93"]
    ),
    (
      #"{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "\"$CLAUDE_PROJECT_DIR\"/plain"}]}]}}"#,
      ["settings/not-executable 1:63"]
    ),
    (
      #"{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "$CLAUDE_PROJECT_DIR/plain"}]}]}}"#,
      ["settings/not-executable 1:63", "settings/unquoted-path 1:63"]
    ),
    (
      #"{"hooks": {"SubagentStop": [{"matcher": "other", "hooks": [{"type": "command", "command": "subagent-output"}]}]}}"#,
      ["settings/matcher-misses 1:41"]
    ),
    (
      #"{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x", "args": ["'$CLAUDE_PROJECT_DIR'"]}]}]}}"#,
      ["settings/not-substituted 1:63"]
    ),
    (#"{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "make lint"}]}]}, "env": {"A": "b"}}"#, []),
    // What of the file is dropped with the wrong value.
    (#"{"permissions": "x"}"#, ["settings/wrong-type 1:17"]), (#"{"model": 5}"#, ["settings/wrong-type 1:11"]),
    (#"{"env": ["a"]}"#, ["settings/wrong-type 1:9"]), (#"{"model": null}"#, ["settings/wrong-type 1:11"]),
    (#"{"disableAllHooks": "yes"}"#, ["settings/wrong-type 1:21"]),
    (#"{"permissions": {"allow": "x"}}"#, ["settings/wrong-type 1:27"]),
    (#"{"permissions": {"allow": [5], "more": 5}, "env": {"A": 5}, "unknown": 5}"#, []),
    (#"{"permissions": {"defaultMode": "nope"}}"#, ["settings/wrong-type 1:33"]),
    (#"{"statusLine": {"type": "command"}}"#, ["settings/wrong-type 1:16"]),
    (#"{"enabledPlugins": {"a@b": 5}}"#, ["settings/wrong-type 1:28"]),
    (
      #"{"cleanupPeriodDays": 0, "companyAnnouncements": [1]}"#,
      ["settings/wrong-type 1:23", "settings/wrong-type 1:51"]
    ),
    (#"{"hooks": {"Stop": [{"matcher": 5, "hooks": []}]}}"#, ["settings/wrong-type 1:33"]),
    (#"{"hooks": {"Stop": [{"matcher": null, "hooks": []}]}}"#, ["settings/wrong-type 1:33"]),
    (hook(#""if": 5"#), ["settings/wrong-type 1:88"]), (hook(#""shell": "fish""#), ["settings/wrong-type 1:91"]),
    (hook(#""once": "yes""#), ["settings/wrong-type 1:90"]), (hook(#""args": "x""#), ["settings/wrong-type 1:90"]),
    (hook(#""async": "yes""#), ["settings/wrong-type 1:91"]), (hook(#""timeout": 0"#), ["settings/wrong-type 1:93"]),
    (hook(#""shell": "bash", "once": true"#), []),
    (hook(#""if": "Bash""#), ["settings/never-matches 1:88"]),
    (
      #"{"hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": "subagent-input", "if": "Bash"}]}]}}"#,
      ["settings/never-matches 1:93"]
    ),
    // What Claude Code reads and our own tools don't.
    (#"{"env": {}, "env": {}}"#, ["json/duplicate-key 1:13"]), (" \n", ["json/syntax 1:1"]),
    // The shell goes there first.
    (
      #"{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "cd \"$CLAUDE_PROJECT_DIR\" && ./plain"}]}]}}"#,
      ["settings/not-executable 1:63"]
    ),
  ])
  func `what the host would ignore or what fails is told at its place`(_ text: String, _ expected: [String]) throws {
    let folder = try ScratchFolder()
    try folder.write(text, to: ".claude/settings.json")
    try folder.write("no program", to: "plain")
    let check = SettingsCheck(try #require(Project(root: folder.path)), agents: ["plan"], needsHooks: false)
    let found = check.diagnostics.map { "\($0.code) \($0.range?.start.description ?? "")" }
    #expect(Set(found) == Set(expected), "\(check.diagnostics.map(\.message.text))")
  }

  private static func hook(_ members: String) -> String {
    #"{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "workflow-output", "# + members + "}]}]}}"
  }

  @Test func `a hook behind cd is found`() throws {
    let command = HookCommand(shell: #"cd "$CLAUDE_PROJECT_DIR" && .claude/hooks/workflow-output --x"#)
    let (executable, word) = try #require(command.executable)
    #expect(executable == .workflowOutput)
    #expect(command.path(of: word, in: "/p q") == "/p q/.claude/hooks/workflow-output")
    #expect(
      HookCommand(shell: "cd /a; b/workflow-output").path(of: "b/workflow-output", in: "/p") == "/a/b/workflow-output")
    #expect(HookCommand(shell: "cd /a || b/workflow-output").executable == nil)
  }

  /// Bytes that break the grammar and that the host reads nevertheless.
  @Test func `a file that the host reads counts, with a warning`() throws {
    let text = #"{"env": {"A": "b"}, "x": ""#
    let broken: [UInt8] = Array(text.utf8) + [0xFF] + Array("\"}".utf8)
    var wide: [UInt8] = [0xFF, 0xFE]
    for unit in (text + "\"}").utf8 { wide += [unit, 0] }
    for bytes in [broken, wide] {
      let (reader, diagnostics) = SettingsReader.read(bytes, file: "s.json")
      #expect(reader.environment == ["A": "b"])
      #expect(diagnostics.map(\.code) == ["json/invalid-utf8"])
      #expect(diagnostics.map(\.severity) == [.warning])
    }
  }

  @Test func `nothing of a dropped file counts`() throws {
    let text =
      #"{"model": 5, "env": {"A": "b"}, "hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x"}]}]}}"#
    let (reader, _) = SettingsReader.read(Array(text.utf8), file: "s.json")
    #expect(reader.isDropped && reader.entries.isEmpty && reader.environment.isEmpty)
  }

  @Test func `the user's own settings count, and are told as far as they concern us`() throws {
    let folder = try ScratchFolder()
    try folder.makeFolder(".claude")
    let project = try #require(Project(root: folder.path))
    let file = folder.path("home/settings.json")
    try folder.write(#"{"hooks": {"Stop": [{"hooks": [{"type": "command"}]}]}}"#, to: "home/settings.json")
    #expect(SettingsCheck(project, userFile: file, agents: [], needsHooks: false).diagnostics.isEmpty)
    try folder.write(
      #"{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "workflow-output", "timeout": 30}]}]}}"#,
      to: "home/settings.json")
    let check = SettingsCheck(project, userFile: file, agents: [], needsHooks: true)
    #expect(check.entries.map(\.file) == [file])
    #expect(check.diagnostics.map(\.code) == Array(repeating: "settings/missing-event", count: 3))
  }

  @Test func `the user's settings are in the configuration's folder, else at home`() {
    #expect(SettingsCheck.userFile(["CLAUDE_CONFIG_DIR": "/c", "HOME": "/h"]) == "/c/settings.json")
    #expect(SettingsCheck.userFile(["CLAUDE_CONFIG_DIR": "", "HOME": "/h"]) == "/h/.claude/settings.json")
    #expect(SettingsCheck.userFile([:]) == nil)
  }

  @Test func `the local settings add to the project's`() throws {
    let folder = try ScratchFolder()
    try folder.write(#"{"env": {"A": "1", "B": "1"}}"#, to: ".claude/settings.json")
    try folder.write(
      #"{"env": {"B": "2"}, "hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x"}]}]}}"#,
      to: ".claude/settings.local.json")
    let check = SettingsCheck(try #require(Project(root: folder.path)), agents: [], needsHooks: true)
    #expect(check.environment == ["A": "1", "B": "2"])
    #expect(check.entries.map(\.file) == [".claude/settings.local.json"])
    #expect(check.diagnostics.map(\.code) == ["settings/not-wired"])
  }
}
