import Foundation
import TestSupport
import Testing

@Suite("claude-workflow init and uninstall")
struct InitTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.makeFolder("p")
    for hook in ["workflow-input", "subagent-input", "subagent-output", "workflow-output"] {
      try folder.write("#!/bin/sh\necho '{\"continue\":true}'\n", to: "built/\(hook)", permissions: 0o755)
    }
  }

  private func command(_ arguments: String...) throws -> CommandRun { try CommandRun(arguments, in: folder) }
  private func initialize(_ arguments: String...) throws -> CommandRun {
    try CommandRun(["init", "p", "--hooks", "built"] + arguments, in: folder)
  }

  /// Every file below the project with its text, and every folder.
  private func files() throws -> [String: String] {
    let found = try CommandRun.shell("cd p && find . | sort", in: folder).split(separator: "\n").map(String.init)
    return Dictionary(uniqueKeysWithValues: found.map { ($0, folder.text("p/" + $0) ?? "") })
  }

  @Test func `an empty folder becomes a project that passes a strict check`() throws {
    let run = try initialize()
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(run.output.contains("created .claude/hooks/workflow-input\n"))
    #expect(run.output.hasSuffix("then start claude in this folder and type /review and a request\n"))
    let check = try command("check", "p", "--strict")
    #expect(check.status == 0)
    #expect(check.output == "1 workflow, 1 agent, 2 contracts: no problems\n")
    #expect(folder.text("p/.gitignore")?.contains(".context/\n") == true)
  }

  @Test func `once more changes nothing`() throws {
    _ = try initialize()
    let before = try files()
    let run = try initialize()
    #expect(run.status == 0)
    #expect(run.output == "nothing to do: the hooks are there and wired\n")
    #expect(try files() == before)
    try folder.write("#!/bin/sh\n# newer\n", to: "built/workflow-input", permissions: 0o755)
    #expect(try initialize().output.hasPrefix("changed .claude/hooks/workflow-input\nnext: "))
  }

  @Test func `a dry run shows the diff and changes nothing`() throws {
    try folder.write("{\n  \"model\": \"opus\"\n}\n", to: "p/.claude/settings.json")
    let before = try files()
    let run = try initialize("--dry-run")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("copy .claude/hooks/workflow-input\n"))
    #expect(
      run.output.contains(
        """
        --- a/.claude/settings.json
        +++ b/.claude/settings.json
        @@ -1,3 +1,
        """.dropLast()))
    #expect(
      run.output.contains(
        "\n {\n-  \"model\": \"opus\"\n+  \"model\": \"opus\",\n+  \"hooks\": {\n+    \"SessionStart\": [\n"))
    #expect(
      run.output.contains("--- /dev/null\n+++ b/.claude/workflows/review/flow.yaml\n@@ -0,0 +1,5 @@\n+name: review\n"))
    #expect(try files() == before)
  }

  private static let settings = """
    {
    \t"permissions": { "allow": [ "Read" ] },
    \t"mine": 1.5,
    \t"hooks": {
    \t\t"Stop": [ { "hooks": [ { "type": "command", "command": "make lint" } ] } ],
    \t\t"PreToolUse": [ { "hooks": [ { "type": "command", "command": "\\"$CLAUDE_PROJECT_DIR\\"/.claude/hooks/subagent-input", "timeout": 30 } ] } ]
    \t}
    }

    """

  @Test func `settings are merged, and what is wired stays`() throws {
    try folder.write(Self.settings, to: "p/.claude/settings.json")
    #expect(try initialize().status == 0)
    let text = try #require(folder.text("p/.claude/settings.json"))
    // Of what was there only commas are new.
    for line in Self.settings.split(separator: "\n") where !line.contains("Stop") && !line.contains("PreToolUse") {
      #expect(text.contains(line), "\(text)")
    }
    #expect(text.contains("make lint\" } ] }, {\"hooks\":[{\"type\":\"command\","))
    #expect(text.contains(",\n\t\t\"SessionStart\": [\n\t\t\t{\n\t\t\t\t\"matcher\": \"resume|compact\",\n"))
    #expect(text.components(separatedBy: "hooks/subagent-input").count == 3)
    #expect(text.components(separatedBy: "hooks/workflow-output").count == 3)
    #expect(try command("check", "p", "--strict").status == 0)
  }

  /// Settings and how they begin and end with the wires in them.
  @Test(arguments: [
    ("{}", "{\n  \"hooks\": {\n    \"SessionStart\": [\n", "\n  }\n}"),
    ("{ }\n", "{\n  \"hooks\": {\n    \"SessionStart\": [\n", "\n  }\n}\n"),
    ("{\"a\": \"é\"}", "{\"a\": \"é\", \"hooks\": {\"SessionStart\":[", "]}}"),
    (
      "{\r\n    \"hooks\": {}\r\n}\r\n", "{\r\n    \"hooks\": {\r\n        \"SessionStart\": [\r\n            {\r\n",
      "\r\n    }\r\n}\r\n"
    ),
    (
      "{\n \"hooks\": {\n  \"Stop\": [\n  ]\n }\n}\n", "{\n \"hooks\": {\n  \"Stop\": [\n   {\n    \"hooks\": [\n",
      "\n  ]\n }\n}\n"
    ),
  ])
  func `settings keep their form`(_ text: String, _ start: String, _ end: String) throws {
    try folder.write(text, to: "p/.claude/settings.json")
    #expect(try initialize().status == 0)
    let result = try #require(folder.text("p/.claude/settings.json"))
    #expect(result.utf8.starts(with: start.utf8), "\(result)")
    #expect(result.utf8.reversed().starts(with: end.utf8.reversed()), "\(result)")
    #expect(try command("check", "p", "--strict").status == 0)
  }

  @Test func `uninstall gives every byte back`() throws {
    try folder.write(Self.settings, to: "p/.claude/settings.json")
    try folder.write("build/", to: "p/.gitignore")
    try folder.write("#include <stdio.h>\n", to: "p/src/a.c")
    let before = try files()
    _ = try initialize()
    #expect(try files() != before)
    let run = try command("uninstall", "p")
    // They had wired one of the hooks before.
    #expect(run.status == 1 && run.error.isEmpty)
    #expect(run.output.contains("left in .claude/settings.json: PreToolUse calls "), "\(run.output)")
    #expect(run.output.contains("removed .claude/hooks/workflow-input\n"))
    #expect(try files() == before)
  }

  @Test(
    arguments: [[0x62, 0xFC, 0x63, 0x68, 0x65, 0x72, 0x2F], [0xEF, 0xBB, 0xBF, 0x61, 0x0D, 0x0A], [0xFF, 0x0A]]
      as [[UInt8]])
  func `a .gitignore that isn't UTF-8 keeps its bytes, and gets all of them back`(_ bytes: [UInt8]) throws {
    try folder.write("x", to: "p/.gitignore")
    let file = URL(fileURLWithPath: folder.path("p/.gitignore"))
    try Data(bytes).write(to: file)
    #expect(try initialize().status == 0)
    let amended = Array(try Data(contentsOf: file))
    #expect(amended.starts(with: bytes))
    #expect(String(decoding: amended, as: UTF8.self).contains("\n.context/\n"))
    #expect(try command("uninstall", "p").status == 0)
    #expect(Array(try Data(contentsOf: file)) == bytes)
    // And if it was changed in between.
    #expect(try initialize().status == 0)
    try Data(Array(try Data(contentsOf: file)) + [0xE9, 0x0A]).write(to: file)
    #expect(try command("uninstall", "p").status == 0)
    let end = bytes.last == 0x0A ? [] : [0x0A] as [UInt8]
    #expect(Array(try Data(contentsOf: file)) == bytes + end + [0xE9, 0x0A])
  }

  @Test func `an empty folder is empty again`() throws {
    _ = try initialize()
    _ = try command("uninstall", "p")
    #expect(try files() == [".": ""])
  }

  @Test func `what was changed since stays`() throws {
    _ = try initialize()
    let text = try #require(folder.text("p/.claude/settings.json"))
    try folder.write("{ \"model\": \"opus\"," + text.dropFirst(), to: "p/.claude/settings.json")
    try folder.write("mine/\n" + (folder.text("p/.gitignore") ?? "") + "more/\n", to: "p/.gitignore")
    try folder.write("changed", to: "p/.claude/commands/review.md")
    let shown = try command("uninstall", "p", "--dry-run")
    #expect(shown.output.contains("remove .claude/hooks/workflow-input\n") || shown.output.contains("-echo"))
    let run = try command("uninstall", "p")
    #expect(run.output.contains("kept .claude/commands/review.md: it was changed\n"))
    #expect(run.output.contains("kept .claude/workflows/review/flow.yaml: it belongs to what was changed\n"))
    #expect(folder.text("p/.claude/settings.json") == "{ \"model\": \"opus\"\n}\n")
    #expect(folder.text("p/.gitignore") == "mine/\nmore/\n")
    #expect(folder.text("p/.claude/hooks/workflow-input") == nil)
    let again = try command("uninstall", "p")
    #expect(again.status == 2)
    #expect(again.error.contains("nothing was put there by `claude-workflow init`"))
  }

  @Test(arguments: [
    ("{ // mine\n}", "the settings are no JSON (which has no comments)"),
    (
      "{\"a\": 1, \"a\": 2}",
      "a key stands twice in .claude/settings.json: Claude Code reads the file and goes by the last one"
    ),
    ("{\"hooks\": []}", "a form that Claude Code ignores"),
    ("{\"hooks\": {\"Stop\": {}}}", "a form that Claude Code ignores"),
    ("[]", "settings.json holds an empty array, a form that Claude Code ignores; expected an object"),
    ("null", "settings.json holds null, a form that Claude Code ignores; expected an object"),
    ("{\"hooks\": null}", "\"hooks\" in .claude/settings.json is null, a form that Claude Code ignores"),
    ("", "settings.json is empty, which Claude Code takes for no settings; write {} into it"),
    (" \n", "settings.json is empty, which Claude Code takes for no settings; write {} into it"),
  ])
  func `settings that can't be merged are refused and left alone`(_ text: String, _ words: String) throws {
    try folder.write(text, to: "p/.claude/settings.json")
    let before = try files()
    let run = try initialize()
    #expect(run.status == 1 && run.output.isEmpty)
    #expect(run.error.contains(words) && run.error.contains("Nothing was changed."))
    #expect(try files() == before)
  }

  @Test func `settings in another encoding are refused as such`() throws {
    let path = "p/.claude/settings.json"
    try folder.write("", to: path)
    let text = Data([UInt8](#"{"model": ""#.utf8) + [0xFF] + [UInt8](#""}"#.utf8))
    try text.write(to: URL(fileURLWithPath: folder.path(path)))
    let run = try initialize()
    #expect(run.status == 1)
    #expect(run.error.contains("is not in UTF-8") && run.error.contains("save it as UTF-8"))
    #expect(!run.error.contains("loads nothing"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path(path))) == text)
  }

  @Test func `a user's own program in a hook's place is neither replaced nor removed`() throws {
    try folder.write("#!/bin/sh\n# mine\n", to: "p/.claude/hooks/subagent-output", permissions: 0o755)
    let before = try files()
    let run = try initialize()
    #expect(run.status == 2)
    #expect(run.error.contains("\".claude/hooks/subagent-output\" is there and is no hook of claude-workflow"))
    #expect(try files() == before)
    try folder.remove("p/.claude/hooks/subagent-output")
    #expect(try initialize().status == 0)
    try folder.write("#!/bin/sh\n# mine\n", to: "p/.claude/hooks/subagent-output", permissions: 0o755)
    #expect(try initialize().status == 2)
    #expect(try command("uninstall", "p").output.contains("kept .claude/hooks/subagent-output: it was changed\n"))
    #expect(folder.text("p/.claude/hooks/subagent-output") == "#!/bin/sh\n# mine\n")
  }

  @Test func `a hook that was copied by hand is replaced`() throws {
    try folder.makeFolder("p/.claude/hooks")
    try FileManager.default.copyItem(
      atPath: CommandRun.hooks + "/subagent-output", toPath: folder.path("p/.claude/hooks/subagent-output"))
    #expect(try initialize().output.contains("changed .claude/hooks/subagent-output\n"))
  }

  /// What the user made of settings with our wires, and what is left of it.
  @Test(arguments: [
    ("\"timeout\": 30", "\"timeout\": 60", "{\n  \"model\": \"\\u00e9\",\n  \"rate\": 1.50\n}\n"),
    (
      "workflow-output\",\n            \"timeout\": 30\n          }\n",
      "workflow-output\",\n            \"timeout\": 30\n          },\n          { \"command\": \"make lint\", \"type\": \"command\" }\n",
      "{ \"command\": \"make lint\", \"type\": \"command\" }"
    ),
    (
      "\"rate\": 1.50,", "\"rate\": 1.50, \"x\":  [ 1 ],",
      "{\n  \"model\": \"\\u00e9\",\n  \"rate\": 1.50, \"x\":  [ 1 ]\n}\n"
    ),
  ])
  func `our commands are taken out of settings that were edited, and nothing else`(
    _ old: String, _ new: String, _ left: String
  ) throws {
    try folder.write("{\n  \"model\": \"\\u00e9\",\n  \"rate\": 1.50\n}\n", to: "p/.claude/settings.json")
    _ = try initialize()
    let settings = try #require(folder.text("p/.claude/settings.json"))
    let edited = settings.replacingOccurrences(of: old, with: new)
    #expect(edited != settings, "\(settings)")
    try folder.write(edited, to: "p/.claude/settings.json")
    let run = try command("uninstall", "p")
    #expect(run.status == 0 && !run.output.contains("left in"), "\(run.output)")
    let text = try #require(folder.text("p/.claude/settings.json"))
    #expect(text.contains(left), "\(text)")
    #expect(text.hasPrefix("{\n  \"model\": \"\\u00e9\",\n  \"rate\": 1.50") && !text.contains(".claude/hooks/"))
  }

  @Test func `a command of ours that the user rewrote is named`() throws {
    _ = try initialize()
    let text = try #require(folder.text("p/.claude/settings.json"))
    try folder.write(
      text.replacingOccurrences(of: "workflow-output\"", with: "workflow-output --mine\""),
      to: "p/.claude/settings.json")
    let run = try command("uninstall", "p")
    #expect(run.status == 1)
    #expect(
      run.output.contains("left in .claude/settings.json: Stop calls ") && run.output.contains("which is gone"),
      "\(run.output)")
    #expect(folder.text("p/.claude/settings.json")?.contains("subagent-output") == false)
  }

  @Test func `of two at once none loses what the other records`() throws {
    let script = """
      echo 1 2 3 4 5 6 | xargs -n 1 -P 6 sh -c '"$COMMAND" init p --hooks built' >/dev/null 2>&1
      "$COMMAND" uninstall p; find p
      """
    let output = try CommandRun.shell(script, in: folder)
    #expect(output.hasSuffix("removed .claude/workflows/.installed.json\np\n"), "\(output)")
  }

  @Test func `a file of the same name is kept`() throws {
    try folder.write("mine", to: "p/.claude/commands/review.md")
    #expect(try initialize().output.contains("kept .claude/commands/review.md: it was there\n"))
    #expect(folder.text("p/.claude/commands/review.md") == "mine")
  }

  @Test(arguments: [
    (["none", "--hooks", "built"], "there is no folder \"none\""),
    (["p", "--hooks", "p"], "found no built hook \"p/workflow-input\""),
    (["p", "--hooks", "built", "--workflow", "../x"], "is no name here"),
  ])
  func `what can't be done gives the status 2 and says why`(_ arguments: [String], _ words: String) throws {
    let run = try CommandRun(["init"] + arguments, in: folder)
    #expect(run.status == 2)
    #expect(run.error.contains(words), "\(run.error)")
    #expect(try files() == [".": ""])
  }

  // MARK: The first workflow

  @Test(arguments: [
    (["--workflow", "release"], "release", "release-agent"), (["--agent", "auditor"], "review", "auditor"),
    (["--workflow", "ship_it", "--agent", "pilot"], "ship_it", "pilot"), ([], "review", "reviewer"),
  ])
  func `its agent is NAME-agent unless it is named`(_ arguments: [String], _ workflow: String, _ agent: String) throws {
    #expect(try CommandRun(["init", "p", "--hooks", "built"] + arguments, in: folder).status == 0)
    #expect(folder.text("p/.claude/workflows/\(workflow)/flow.yaml")?.contains("START >> \(agent) >> END") == true)
    #expect(folder.text("p/.claude/agents/\(workflow)/\(agent).md")?.contains("\nname: \(agent)\n") == true)
    #expect(try command("check", "p", "--strict").status == 0)
  }

  @Test func `an agent of its name that is there already is told, and nothing is changed`() throws {
    try folder.write("---\nname: reviewer\ndescription: Mine\n---\nMine.\n", to: "p/.claude/agents/mine.md")
    let before = try files()
    let run = try initialize()
    #expect(run.status == 2)
    #expect(
      run.error.contains("there is an agent \"reviewer\" already, in \".claude/agents/mine.md\"")
        && run.error.contains("name another one with --agent"), "\(run.error)")
    #expect(try files() == before)
    #expect(try initialize("--agent", "auditor").status == 0)
  }

  @Test(arguments: [
    ["init", "agent", "START"], ["init", "agent", "END"], ["init", "workflow", "w", "--agent", "END"],
    ["init", "p", "--agent", "START"],
  ])
  func `an agent can't have a name that flows reserve`(_ arguments: [String]) throws {
    let run = try CommandRun(arguments, in: folder)
    #expect(run.status == 2)
    #expect(run.error.contains("can't be an agent's name: in a flow START is where the run begins"), "\(run.error)")
    #expect(try files() == [".": ""])
  }

  @Test func `an agent whose name differs by the case of its letters is told, too`() throws {
    try folder.write("---\nname: Reviewer\ndescription: Mine\n---\nMine.\n", to: "p/.claude/agents/mine.md")
    let before = try files()
    let run = try initialize()
    #expect(run.status == 2)
    #expect(
      run.error.contains("there is an agent \"Reviewer\" already, in \".claude/agents/mine.md\"")
        && run.error.contains("only one of a name, whatever its letters' case; name another one with --agent"),
      "\(run.error)")
    #expect(try files() == before)
    #expect(try command("init", "agent", "reviewer", "--project", "p").status == 2)
  }

  @Test func `a first workflow that isn't made beside others is told with what to type`() throws {
    _ = try initialize()
    let run = try initialize("--workflow", "five", "--agent", "pilot")
    #expect(run.status == 0 && run.output.hasPrefix("nothing to do"))
    #expect(
      run.error
        == "claude-workflow: no workflow \"five\" was made, for the project has \"review\" already; make it with `claude-workflow init workflow five --agent pilot --project \"p\"`\n"
    )
    #expect(try initialize("--workflow", "review").error.isEmpty)
    #expect(try initialize().error.isEmpty)
  }

  // MARK: What is not ours

  @Test func `hooks and settings that were there before stay`() throws {
    for hook in ["workflow-input", "subagent-input", "subagent-output", "workflow-output"] {
      try folder.write(folder.text("built/" + hook) ?? "", to: "p/.claude/hooks/" + hook, permissions: 0o755)
    }
    let before = try files()
    _ = try initialize()
    let run = try command("uninstall", "p")
    #expect(run.status == 0 && !run.output.contains("hooks/"), "\(run.output)\(run.error)")
    #expect(try files() == before)
  }

  // MARK: Settings that are a link

  private func link(_ path: String, to target: String) throws {
    try folder.makeFolder("p/.claude")
    try FileManager.default.createSymbolicLink(atPath: folder.path(path), withDestinationPath: target)
  }

  @Test(arguments: [("dotfiles/claude.json", "../../dotfiles/claude.json"), ("p/team.json", "../team.json")])
  func `a link stays one, and what it leads to is changed`(_ target: String, _ text: String) throws {
    let settings = "{\n  \"model\": \"opus\"\n}\n"
    try folder.write(settings, to: target, permissions: 0o640)
    try link("p/.claude/settings.json", to: text)
    let isOutside = target.hasPrefix("dotfiles")
    let place = isOutside ? folder.path(target) : "team.json"
    let note =
      isOutside
      ? "claude-workflow: note: .claude/settings.json is a link to \"\(place)\", outside of the project: the hooks are wired there, and whatever else reads that file calls them, too; to wire them here alone, copy it in the link's place first\n"
      : ""
    let draft = try initialize("--dry-run")
    #expect(draft.error == note && folder.text(target) == settings, "\(draft.error)")
    let run = try initialize()
    #expect(run.status == 0 && run.error == note, "\(run.error)")
    #expect(run.output.contains("changed .claude/settings.json, which is a link: \"\(place)\"\n"), "\(run.output)")
    #expect(try linkTarget("p/.claude/settings.json") == text)
    #expect(folder.text(target)?.contains("workflow-input") == true)
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(target))
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    // A file that nobody will rename would be a sign of a write in place.
    #expect(folder.names(in: isOutside ? "dotfiles" : "p").filter { $0.hasPrefix(".tmp") }.isEmpty)
    #expect(try initialize().output == "nothing to do: the hooks are there and wired\n")
    #expect(try initialize().error.isEmpty)
    let undone = try command("uninstall", "p")
    #expect(undone.status == 0, "\(undone.error)")
    #expect(undone.output.contains("changed .claude/settings.json, which is a link: \"\(place)\"\n"))
    #expect(try linkTarget("p/.claude/settings.json") == text)
    #expect(folder.text(target) == settings)
  }

  private func linkTarget(_ path: String) throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: folder.path(path))
  }

  /// Whoever reads while it is written has the old text or the new one: the
  /// file is another one then, of the same name.
  @Test func `what a link leads to is replaced as a whole`() throws {
    try folder.write("{}\n", to: "dotfiles/claude.json")
    try link("p/.claude/settings.json", to: "../../dotfiles/claude.json")
    let old = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder.path("dotfiles/claude.json")))
    #expect(try initialize().status == 0)
    #expect(try old.readToEnd() == Data("{}\n".utf8))
    #expect(folder.text("dotfiles/claude.json")?.contains("workflow-input") == true)
  }

  @Test func `a link to nothing is told, and nothing is changed`() throws {
    try link("p/.claude/settings.json", to: "../../dotfiles/claude.json")
    let run = try initialize()
    #expect(run.status == 2)
    #expect(
      run.error.contains(
        "\".claude/settings.json\" is a symbolic link to \"\(folder.path("dotfiles/claude.json"))\", where nothing is; make that file, or remove the link, then give the command again. Nothing was changed\n"
      ), "\(run.error)")
    #expect(try linkTarget("p/.claude/settings.json") == "../../dotfiles/claude.json")
    #expect(try files().keys.sorted() == [".", "./.claude", "./.claude/settings.json"])
  }

  @Test func `settings that became a link since lose the hooks and stay`() throws {
    #expect(try initialize().status == 0)
    _ = try CommandRun.shell(
      "mkdir d && mv p/.claude/settings.json d/s.json && ln -s ../../d/s.json p/.claude/settings.json", in: folder)
    let run = try command("uninstall", "p")
    #expect(run.status == 0, "\(run.error)")
    #expect(try linkTarget("p/.claude/settings.json") == "../../d/s.json")
    #expect(folder.text("d/s.json")?.contains("hooks") == false)
    #expect(run.output.contains("changed .claude/settings.json, which is a link: "), "\(run.output)")
  }

  @Test func `a hook that was there and that init made newer stays`() throws {
    let path = "p/.claude/hooks/subagent-output"
    try folder.makeFolder("p/.claude/hooks")
    try FileManager.default.copyItem(atPath: CommandRun.hooks + "/subagent-output", toPath: folder.path(path))
    #expect(try initialize().output.contains("changed .claude/hooks/subagent-output\n"))
    #expect(try initialize().output.hasPrefix("nothing to do"))
    #expect(try command("uninstall", "p").status == 0)
    #expect(folder.text(path) == folder.text("built/subagent-output"))
    #expect(folder.text("p/.claude/hooks/workflow-input") == nil)
  }

  @Test(arguments: [
    ("{\n  // mine\n", "the settings are no JSON"), ("{\"a\": 1, \"a\": 2,\n", "a key stands twice"),
    ("[", "the settings are no JSON"),
  ])
  func `settings that can't be read are told before anything is removed`(_ start: String, _ words: String) throws {
    _ = try initialize()
    let settings = try #require(folder.text("p/.claude/settings.json"))
    try folder.write(start + settings.dropFirst(), to: "p/.claude/settings.json")
    let before = try files()
    for arguments in [["uninstall", "p"], ["uninstall", "p", "--dry-run"]] {
      let run = try CommandRun(arguments, in: folder)
      #expect(run.status == 1 && run.output.isEmpty)
      #expect(run.error.contains(words) && run.error.contains("Nothing was changed."), "\(run.error)")
    }
    #expect(try files() == before)
    try folder.write(settings, to: "p/.claude/settings.json")
    #expect(try command("uninstall", "p").status == 0)
    #expect(try files() == [".": ""])
  }

  @Test(arguments: [
    ("x", "line 1, column 1: "), ("[]", "it holds an empty array, expected an object"),
    ("{\"files\": [{\"path\": 1}]}", "an entry of \"files\" has no text \"path\""),
  ])
  func `a record that is broken is told as such`(_ text: String, _ words: String) throws {
    _ = try initialize()
    try folder.write(text, to: "p/.claude/workflows/.installed.json")
    let before = try files()
    for run in [try command("uninstall", "p"), try initialize()] {
      #expect(run.status == 2 && run.output.isEmpty)
      #expect(run.error.contains(".installed.json") && run.error.contains(" is broken: " + words), "\(run.error)")
    }
    #expect(try files() == before)
  }

  /// Whoever writes the record must not reach what lies elsewhere.
  @Test(arguments: [
    "../victim", ".claude/../../victim", "/victim", ".claude/out/victim", "victim", ".claude/./../../victim",
  ])
  func `no path of the record leads out of what init makes`(_ path: String) throws {
    _ = try initialize()
    let text = try #require(folder.text("p/.claude/commands/review.md"))
    for place in ["victim", "p/victim"] { try folder.write(text, to: place) }
    try FileManager.default.createSymbolicLink(atPath: folder.path("p/.claude/out"), withDestinationPath: "../..")
    let named = path == "/victim" ? folder.path("victim") : path
    let record = try #require(folder.text("p/.claude/workflows/.installed.json"))
    try folder.write(
      record.replacingOccurrences(of: "\".claude/commands/review.md\"", with: "\"\(named)\""),
      to: "p/.claude/workflows/.installed.json")
    let run = try command("uninstall", "p")
    #expect(run.status == 2 && run.error.contains("names \"\(named)\""), "\(run.error)")
    #expect(folder.text("victim") == text && folder.text("p/victim") == text)
    #expect(folder.text("p/.claude/hooks/workflow-input") != nil)
  }

  @Test func `what a killed init left half written is cleared, and nothing else`() throws {
    _ = try initialize()
    // No process has so high a number.
    let left = ["p/.claude/hooks/.tmp-999999999-x1", "p/.claude/workflows/review/.tmp-999999999-x2"]
    let kept = ["p/.claude/hooks/.tmp-\(ProcessInfo.processInfo.processIdentifier)-x1", "p/.claude/hooks/.tmp-mine"]
    for path in left + kept { try folder.write("", to: path) }
    #expect(try initialize("--dry-run").status == 0)
    for path in left { #expect(folder.text(path) != nil) }
    #expect(try initialize().status == 0)
    for path in left { #expect(folder.text(path) == nil) }
    for path in left { try folder.write("", to: path) }
    #expect(try command("uninstall", "p").status == 0)
    for path in left { #expect(folder.text(path) == nil) }
    for path in kept { #expect(folder.text(path) != nil) }
  }

  // MARK: What is there already

  /// The settings that enable the plugin, as the user's own or the project's.
  @Test(arguments: ["home/.claude/settings.json", "p/.claude/settings.json", "p/.claude/settings.local.json"])
  func `where the plugin brings the hooks they stay out`(_ file: String) throws {
    let enabling = "{\"enabledPlugins\": {\"workflow-contracts@team\": true}}"
    try folder.write(enabling, to: file)
    let home = ["HOME": folder.path("home")]
    let arguments = ["init", "p", "--hooks", "built"]
    let run = try CommandRun(arguments, in: folder, environment: home)
    #expect(run.status == 0 && run.error.contains("the settings enable the plugin workflow-contracts@team"))
    #expect(folder.text("p/.claude/hooks/workflow-input") == nil)
    #expect(file.hasPrefix("home") == (folder.text(file.replacingOccurrences(of: "home", with: "p")) == nil))
    #expect(folder.text(file) == enabling)
    #expect(folder.text("p/.claude/workflows/review/flow.yaml") != nil)
    #expect(folder.text("p/.gitignore")?.contains(".claude/hooks") == false)
    let again = try CommandRun(arguments, in: folder, environment: home)
    #expect(again.output == "nothing to do: the plugin brings the hooks\n")
    let both = try CommandRun(arguments + ["--with-hooks"], in: folder, environment: home)
    #expect(both.output.contains("created .claude/hooks/workflow-input\n") && both.error.isEmpty)
    // What is there is kept up to date.
    try folder.write("#!/bin/sh\n# newer\n", to: "built/workflow-input", permissions: 0o755)
    #expect(
      try CommandRun(arguments, in: folder, environment: home).output.hasPrefix(
        "changed .claude/hooks/workflow-input\n"))
    #expect(try CommandRun(["uninstall", "p"], in: folder, environment: home).status == 0)
    #expect(folder.text("p/.gitignore") == nil && folder.text(file) == enabling)
    if file.hasPrefix("home") { #expect(try files() == [".": ""]) }
  }

  @Test func `a plugin that the project disables brings nothing`() throws {
    try folder.write("{\"enabledPlugins\": {\"workflow-contracts@team\": true}}", to: "home/.claude/settings.json")
    try folder.write("{\"enabledPlugins\": {\"workflow-contracts@team\": false}}", to: "p/.claude/settings.json")
    let run = try CommandRun(
      ["init", "p", "--hooks", "built"], in: folder, environment: ["HOME": folder.path("home")])
    #expect(run.error.isEmpty && run.output.contains("created .claude/hooks/workflow-input\n"))
  }

  @Test func `a folder inside a project that has the hooks is told as such`() throws {
    try folder.makeFolder("p/tools/.claude")
    #expect(try command("init", "p/tools", "--hooks", "built").error.isEmpty)
    _ = try initialize()
    try folder.makeFolder("p/src")
    let run = try command("init", "p/src", "--hooks", "built")
    #expect(run.status == 0)
    #expect(run.error.contains("/p/src\" lies in the project \"") && run.error.contains("which has the hooks already"))
    #expect(try command("init", "p/src", "--hooks", "built").error.isEmpty)
  }

  // MARK: Pieces

  @Test(arguments: [["workflow", "notes"], ["agent", "writer"], ["contract", "Note"]])
  func `a folder without a project becomes one, and git leaves out what runs write`(_ piece: [String]) throws {
    try folder.makeFolder("home/.claude")
    try folder.makeFolder("home/shop")
    let home = ["HOME": folder.path("home")]
    let arguments = ["init"] + piece + ["--project", "home/shop"]
    let shown = try CommandRun(arguments + ["--dry-run"], in: folder, environment: home)
    #expect(shown.status == 0 && shown.error.contains("home/shop\" would become one"))
    #expect(try CommandRun.shell("find home/shop", in: folder) == "home/shop\n")
    let run = try CommandRun(arguments, in: folder, environment: home)
    #expect(run.status == 0 && run.error.contains("home/shop\" became one; `claude-workflow init` puts the hooks in"))
    #expect(run.output.contains("created .gitignore\n"))
    #expect(folder.text("home/shop/.gitignore") == ".context/\n.claude/workflows/.runs/\n")
    #expect(try CommandRun.shell("find home/.claude", in: folder) == "home/.claude\n")
    let check = try CommandRun(
      ["check", "home/shop", "--strict", "--ignore", "settings"], in: folder, environment: home)
    #expect(check.status == 0, "\(check.output)")
    #expect(try CommandRun(["init", "agent", "next", "--project", "home/shop"], in: folder).error.isEmpty)
  }

  @Test func `of several pieces at once each finds what the others made`() throws {
    let script = """
      mkdir p/.claude
      echo 1 2 3 4 5 6 | xargs -n 1 -P 6 sh -c '"$COMMAND" init agent same --project p || echo refused' 2>/dev/null |
        grep -c refused
      grep -c context p/.gitignore
      """
    #expect(try CommandRun.shell(script, in: folder) == "5\n1\n")
  }

  @Test func `a new contract asks for what any agent's document has`() throws {
    _ = try initialize()
    _ = try command("init", "contract", "AuditNote", "--project", "p")
    let text = try #require(folder.text("p/.claude/workflows/review/contracts/audit-note.yaml"))
    #expect(!text.contains("verdict") && text.contains("# no other contract has it"))
    for agent in ["", "agent: reviewer\n", "agent: other\n"] {
      try folder.write("---\ntype: audit-note\n\(agent)summary: x\nmore: 1\n---\n\nText.\n", to: "note.md")
      #expect(try command("validate", "--project", "p", "--contract", "AuditNote", "note.md").status == 0)
    }
  }

  @Test func `agents, contracts and workflows are added and pass a strict check`() throws {
    _ = try initialize()
    for piece in [["agent", "auditor"], ["contract", "AuditNote"], ["workflow", "audit", "--agent", "inspector"]] {
      let run = try CommandRun(["init"] + piece + ["--project", "p"], in: folder)
      #expect(run.status == 0, "\(run.error)")
      #expect(run.output.contains("created ") && run.output.contains("\nnext: "))
    }
    #expect(folder.text("p/.claude/agents/review/auditor.md")?.contains("contract: ReviewTask") == true)
    let check = try command("check", "p", "--strict")
    #expect(check.output == "2 workflows, 3 agents, 6 contracts: no problems\n")
    let twice = try command("init", "agent", "late", "--project", "p", "--workflow", "audti")
    #expect(twice.status == 2 && twice.error.contains("no workflow \"audti\", did you mean \"audit\"?"))
  }

  @Test func `a name that is taken is refused`() throws {
    _ = try initialize()
    _ = try command("init", "workflow", "audit", "--project", "p")
    let before = try files()
    let agent = try command("init", "agent", "reviewer", "--workflow", "audit", "--project", "p")
    #expect(agent.status == 2)
    #expect(
      agent.error.contains("there is an agent \"reviewer\" already, in \".claude/agents/review/reviewer.md\""),
      "\(agent.error)")
    try folder.write(
      folder.text("p/.claude/workflows/audit/contracts/task-input.yaml") ?? "",
      to: "p/.claude/workflows/audit/contracts/other.yaml")
    try folder.remove("p/.claude/workflows/audit/contracts/task-input.yaml")
    let contract = try command("init", "contract", "AuditTask", "--workflow", "audit", "--project", "p")
    #expect(contract.status == 2)
    #expect(contract.error.contains("there is a contract \"AuditTask\" already, in \".claude/workflows/audit/"))
    let workflow = try command("init", "workflow", "other", "--agent", "reviewer", "--project", "p")
    #expect(workflow.status == 2 && workflow.error.contains("there is an agent \"reviewer\" already"))
    #expect(try files().count == before.count)
  }

  @Test func `a piece that is there is never overwritten`() throws {
    _ = try initialize()
    let before = try files()
    try folder.write("mine", to: "p/.claude/agents/review/auditor.md")
    let run = try command("init", "agent", "auditor", "--project", "p")
    #expect(run.status == 2)
    #expect(
      run.error == "claude-workflow: \".claude/agents/review/auditor.md\" is there already; nothing was written\n")
    try folder.remove("p/.claude/agents/review/auditor.md")
    #expect(try command("init", "contract", "New", "--project", "p", "--dry-run").output.hasPrefix("--- /dev/null\n"))
    #expect(try files() == before)
  }

  @Test func `without a workflow contracts go to the project's own folder`() throws {
    try folder.makeFolder("p/.claude")
    #expect(try command("init", "agent", "auditor", "--project", "p").status == 0)
    #expect(folder.text("p/contracts/auditor-output.yaml") != nil && folder.text("p/contracts/task-input.yaml") != nil)
    #expect(try command("check", "p", "--strict", "--ignore", "settings").status == 0)
  }
}
