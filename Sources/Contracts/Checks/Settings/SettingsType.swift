import Documents

/// What Claude Code takes as the value of a settings key.
indirect enum SettingsType: Sendable {
  case boolean, string, list, object
  /// One of these texts.
  case choice([String])
  /// A list of such values.
  case listOf(SettingsType)
  /// An object whose values are such.
  case mapOf(SettingsType)
  /// An object; these keys of it are known, and the first list is required.
  case record(required: [String] = [], [String: SettingsType])
  case either([SettingsType])
  case numberAbove(Int)

  /// In words, behind "expected".
  var words: String {
    switch self {
    case .boolean: "true or false"
    case .string: "text"
    case .numberAbove(let bound): "a number above \(bound)"
    case .list, .listOf: "a list"
    case .object, .mapOf, .record: "an object"
    case .choice(let texts): texts.map { "\"\($0)\"" }.joined(separator: ", ").replacingLastComma
    case .either(let types): types.map(\.words).joined(separator: " or ")
    }
  }

  /// The first value, at the place or inside, that isn't as it must be, with
  /// the name of its key and what was expected.
  func mismatch(_ node: Node, _ key: String) -> (node: Node, key: String, expected: String)? {
    switch self {
    case .boolean: node.boolean == nil ? (node, key, words) : nil
    case .string: node.string == nil ? (node, key, words) : nil
    case .numberAbove(let bound):
      Self.isNumber(node, above: bound) ? nil : (node, key, words)
    case .choice(let texts): node.string.map(texts.contains) == true ? nil : (node, key, words)
    case .list: node.array == nil ? (node, key, words) : nil
    case .object: node.object == nil ? (node, key, words) : nil
    case .listOf(let type):
      node.array.map { $0.lazy.compactMap { type.mismatch($0, key) }.first } ?? (node, key, words)
    case .mapOf(let type):
      node.object.map { $0.members.lazy.compactMap { type.mismatch($0.value, key + "." + $0.key) }.first }
        ?? (node, key, words)
    case .record(let required, let types):
      node.object.map { object in
        if let missing = required.first(where: { object[$0] == nil }) {
          return (node, key, "an object with \"\(missing)\"")
        }
        return object.members.lazy.compactMap { types[$0.key]?.mismatch($0.value, key + "." + $0.key) }.first
      } ?? (node, key, words)
    case .either(let types):
      types.contains { $0.mismatch(node, key) == nil } ? nil : (node, key, words)
    }
  }

  private static func isNumber(_ node: Node, above bound: Int) -> Bool {
    guard let number = node.number, !number.isNegative, !number.digits.isEmpty else { return false }
    return number.integer.map { $0 > bound } ?? true
  }
}

extension String {
  /// `a, b, c` as `a, b or c`.
  fileprivate var replacingLastComma: String {
    let parts = split(separator: ",")
    guard let last = parts.last, parts.count > 1 else { return self }
    return parts.dropLast().joined(separator: ",") + " or" + last
  }
}

extension SettingsType {
  /// Keys that make Claude Code drop the whole file, hooks and all, if their
  /// value is of another type: those that were tried, each with a wrong and a
  /// right value (2.1.329). Of keys that aren't here nothing is said.
  static let file: [String: SettingsType] = booleans.merging(texts) { $1 }.merging(others) { $1 }

  private static let booleans = keys(
    .boolean,
    """
    alwaysThinkingEnabled allowManagedHooksOnly autoMemoryEnabled channelsEnabled disableAllHooks \
    disableSkillShellExecution enableAllProjectMcpServers fastMode includeCoAuthoredBy includeGitInstructions \
    prefersReducedMotion respectGitignore showThinkingSummaries showTurnDuration skipWebFetchPreflight \
    spinnerTipsEnabled syntaxHighlightingDisabled terminalProgressBarEnabled voiceEnabled
    """)

  private static let texts = keys(
    .string,
    """
    advisorModel agent apiKeyHelper autoMemoryDirectory autoUpdatesChannel awsAuthRefresh awsCredentialExport \
    defaultShell gcpAuthRefresh language minimumVersion model otelHeadersHelper outputStyle plansDirectory tui
    """)

  private static let others: [String: SettingsType] = [
    "attribution": .record(["commit": .string, "pr": .string]), "autoMode": .object,
    "availableModels": .listOf(.string), "claudeMdExcludes": .listOf(.string), "cleanupPeriodDays": .numberAbove(0),
    "companyAnnouncements": .listOf(.string), "enabledPlugins": .mapOf(.either([.boolean, .list])), "env": .object,
    "fileSuggestion": .object, "modelOverrides": .object, "permissions": permissions, "pluginConfigs": .object,
    "sandbox": .object, "skillOverrides": .object, "spinnerVerbs": .object,
    "statusLine": .record(required: ["type", "command"], ["type": .choice(["command"]), "command": .string]),
    "worktree": .object,
  ]

  private static let permissions = SettingsType.record([
    "allow": .list, "ask": .list, "deny": .list, "additionalDirectories": .listOf(.string),
    "defaultMode": .choice(["acceptEdits", "auto", "bypassPermissions", "default", "dontAsk", "manual", "plan"]),
    "disableBypassPermissionsMode": .choice(["disable"]),
  ])

  /// Keys of a hook; if one is of another type, Claude Code drops the hook.
  static let hook: [String: SettingsType] = [
    "args": .listOf(.string), "async": .boolean, "asyncRewake": .boolean, "if": .string, "once": .boolean,
    "shell": .choice(["bash", "powershell"]), "statusMessage": .string, "timeout": .numberAbove(0),
  ]

  private static func keys(_ type: SettingsType, _ names: String) -> [String: SettingsType] {
    Dictionary(uniqueKeysWithValues: names.split(separator: " ").map { (String($0), type) })
  }
}
