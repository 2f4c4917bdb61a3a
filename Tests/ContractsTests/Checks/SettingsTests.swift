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
  ])
  func `what the host would ignore or what fails is told at its place`(_ text: String, _ expected: [String]) throws {
    let folder = try ScratchFolder()
    try folder.write(text, to: ".claude/settings.json")
    try folder.write("no program", to: "plain")
    let check = SettingsCheck(try #require(Project(root: folder.path)), agents: ["plan"], needsHooks: false)
    let found = check.diagnostics.map { "\($0.code) \($0.range?.start.description ?? "")" }
    #expect(Set(found) == Set(expected), "\(check.diagnostics.map(\.message.text))")
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
