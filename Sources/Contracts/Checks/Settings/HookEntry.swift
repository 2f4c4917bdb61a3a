package import Diagnostics
package import Documents

/// One hook that a settings file names: an entry below an event's matcher.
package struct HookEntry: Sendable {
  package var event: String
  package var matcher: String?
  /// Where the matcher stands; without one the place of the entry.
  package var matcherRange: SourceRange
  package var command: HookCommand
  package var commandRange: SourceRange
  /// The whole command, for running it.
  package var shellText: String?
  /// In seconds.
  package var timeout: Located<Int>?
  package var node: Node
  package var file: String

  /// The executable of ours that it starts.
  package var executable: HookExecutable? { command.executable?.0 }
}

/// A settings file of Claude Code, taken apart as the host does it; what the
/// host ignores without a word is said.
package struct SettingsReader {
  private var decoder: Decoder
  package private(set) var entries: [HookEntry] = []
  /// What the file sets for hooks to see.
  private(set) var environment: [String: String] = [:]
  /// The plugins that it enables or disables, by id: `name@marketplace`.
  package private(set) var plugins: [String: Bool] = [:]
  package private(set) var disablesHooks: SourceRange?
  /// Whether Claude Code drops the whole file.
  package private(set) var isDropped = false

  package static func read(_ text: [UInt8], file: String) -> (SettingsReader, [Diagnostic]) {
    var reader = SettingsReader(decoder: Decoder(file: file, prefix: "settings"))
    let reading = SettingsText.read(text, file: file)
    if let node = reading.value { reader.read(node) } else { reader.isDropped = true }
    return (reader, reading.diagnostics + reader.decoder.diagnostics)
  }

  private init(decoder: Decoder) { self.decoder = decoder }

  private mutating func read(_ node: Node) {
    guard let object = node.object else {
      isDropped = true
      return decoder.report("wrong-type", .wrongType(node, "an object"), at: node.range)
    }
    for member in object.members {
      guard let found = SettingsType.file[member.key]?.mismatch(member.value, member.key) else { continue }
      isDropped = true
      decoder.report("wrong-type", .dropsFile(found), at: found.node.range)
    }
    // Nothing else of such a file counts.
    if isDropped { return }
    for member in object.members where HostEvents.names.contains(member.key) {
      decoder.report("misplaced-event", .misplaced(member.key), at: member.keyRange)
    }
    for member in node["env"]?.object?.members ?? [] {
      if let value = member.value.string { environment[member.key] = value }
    }
    for member in node["enabledPlugins"]?.object?.members ?? [] {
      if let isEnabled = member.value.boolean { plugins[member.key] = isEnabled }
    }
    if node["disableAllHooks"]?.boolean == true, let place = node["disableAllHooks"] {
      disablesHooks = place.range.in(decoder.file)
      decoder.report("disabled", .disabled, severity: .warning, at: place.range)
    }
    for member in decoder.object(node, "hooks")?.object?.members ?? [] { readEvent(member) }
  }

  private mutating func readEvent(_ event: Object.Member) {
    if !HostEvents.names.contains(event.key), let nearest = nearestName(to: event.key, in: HostEvents.names) {
      decoder.report("unknown-event", .unknownEvent(event.key, nearest), severity: .warning, at: event.keyRange)
    }
    guard let groups = event.value.array else {
      return decoder.report("event-not-a-list", .notAList(event.key, event.value), at: event.value.range)
    }
    for group in groups {
      guard group.object != nil else {
        decoder.report("wrong-type", .wrongType(group, "{matcher, hooks}"), at: group.range)
        continue
      }
      if let matcher = group["matcher"], matcher.string == nil {
        decoder.report("wrong-type", .dropsEntry((matcher, "matcher", "text")), at: matcher.range)
        continue
      }
      guard let hooks = group["hooks"]?.array else {
        decoder.report("flat-entry", .flat(event.key, group), at: group["hooks"]?.range ?? group.range)
        continue
      }
      for hook in hooks { readHook(hook, event: event.key, group: group) }
    }
  }

  private mutating func readHook(_ hook: Node, event: String, group: Node) {
    guard hook.object != nil else {
      return decoder.report("wrong-type", .wrongType(hook, "{type, command}"), at: hook.range)
    }
    guard let type = hook["type"] else { return decoder.report("no-type", .noType, at: hook.range) }
    let arguments = hook["args"]?.array?.compactMap(\.string)
    guard type.string == "command" else {
      // Prompts and agents as hooks are the user's own, unless they name one of ours.
      let text = hook["command"]?.string ?? ""
      let command = arguments.map { HookCommand(program: text, arguments: $0) } ?? HookCommand(shell: text)
      if let executable = command.executable {
        decoder.report("wrong-type", .noCommandType(type, executable.0), at: type.range)
      }
      return
    }
    guard let command = hook["command"], let text = command.string, !text.isEmpty else {
      return decoder.report("no-command", .noCommand, at: (hook["command"] ?? hook).range)
    }
    for member in hook.object?.members ?? [] {
      guard let found = SettingsType.hook[member.key]?.mismatch(member.value, member.key) else { continue }
      return decoder.report("wrong-type", .dropsEntry(found), at: found.node.range)
    }
    var timeout: Located<Int>?
    if let node = hook["timeout"], let number = node.number {
      timeout = decoder.located(number.integer ?? (number.exponent < 0 ? 1 : .max), node)
    }
    entries.append(
      HookEntry(
        event: event, matcher: group["matcher"]?.string,
        matcherRange: (group["matcher"] ?? hook).range.in(decoder.file),
        command: arguments.map { HookCommand(program: text, arguments: $0) } ?? HookCommand(shell: text),
        commandRange: command.range.in(decoder.file), shellText: arguments == nil ? text : nil, timeout: timeout,
        node: hook, file: decoder.file))
  }
}

