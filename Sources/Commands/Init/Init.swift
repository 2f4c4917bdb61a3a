internal import ArgumentParser
import Contracts
import Diagnostics
import Documents
import Platform

/// `claude-workflow init`: hooks, settings and a first workflow put into a
/// project, or a new piece of one.
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Puts the hooks and a first workflow into a project, or adds an agent, a contract or a workflow.",
    usage: """
      claude-workflow init [<project>] [<options>]
      claude-workflow init agent|contract|workflow <name> [<options>]
      """,
    discussion: """
      Nothing that is there is lost: settings are merged, files of the same name are kept. Giving the command again \
      changes nothing but the hooks, if they were built anew. `claude-workflow uninstall` takes out what was put in. `claude-workflow help init project` lists the options.

      Exit status: 0 done, 1 the project's settings can't be merged, 2 it could not be done.
      """,
    subcommands: [InitProject.self, InitAgent.self, InitContract.self, InitWorkflow.self],
    defaultSubcommand: InitProject.self)
}

/// `claude-workflow init [PROJECT]`.
struct InitProject: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "project", abstract: "Puts the hooks, their wiring and a first workflow into a project (default).")

  @Argument(help: ArgumentHelp("The project's folder.", valueName: "project"), completion: .directory)
  var project: String = "."

  @Option(
    help: ArgumentHelp("The folder of the built hooks, else that of claude-workflow itself.", valueName: "directory"),
    completion: .directory)
  var hooks: String?

  @Option(
    help: ArgumentHelp(
      "The name of the first workflow, made if the project has none; review if it isn't given.", valueName: "name"))
  var workflow: String?

  @Option(
    help: ArgumentHelp(
      "The name of that workflow's agent, else NAME-agent; reviewer if neither is given.", valueName: "name"))
  var agent: String?

  @Flag(help: "Put the hooks in and wire them although an enabled plugin brings them.")
  var withHooks = false

  @Flag(help: "Show what would change, as a diff, and change nothing.")
  var dryRun = false

  private var workflowName: String { workflow ?? "review" }
  private var agentName: String { agent ?? workflow.map(Templates.agentName) ?? "reviewer" }

  func validate() throws {
    if !Scaffold.isName(workflowName) { throw ValidationError(Scaffold.badName(workflowName)) }
    if let problem = Scaffold.problem(withAgent: agentName) { throw ValidationError(problem) }
  }

  func run() throws {
    guard FileSystem.isDirectory(project), let root = FileSystem.realPath(project) else {
      let pieces = Init.configuration.subcommands.map { $0._commandName }
      let hint = nearestName(to: project, in: pieces).map { "did you mean `claude-workflow init \($0)`?" }
      throw Self.failure("there is no folder \(quoted(project, limit: 4000)), \(hint ?? "make it first")")
    }
    do {
      try ProjectLock.holding(root) { try putIn(root) }
    } catch let error as SystemError { throw Self.failure("\(error)") }
  }

  private func putIn(_ root: String) throws {
    var changes = ProjectChanges(root: root)
    let recorded = try Installation(of: root)
    var record = recorded ?? Installation()
    if recorded == nil { warnOfProject(above: root) }
    let plugin = plugin(of: root)
    if let plugin {
      Output.error.write(
        "claude-workflow: the hooks stay out: the settings enable the plugin \(plugin), which brings them; --with-hooks puts them in all the same\n"
      )
    } else {
      try addHooks(&changes, &record)
      try addSettings(&changes, &record)
    }
    try addIgnored(plugin == nil ? IgnoredPaths.all : IgnoredPaths.noted, &changes, &record)
    try addWorkflow(&changes, &record, root)
    if !dryRun { Leftovers.clear(in: root, record) }
    try finish(&changes, record, hasPlugin: plugin != nil)
  }

  private func finish(_ changes: inout ProjectChanges, _ record: Installation, hasPlugin: Bool) throws {
    var record = record
    if changes.changes.isEmpty {
      Output.standard.write(
        changes.summary
          + "nothing to do: \(hasPlugin ? "the plugin brings the hooks" : "the hooks are there and wired")\n")
      return
    }
    if dryRun {
      Output.standard.write(changes.diff)
      return
    }
    record.folders += changes.newFolders.filter { !record.folders.contains($0) }
    // First, so that what a crash leaves behind can be taken out, too.
    var first = ProjectChanges(root: changes.root)
    try first.write(Array(record.text.utf8), to: Installation.path)
    try first.apply()
    try changes.apply()
    let names = Project(root: changes.root)?.workflowNames() ?? []
    let next = names.count == 1 ? " and type /\(names[0]) and a request" : ""
    Output.standard.write(
      changes.summary + "next: `claude-workflow doctor`, then start claude in this folder\(next)\n")
  }

  // MARK: What is there

  /// The plugin that brings the hooks, if the project's or the user's settings
  /// enable it and nothing asks for the hooks themselves.
  private func plugin(of root: String) -> String? {
    guard !withHooks, let project = Project(root: root) else { return nil }
    let userFile = SettingsCheck.userFile(EnvironmentVariables.current.all)
    let settings = SettingsCheck(project, userFile: userFile, agents: [], needsHooks: false)
    let isWired = settings.entries.contains { $0.executable != nil && SettingsCheck.files.contains($0.file) }
    return isWired ? nil : settings.ownPlugin
  }

  /// Claude Code reads the settings of the folder in which it is started, and
  /// of none above it.
  private func warnOfProject(above root: String) {
    guard root != "/", let above = UsersFolder.nearestProject(to: Path.parent(of: root)) else { return }
    let settings = SettingsCheck(above, agents: [], needsHooks: false)
    guard settings.entries.contains(where: { $0.executable != nil }) || settings.ownPlugin != nil else { return }
    Output.error.write(
      "claude-workflow: warning: \(quoted(root, limit: 4000)) lies in the project \(quoted(above.root, limit: 4000)), which has the hooks already; it becomes a project of its own, for sessions that are started in it\n"
    )
  }

  /// A first workflow that was asked for by name isn't made beside another
  /// one: says how it is.
  private func tellOfWorkflows(_ names: [String]) {
    guard workflow != nil || agent != nil, !names.contains(workflowName) else { return }
    var words = ["claude-workflow", "init", "workflow", workflowName]
    if let agent { words += ["--agent", agent] }
    if project != "." { words += ["--project", quoted(project, limit: 4000)] }
    Output.error.write(
      "claude-workflow: no workflow \(quoted(workflowName)) was made, for the project has \(Self.list(names)) already; make it with `\(words.joined(separator: " "))`\n"
    )
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(5).map { quoted($0) }.joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }

  // MARK: What is put in

  private func addHooks(_ changes: inout ProjectChanges, _ record: inout Installation) throws {
    let folder = hooks ?? HookFolder.ownFolder
    for hook in HookExecutable.allCases {
      let source = Path.join(folder, hook.rawValue)
      guard FileSystem.isExecutable(source) else {
        throw Self.failure(
          "found no built hook \(quoted(source, limit: 4000)); build them (make build) or name their folder with --hooks"
        )
      }
      let path = ".claude/hooks/" + hook.rawValue
      let bytes = try FileSystem.read(source)
      if let there = try changes.current(path), there != bytes, !OwnExecutable.isOurs(there, at: path, record) {
        throw Self.failure(
          "\(quoted(path)) is there and is no hook of claude-workflow, which needs that name; give it another one, also where the settings call it, then give the command again. Nothing was changed"
        )
      }
      // What somebody else put there is his, also if it is a newer one now.
      if try changes.current(path) == nil || record.files.contains(where: { $0.path == path }) {
        record.add(.init(path: path, hash: XXH64.hex(bytes), part: path))
      }
      try changes.write(bytes, to: path, isExecutable: true)
    }
  }

  private func addSettings(_ changes: inout ProjectChanges, _ record: inout Installation) throws {
    let path = SettingsCheck.files[0]
    let bytes = try changes.current(path)
    let text = bytes.map { String(decoding: $0, as: UTF8.self) }
    let reading = JSONReader(file: path).read(bytes ?? Array("{}".utf8))
    guard let settings = reading.accepted?.object, let (merged, added) = SettingsMerge.adding(to: settings) else {
      throw SettingsFault.refusal(reading, path, bytes ?? [])
    }
    guard !added.isEmpty else { return }
    let result = Self.text(text, reading.value, adding: added, expecting: merged)
    try changes.write(Array(result.utf8), to: path)
    if changes.isLink(path), let place = changes.outsidePlace(of: path) {
      Output.error.write(
        "claude-workflow: note: \(path) is a link to \(quoted(place, limit: 4000)), outside of the project: the hooks are wired there, and whatever else reads that file calls them, too; to wire them here alone, copy it in the link's place first\n"
      )
    }
    record.amend(path, before: bytes, after: Array(result.utf8))
    record.wires += added.map { ($0.event, $0.group) }
  }

  /// The settings' text with the wires; written anew if there is none to add
  /// to.
  private static func text(
    _ text: String?, _ root: Node?, adding wires: [SettingsMerge.Wire], expecting merged: Object
  ) -> String {
    if let text, let root {
      var settings = SettingsText(text, root: root)
      let result = settings.adding(wires)
      if JSONReader(file: "settings").read(Array(result.utf8)).accepted?.object == merged { return result }
    }
    return Indentation.applied(to: JSONWriter(pretty: true).write(Node(.object(merged))) + "\n", like: text ?? "")
  }

  private func addIgnored(
    _ lines: [String], _ changes: inout ProjectChanges, _ record: inout Installation
  ) throws {
    let (missing, before, after) = try IgnoredPaths.add(lines, to: &changes)
    guard !missing.isEmpty else { return }
    record.amend(".gitignore", before: before, after: after)
    record.ignored += missing
  }

  private func addWorkflow(_ changes: inout ProjectChanges, _ record: inout Installation, _ root: String) throws {
    guard let project = Project(root: root) else { return }
    let names = project.workflowNames()
    guard names.isEmpty else { return tellOfWorkflows(names) }
    let files = Templates.workflow(workflowName, agent: agentName)
    for file in files where file.path.hasPrefix(".claude/agents/") {
      try Scaffold.requireNoAgent(agentName, in: project, besides: file.path, remedy: "name another one with --agent")
    }
    for file in files {
      if try changes.current(file.path) != nil {
        changes.keep(file.path, because: "it was there")
        continue
      }
      try changes.write(Array(file.text.utf8), to: file.path)
      record.add(.init(path: file.path, hash: XXH64.hex(Array(file.text.utf8)), part: "workflow"))
    }
  }
}
