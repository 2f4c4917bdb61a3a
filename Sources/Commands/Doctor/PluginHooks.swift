import Contracts
import Diagnostics
import Documents
import Platform

/// The hooks of ours that plugins bring to a project's sessions.
struct PluginHooks: Sendable {
  /// A hook, and the folder of the plugin that it comes from.
  private(set) var entries: [(entry: HookEntry, root: String)] = []
  private(set) var findings: [Finding] = []

  /// Whether no plugin brings any.
  var isEmpty: Bool { entries.isEmpty }

  /// What a plugin's commands name their folder by.
  static let variable = "${CLAUDE_PLUGIN_ROOT}"

  /// Those of a plugin's folder.
  init(folder: String) {
    let root = FileSystem.realPath(folder) ?? folder
    read(root, name: quoted(root, limit: 4000))
    if entries.isEmpty, findings.isEmpty {
      findings.append(
        .error(
          "plugin", "\(quoted(root, limit: 4000)) has no hooks of ours",
          remedy: "name the folder that holds .claude-plugin, hooks and bin"))
    }
  }

  /// Those of the plugins that are enabled and installed, which the host
  /// itself lists: where it keeps them is its own business.
  init(enabled: [String: Bool], project: Project, environment: [String: String]) {
    let wanted = enabled.filter(\.value).keys.sorted()
    // Most projects have none; the host takes half a second to say so.
    guard !wanted.isEmpty, let host = FileSystem.findExecutable("claude", path: environment["PATH"] ?? "") else {
      for id in wanted where Self.isOurs(id) { findings.append(Self.unseen(id)) }
      return
    }
    let listed = Self.listed(by: host, project, environment)
    for plugin in listed ?? [] where plugin["enabled"]?.boolean == true {
      guard let root = (plugin["readFromFolder"] ?? plugin["installPath"])?.string else { continue }
      read(root, name: plugin["id"]?.string ?? root)
    }
    for id in wanted where Self.isOurs(id) && !(listed ?? []).contains(where: { $0["id"]?.string == id }) {
      findings.append(listed == nil ? Self.unseen(id) : Self.notInstalled(id))
    }
  }

  private mutating func read(_ root: String, name: String) {
    let file = Path.join(root, "hooks/hooks.json")
    guard let text = try? FileSystem.read(file, limit: 1 << 20) else { return }
    let ours = SettingsReader.read(text, file: file).0.entries
      .filter { entry in entry.executable.map { $0.events.contains(entry.event) } ?? false }
    guard !ours.isEmpty else { return }
    entries += ours.map { ($0, root) }
    findings.append(.ok("plugin", "\(name) brings \(ours.count) hooks of ours"))
    let wired = Set(ours.map { "\($0.event) \($0.executable?.rawValue ?? "")" })
    for executable in HookExecutable.allCases
    where !wired.contains("\(executable.requiredEvent) \(executable.rawValue)") {
      findings.append(
        .error(
          "plugin",
          "\(name) doesn't call \(executable.rawValue) at \(executable.requiredEvent), which a workflow needs",
          remedy: "install the plugin of this version"))
    }
  }

  private static func listed(by host: String, _ project: Project, _ environment: [String: String]) -> [Node]? {
    let outcome = try? ChildProcess.run(
      executable: host, arguments: ["plugin", "list", "--json"], environment: environment, directory: project.root,
      input: [], deadline: Deadline(after: .seconds(20)), outputLimit: 1 << 20, memoryLimit: nil)
    guard let outcome, outcome.termination == .exited(0) else { return nil }
    return JSONReader(file: "plugins").read(outcome.output).accepted?.array
  }

  private static func isOurs(_ id: String) -> Bool { id.hasPrefix(SettingsCheck.pluginName + "@") }

  private static func unseen(_ id: String) -> Finding {
    .warning(
      "plugin", "the settings enable \(id), and no claude on the PATH tells where it is",
      remedy: "name its folder: `claude-workflow doctor --plugin-dir DIRECTORY`")
  }

  private static func notInstalled(_ id: String) -> Finding {
    .error(
      "plugin", "the settings enable \(id), which isn't installed here",
      remedy: "`claude plugin install \(id)`; it needs the plugin's marketplace, see `claude plugin marketplace add`")
  }
}
