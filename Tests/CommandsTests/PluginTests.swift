import Diagnostics
import Documents
import Foundation
import TestSupport
import Testing

/// The plugin's folder of this repository.
@Suite("The plugin")
struct PluginTests {
  private let folder: ScratchFolder
  private let plugin: String

  init() throws {
    folder = try ScratchFolder()
    plugin =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("plugin").path
  }

  private func json(_ path: String) throws -> Node {
    let text = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    return try #require(JSONReader(file: path).read(text).accepted)
  }

  @Test func `it wires what init wires`() throws {
    _ = try CommandRun(["init", "--hooks", try CommandRun.hooks], in: folder)
    let wired = try #require(folder.text(".claude/settings.json"))
      .replacingOccurrences(of: #"\"$CLAUDE_PROJECT_DIR\"/.claude/hooks/"#, with: #"\"${CLAUDE_PLUGIN_ROOT}\"/bin/"#)
    let settings = try #require(JSONReader(file: "settings").read(Array(wired.utf8)).accepted)
    let hooks = try #require(try json(plugin + "/hooks/hooks.json")["hooks"]?.object)
    #expect(hooks == settings["hooks"]?.object)
    #expect(hooks.members.count == 11)
  }

  @Test func `its manifest leaves the version to whoever packs it, and the marketplace has it`() throws {
    let manifest = try json(plugin + "/.claude-plugin/plugin.json")
    #expect(manifest["name"]?.string == "workflow-contracts" && manifest["version"] == nil)
    let market = try json(plugin + "/.claude-plugin/marketplace.json")
    #expect(market["plugins"]?.array?.compactMap { $0["name"]?.string } == ["workflow-contracts"])
  }

  @Test(arguments: ["{}", #"{"hooks": {}}"#])
  func `a project that enables it needs no hooks of its own`(_ settings: String) throws {
    try folder.write(settings, to: ".claude/settings.json")
    _ = try CommandRun(["init", "workflow", "notes"], in: folder)
    let without = try CommandRun(["check", "--strict"], in: folder)
    #expect(without.status == 1 && without.output.contains("enables the plugin workflow-contracts"))
    try folder.write(#"{"enabledPlugins": {"workflow-contracts@team": true}}"#, to: ".claude/settings.local.json")
    let with = try CommandRun(["check", "--strict"], in: folder)
    #expect(with.status == 0, "\(with.output)")
    try folder.write(#"{"enabledPlugins": {"workflow-contracts@team": false}}"#, to: ".claude/settings.local.json")
    #expect(try CommandRun(["check", "--strict"], in: folder).status == 1)
  }
}
