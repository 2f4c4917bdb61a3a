package import Diagnostics
import Documents
import Platform

/// What is wrong with a project's settings: what Claude Code would silently
/// ignore, and what would keep the hooks from doing their part.
package struct SettingsCheck: Sendable {
  /// The hooks that the host would run.
  package private(set) var entries: [HookEntry] = []
  /// What the settings set for hooks to see.
  package private(set) var environment: [String: String] = [:]
  /// The plugins that the settings enable or disable, by id.
  package private(set) var plugins: [String: Bool] = [:]
  package private(set) var diagnostics: [Diagnostic] = []
  package private(set) var isDisabled = false
  private let project: Project
  private var missing: Set<String> = []
  private var isUnread = false

  /// The files that Claude Code reads in the folder in which it is started.
  package static let files = [".claude/settings.json", ".claude/settings.local.json"]

  /// The user's own settings, which hold for all projects: in the folder
  /// that `CLAUDE_CONFIG_DIR` names, else in `~/.claude`.
  package static func userFile(_ environment: [String: String]) -> String? {
    let folder = environment["CLAUDE_CONFIG_DIR"].flatMap { $0.isEmpty ? nil : $0 }
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : Path.join($0, ".claude") }
    return (folder ?? home).map { Path.join($0, "settings.json") }
  }

  /// What the hooks of a project see: the variables of the session with those
  /// that the settings set, the project's local ones last.
  package static func environment(of project: Project, in environment: [String: String]) -> [String: String] {
    var known = environment
    for file in [userFile(environment)].compactMap(\.self) + files {
      let path = Path.join(project.root, file)
      guard let text = try? FileSystem.read(path, limit: Project.definitionLimit) else { continue }
      known.merge(SettingsReader.read(text, file: file).0.environment) { $1 }
    }
    return known
  }

  /// - Parameters:
  ///   - userFile: the user's own settings; what is wrong with them is told
  ///     as far as it concerns our hooks.
  ///   - agents: the names of the agents that hand over documents.
  ///   - needsHooks: whether the project has anything for hooks to guard.
  package init(_ project: Project, userFile: String? = nil, agents: [String], needsHooks: Bool) {
    self.project = project
    if let userFile { readUser(userFile) }
    for file in Self.files {
      let path = Path.join(project.root, file)
      guard FileSystem.exists(path) else { continue }
      do {
        let (reader, found) = SettingsReader.read(try project.readDefinition(path), file: file)
        entries += reader.entries
        environment.merge(reader.environment) { $1 }
        plugins.merge(reader.plugins) { $1 }
        diagnostics += found
        if reader.disablesHooks != nil { isDisabled = true }
      } catch {
        diagnostics += error.diagnostics
        isUnread = true
      }
    }
    for entry in entries { check(entry, agents: agents) }
    // What can't be read may wire them.
    if needsHooks, !isUnread { checkWiring() }
  }

  private mutating func readUser(_ file: String) {
    guard !Self.files.contains(where: { Path.join(project.root, $0) == file }),
      let text = try? FileSystem.read(file, limit: Project.definitionLimit)
    else { return }
    let (reader, found) = SettingsReader.read(text, file: file)
    let ours = reader.entries.filter { $0.executable != nil }
    entries = ours
    environment = reader.environment
    plugins = reader.plugins
    if reader.disablesHooks != nil { isDisabled = true }
    if !ours.isEmpty || reader.disablesHooks != nil { diagnostics += found }
  }

  // MARK: The whole

  /// The plugin that brings all hooks, whatever marketplace it came from.
  package static let pluginName = "workflow-contracts"

  /// Whether the project's settings enable that plugin.
  package var enablesPlugin: Bool { ownPlugin != nil }

  /// The id of that plugin, if it is enabled.
  package var ownPlugin: String? {
    plugins.filter { $0.value && $0.key.hasPrefix(Self.pluginName + "@") }.keys.min()
  }

  private mutating func checkWiring() {
    // What is wired besides is called as well, and counted once.
    if enablesPlugin { return }
    let place = TextRange(at: .start).in(Self.files[0])
    let wired = Set(entries.compactMap(\.executable))
    guard !wired.isEmpty else {
      diagnostics.append(Diagnostic("settings/not-wired", .notWired, severity: .warning, at: place))
      return
    }
    for executable in HookExecutable.allCases {
      let isThere = entries.contains { $0.executable == executable && $0.event == executable.requiredEvent }
      if !isThere { diagnostics.append(Diagnostic("settings/missing-event", .missing(executable), at: place)) }
    }
  }

  // MARK: One hook

  private mutating func check(_ entry: HookEntry, agents: [String]) {
    checkProgram(entry)
    if let timeout = entry.timeout, timeout.value >= 1000 {
      report("long-timeout", .milliseconds(timeout.value), at: timeout.range)
    }
    guard let executable = entry.executable else { return }
    guard executable.events.contains(entry.event) else {
      return report("wrong-event", .wrongEvent(executable, entry.event), .error, at: entry.commandRange)
    }
    checkMatcher(entry, executable, agents: agents)
    if let timeout = entry.timeout, timeout.value <= HookExecutable.timeLimit {
      report("short-timeout", .short(timeout.value), at: timeout.range)
    } else if entry.timeout == nil, entry.event == "SessionEnd" {
      report("short-timeout", .sessionEnd, at: entry.commandRange)
    }
    if entry.node["async"]?.boolean == true, let place = entry.node["async"] {
      report("async", .asynchronous, .error, at: place.range.in(entry.file))
    }
    if let condition = entry.node["if"] { check(condition, of: entry) }
  }

  /// An `if` is compared with a tool's call, and elsewhere with nothing.
  private mutating func check(_ condition: Node, of entry: HookEntry) {
    let tools = entry.executable == .workflowInput ? ["Skill"] : ["Agent", "Task"]
    let isOfTool = ["PreToolUse", "PostToolUse", "PostToolUseFailure"].contains(entry.event)
    if isOfTool, let text = condition.string, tools.contains(text) {
      // Measured: with this one the hook is called as without.
      if text == "Agent" { return }
      report("never-matches", .sometimes(condition), at: condition.range.in(entry.file))
    } else {
      report("never-matches", .condition(condition, entry), .error, at: condition.range.in(entry.file))
    }
  }

  private mutating func checkProgram(_ entry: HookEntry) {
    let command = entry.command
    if command.hasUnreplacedProject { report("not-substituted", .unreplaced(entry), .error, at: entry.commandRange) }
    if command.hasUnquotedProject { report("unquoted-path", .unquoted, at: entry.commandRange) }
    guard let word = command.executable?.word ?? command.words.first, !command.hasUnreplacedProject,
      let path = command.path(of: word, in: project.root)
    else { return }
    if command.folder == nil, !Path.isAbsolute(word), word.utf8.first != UInt8(ascii: "$") {
      report("relative-command", .relative(word), at: entry.commandRange)
    }
    if !FileSystem.exists(path) {
      // Once for all the events that it is wired to.
      guard missing.insert(path).inserted else { return }
      report("missing-executable", .missing(project.displayPath(path), entry), at: entry.commandRange)
    } else if !FileSystem.isExecutable(path) {
      report("not-executable", .notExecutable(project.displayPath(path)), .error, at: entry.commandRange)
    }
  }

  private mutating func checkMatcher(_ entry: HookEntry, _ executable: HookExecutable, agents: [String]) {
    let matcher = HookMatcher(entry.matcher)
    switch entry.event {
    case "PreToolUse" where executable == .workflowInput:
      if !matcher.matches("Skill") {
        report("matcher-misses", .misses("the tool Skill", entry), .error, at: entry.matcherRange)
      }
    case "PreToolUse", "PostToolUse", "PostToolUseFailure":
      let (old, new) = (matcher.matches("Task"), matcher.matches("Agent"))
      if !old && !new {
        report("matcher-misses", .misses("the tool Agent", entry), .error, at: entry.matcherRange)
      } else if !old || !new {
        report("one-tool-name", .oneName(old ? "Task" : "Agent"), at: entry.matcherRange)
      }
    case "SubagentStop", "SubagentStart":
      if let missed = agents.first(where: { !matcher.matches($0) }) {
        report("matcher-misses", .misses("the agent \(quoted(missed))", entry), .error, at: entry.matcherRange)
      }
    default: break
    }
  }

  private mutating func report(
    _ name: String, _ message: Diagnostic.Message, _ severity: Diagnostic.Severity = .warning, at range: SourceRange
  ) {
    diagnostics.append(Diagnostic(.init("settings/" + name), message, severity: severity, at: range))
  }
}