extension Diagnostic.Message {
  fileprivate static func wrongType(_ found: Node, _ expected: String) -> Self {
    "found \(found.summary), expected \(expected); Claude Code ignores it without a word"
  }
  fileprivate static func misplaced(_ event: String) -> Self {
    "the event \(event) stands outside of \"hooks\", where Claude Code ignores it; move it into \"hooks\""
  }
  fileprivate static var disabled: Self {
    "\"disableAllHooks\" is set: no hook runs, and no workflow is guarded; remove it"
  }
  fileprivate static func unknownEvent(_ event: String, _ nearest: String) -> Self {
    "Claude Code has no event \(quoted(event)) and ignores it, did you mean \"\(nearest)\"?"
  }
  fileprivate static func notAList(_ event: String, _ found: Node) -> Self {
    "found \(found.summary) for \(event), expected a list of {matcher, hooks}; Claude Code ignores the event without a word"
  }
  fileprivate static func flat(_ event: String, _ group: Node) -> Self {
    let what = group["hooks"].map { "found \($0.summary) for" } ?? "the entry of \(event) has no"
    return
      "\(what) \"hooks\", expected a list: {\"hooks\": [{\"type\": \"command\", \"command\": …}]}; Claude Code ignores the flat form without a word"
  }
  fileprivate static var noType: Self {
    "the hook has no \"type\", expected \"type\": \"command\"; Claude Code ignores it without a word"
  }
  fileprivate static func noCommandType(_ found: Node, _ executable: HookExecutable) -> Self {
    "found \(found.summary) for \"type\", expected \"command\"; Claude Code doesn't start \(executable.rawValue) by it, and says nothing"
  }
  fileprivate static var noCommand: Self { "the hook has no \"command\", expected a command for the shell" }
  fileprivate static func dropsFile(_ found: (node: Node, key: String, expected: String)) -> Self {
    "found \(found.node.summary) for \(quoted(found.key)), expected \(found.expected); Claude Code drops the whole file, hooks and all, without a word"
  }
  fileprivate static func dropsEntry(_ found: (node: Node, key: String, expected: String)) -> Self {
    "found \(found.node.summary) for \(quoted(found.key)), expected \(found.expected); Claude Code drops the hook without a word"
  }
}
