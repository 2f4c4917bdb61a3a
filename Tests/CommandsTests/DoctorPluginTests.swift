import Foundation
import TestSupport
import Testing

@Suite("claude-workflow doctor: hooks of a plugin")
struct DoctorPluginTests {
  private let folder: ScratchFolder
  private static let enabling = #"{"enabledPlugins": {"workflow-contracts@team": true}}"#

  init() throws {
    folder = try ScratchFolder()
    try folder.write("{}", to: "p q/.claude/settings.json")
    _ = try CommandRun(["init", "workflow", "notes", "--project", "p q"], in: folder)
    let plugin = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("plugin").path
    _ = try CommandRun.shell("cp -R '\(plugin)' 'a plugin'", in: folder)
    for hook in ["workflow-input", "subagent-input", "subagent-output", "workflow-output"] {
      try folder.write(
        "#!/bin/sh\nexec '\(try CommandRun.hooks)/\(hook)'\n", to: "a plugin/bin/\(hook)", permissions: 0o755)
    }
    try host(listing: "[]")
  }

  /// A host that lists these plugins.
  private func host(listing plugins: String) throws {
    try folder.write(
      """
      #!/bin/sh
      case "$*" in
        --version) echo '2.1.329 (Claude Code)' ;;
        'plugin list --json') cat '\(folder.path("plugins.json"))' ;;
        *) exit 1 ;;
      esac

      """, to: "bin/claude", permissions: 0o755)
    try folder.write(plugins, to: "plugins.json")
  }

  private func listed(_ more: String = "") -> String {
    #"[{"id": "workflow-contracts@team", "enabled": true, "installPath": "\#(folder.path("a plugin"))"\#(more)}]"#
  }

  private func doctor(_ arguments: String..., path: String? = nil) throws -> CommandRun {
    try CommandRun(
      ["doctor", "p q"] + arguments, in: folder,
      environment: ["PATH": (path ?? folder.path("bin")) + ":/usr/bin:/bin", "HOME": folder.path("home")])
  }

  @Test func `a plugin that the project enables is run`() throws {
    try folder.write(Self.enabling, to: "p q/.claude/settings.json")
    try host(listing: listed())
    let run = try doctor()
    #expect(run.status == 0 && run.error.isEmpty, "\(run.output)")
    #expect(run.output.contains("ok       plugin: workflow-contracts@team brings 12 hooks of ours\n"))
    #expect(run.output.contains("ok       hook: subagent-output at SubagentStop (plugin) answers in "))
    #expect(!run.output.contains("not-wired"))
  }

  @Test func `one that the user enables for all projects is seen, too`() throws {
    try folder.write(Self.enabling, to: "home/.claude/settings.json")
    try host(listing: listed())
    #expect(try doctor().status == 0)
  }

  @Test func `hooks come from the folder that the host reads`() throws {
    try folder.write(Self.enabling, to: "p q/.claude/settings.json")
    try host(listing: listed(#", "readFromFolder": "/none/such""#))
    let run = try doctor()
    #expect(!run.output.contains("brings 12 hooks"))
  }

  @Test func `one that isn't installed here keeps them from being live`() throws {
    try folder.write(Self.enabling, to: "p q/.claude/settings.json")
    let run = try doctor()
    #expect(run.status == 1)
    #expect(
      run.output.contains(
        "error    plugin: the settings enable workflow-contracts@team, which isn't installed here\n         → `claude plugin install workflow-contracts@team`"
      ), "\(run.output)")
  }

  @Test func `without a host its folder can be named`() throws {
    try folder.write(Self.enabling, to: "p q/.claude/settings.json")
    let unseen = try doctor(path: "/none")
    #expect(unseen.output.contains("warning  plugin: the settings enable workflow-contracts@team, and no claude"))
    let run = try doctor("--plugin-dir", "a plugin", path: "/none")
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains("brings 12 hooks of ours"))
    #expect(run.output.components(separatedBy: "ok       hook: ").count == 13)
  }

  @Test func `a folder inside the project is no matter, since a plugin's hooks are called there`() throws {
    try folder.makeFolder("p q/deep")
    let output = try CommandRun.shell(
      "cd 'p q/deep' && \"$COMMAND\" doctor --plugin-dir '../../a plugin'", in: folder)
    #expect(output.contains("brings 12 hooks of ours") && !output.contains("start claude in the project's own folder"))
  }

  @Test func `a plugin whose hooks are not built is told`() throws {
    try folder.remove("a plugin/bin/workflow-output")
    let run = try doctor("--plugin-dir", "a plugin")
    #expect(run.status == 1)
    #expect(run.output.contains("workflow-output at Stop (plugin) ended with status 127"), "\(run.output)")
    #expect(run.output.contains("→ put a plugin that was built for this machine to "))
  }

  @Test func `a folder without hooks of ours is none`() throws {
    let run = try doctor("--plugin-dir", "p q")
    #expect(run.status == 1)
    #expect(run.output.contains("has no hooks of ours\n"))
    let gone = try doctor("--plugin-dir", "gone")
    #expect(gone.status == 2 && gone.error.contains("there is no folder \"gone\""))
  }
}