extension Diagnostic.Message {
  fileprivate static var notWired: Self {
    "no settings file of the project wires the hooks or enables the plugin \(SettingsCheck.pluginName), so that nothing holds its workflows to their contracts; `claude-workflow init` wires them, and `claude-workflow doctor` sees plugins that are enabled elsewhere"
  }
  fileprivate static func missing(_ executable: HookExecutable) -> Self {
    "no hook of \(executable.requiredEvent) starts \(executable.rawValue), which a workflow needs; `claude-workflow init` adds it"
  }
  fileprivate static func milliseconds(_ found: Int) -> Self {
    "found \"timeout\" \(found), which is in seconds: \(found / 60) minutes; hooks answer within \(HookExecutable.timeLimit) seconds, expected 30"
  }
  fileprivate static func short(_ found: Int) -> Self {
    "found \"timeout\" \(found), expected more than \(HookExecutable.timeLimit), the seconds within which the hook answers; Claude Code takes a late hook for one that has no objection"
  }
  fileprivate static var sessionEnd: Self {
    "the hook of SessionEnd has no \"timeout\", and Claude Code ends it after a second or three then; expected \"timeout\": 30"
  }
  fileprivate static func wrongEvent(_ executable: HookExecutable, _ event: String) -> Self {
    "\(executable.rawValue) has no answer to \(event), expected it at \(executable.events.joined(separator: ", "))"
  }
  fileprivate static var asynchronous: Self {
    "the hook is asynchronous, and Claude Code ignores what such a hook refuses; remove \"async\""
  }
  fileprivate static func condition(_ found: Node, _ entry: HookEntry) -> Self {
    "found \(found.summary) for \"if\", with which Claude Code never calls the hook of \(entry.event); remove it"
  }
  fileprivate static func sometimes(_ found: Node) -> Self {
    "found \(found.summary) for \"if\", so that Claude Code calls the hook only sometimes; a matcher does it better, remove \"if\""
  }
  fileprivate static func unreplaced(_ entry: HookEntry) -> Self {
    entry.shellText == nil
      ? "Claude Code replaces only ${CLAUDE_PROJECT_DIR} beside \"args\", found it without braces"
      : "$CLAUDE_PROJECT_DIR stands in single quotes, where the shell doesn't replace it; write \"$CLAUDE_PROJECT_DIR\" in double quotes"
  }
  fileprivate static var unquoted: Self {
    "$CLAUDE_PROJECT_DIR stands outside of quotes, where a path with a blank falls apart; write \\\"$CLAUDE_PROJECT_DIR\\\""
  }
  fileprivate static func relative(_ word: String) -> Self {
    "the command \(quoted(word)) is relative to the session's folder, which moves with every cd; begin it with \\\"$CLAUDE_PROJECT_DIR\\\"/"
  }
  fileprivate static func missing(_ path: String, _ entry: HookEntry) -> Self {
    let remedy = entry.executable == nil ? "add it or remove the hook" : "`claude-workflow init` copies it there"
    return
      "there is no \(quoted(path, limit: 4000)), and Claude Code takes a missing hook for one that has no objection; \(remedy)"
  }
  fileprivate static func notExecutable(_ path: String) -> Self {
    "\(quoted(path, limit: 4000)) can't be executed, and Claude Code takes that for no objection; run chmod +x on it"
  }
  fileprivate static func misses(_ what: String, _ entry: HookEntry) -> Self {
    "the matcher \(quoted(entry.matcher ?? "")) of \(entry.event) doesn't match \(what), so that the hook never sees it; a plain word matches a whole name only"
  }
  fileprivate static func oneName(_ name: String) -> Self {
    "the matcher knows the tool as \(name) alone; Claude Code knows it as Task and as Agent, expected \"Task|Agent\" or \"*\""
  }
}
