import Contracts
import Diagnostics
import Documents
import Platform

/// Looks whether the hooks of a project are live on this machine.
struct Examination: Sendable {
  let project: Project
  let environment: [String: String]
  /// A plugin's folder that sessions are given by `--plugin-dir`.
  var pluginFolder: String?

  /// With this version what Claude Code does was measured.
  static let measuredHost = "2.1.329"

  func findings() -> [Finding] {
    let settings = SettingsCheck(project, userFile: userFile, agents: handingOver, needsHooks: true)
    let plugins = self.plugins(settings)
    return settingsFindings(settings, plugins) + plugins.findings + hookFindings(settings, plugins)
      + [host] + agentFindings + validatorFindings + [workdir]
  }

  private func plugins(_ settings: SettingsCheck) -> PluginHooks {
    if let pluginFolder { return PluginHooks(folder: pluginFolder) }
    return PluginHooks(enabled: settings.plugins, project: project, environment: environment)
  }

  /// What hooks and their validators see: the settings set variables, too.
  private var hookEnvironment: [String: String] { SettingsCheck.environment(of: project, in: environment) }

  private var agents: [Agent] { project.agentFiles().compactMap { try? project.agent(inFile: $0) } }
  private var handingOver: [String] { agents.filter { $0.output?.contract != nil }.map(\.name) }

  // MARK: Settings

  private func settingsFindings(_ settings: SettingsCheck, _ plugins: PluginHooks) -> [Finding] {
    var findings: [Finding] = []
    for file in [userFile].compactMap(\.self) + SettingsCheck.files {
      let count = settings.entries.count { $0.file == file && $0.executable != nil }
      let whose = file == userFile ? "the user's own " : ""
      if count > 0 { findings.append(.ok("settings", "\(whose)\(file) wires \(count) hooks of ours")) }
    }
    let wired = settings.diagnostics.filter { plugins.isEmpty || !Self.broughtByPlugin.contains("\($0.code)") }
    findings += wired.map { diagnostic in
      let place = diagnostic.range.map { "\($0): " } ?? ""
      let verdict: Finding.Verdict =
        diagnostic.severity == .error || Self.grave.contains("\(diagnostic.code)") ? .error : .warning
      return Finding(
        verdict: verdict, subject: "settings", what: place + diagnostic.message.text,
        remedy: Self.remedy(diagnostic.code))
    }
    if plugins.isEmpty, !isWiredByUser(settings), let here = FileSystem.realPath("."), here != project.root,
      Path.isInside(here, project.root)
    {
      findings.append(
        .error(
          "settings",
          "the hooks aren't live from here, a folder inside the project \(quoted(project.root, limit: 4000))",
          remedy: "start claude in the project's own folder: from here it reads no settings and calls no hook"))
    }
    return findings
  }

  /// In a project without workflows a check has nothing to say of hooks.
  private static func remedy(_ code: Diagnostic.Code) -> String {
    let words =
      "\(code)" == "settings/not-wired"
      ? "`claude-workflow init` puts the hooks in and wires them" : "`claude-workflow check` shows the place"
    return words + " [\(code)]"
  }

  /// Warnings of a check that keep hooks from being live here and now.
  private static let grave: Set<String> = [
    "settings/not-wired", "settings/missing-executable", "settings/disabled",
  ]

  /// What a plugin does instead of the settings.
  private static let broughtByPlugin: Set<String> = ["settings/not-wired", "settings/missing-event"]

  /// The user's own settings, which hold for all projects.
  private var userFile: String? { SettingsCheck.userFile(environment) }

  /// Whether those call our hooks wherever a session begins.
  private func isWiredByUser(_ settings: SettingsCheck) -> Bool {
    HookExecutable.allCases.allSatisfy { executable in
      settings.entries.contains {
        $0.file == userFile && $0.executable == executable && $0.event == executable.requiredEvent
      }
    }
  }

  // MARK: Hooks

  private func hookFindings(_ settings: SettingsCheck, _ plugins: PluginHooks) -> [Finding] {
    let ours = settings.entries.filter { entry in
      guard let (executable, word) = entry.command.executable, executable.events.contains(entry.event) else {
        return false
      }
      // A missing one was told already.
      return entry.command.path(of: word, in: project.root).map(FileSystem.isExecutable) ?? true
    }
    let variables = hookEnvironment
    let calls = ours.map { ($0, String?.none) } + plugins.entries.map { ($0.entry, $0.root) }
    let probes = calls.map { HookProbe(entry: $0, project: project, environment: variables, pluginRoot: $1) }
    let findings = probes.concurrentMap { $0.run() }
    return findings + gateFindings(zip(probes, findings).filter { $1.verdict != .error }.map(\.0), all: probes)
  }

  /// Tries each program once, unless it doesn't even answer.
  private func gateFindings(_ answering: [HookProbe], all probes: [HookProbe]) -> [Finding] {
    let program = { (probe: HookProbe) in
      (probe.entry.shellText ?? probe.entry.command.words.joined(separator: "\0")) + "\0" + (probe.pluginRoot ?? "")
    }
    let counts = { (probes: [HookProbe]) in Dictionary(grouping: probes, by: program).mapValues(\.count) }
    let (expected, found) = (counts(probes), counts(answering))
    var seen: Set<String> = []
    let chosen = answering.filter { probe in
      let key = program(probe)
      return expected[key] == found[key] && seen.insert(key).inserted
    }
    guard !chosen.isEmpty else { return [] }
    let trial: TrialProject
    do {
      trial = try TrialProject(of: project, below: TemporaryFolders.parent(environment))
    } catch {
      return [
        .warning(
          "gate", "found no folder for trying what hooks refuse: \(error)",
          remedy: "set TMPDIR to a folder that can be written")
      ]
    }
    defer { trial.remove() }
    return chosen.compactMap { HookTrial($0, in: trial) }.concurrentMap { $0.run() }
  }

  // MARK: The host

  private var host: Finding {
    guard let program = FileSystem.findExecutable("claude", path: environment["PATH"] ?? "") else {
      return .warning(
        "host", "found no claude on the PATH, so that its version can't be seen",
        remedy: "compare `claude --version` with \(Self.measuredHost), with which the hooks were tested")
    }
    let outcome = try? ChildProcess.run(
      executable: program, arguments: ["--version"], environment: environment, directory: project.root, input: [],
      deadline: Deadline(after: .seconds(20)), outputLimit: 4096, memoryLimit: nil)
    let text = String(decoding: outcome?.output ?? [], as: UTF8.self)
    let version = text.prefix { $0.isNumber || $0 == "." }
    guard outcome?.termination == .exited(0), !version.isEmpty else {
      return .error("host", "\(quoted(program)) --version gives no version", remedy: "run it by hand")
    }
    if version == Self.measuredHost { return .ok("host", "Claude Code \(version), with which the hooks were tested") }
    return .warning(
      "host", "Claude Code \(version); the hooks were tested with \(Self.measuredHost)",
      remedy: "play a workflow once and look whether .context/.run/journal.jsonl grows; report what differs")
  }

  // MARK: Agents

  /// Files that Claude Code drops without a word.
  private var agentFindings: [Finding] {
    agents.filter(\.isDropped).flatMap { agent in
      agent.hostMistakes.map {
        .error(
          "agent", "\(quoted(agent.file, limit: 4000)): \($0.message.text)",
          remedy: "`claude-workflow check` shows the place [\($0.code)]")
      }
    }
  }

  // MARK: Validators

  private var validatorFindings: [Finding] {
    let contracts = project.contractFiles().compactMap { try? project.contract(inFile: $0) }
      .filter { $0.validator != nil }
    var seen: Set<String> = []
    let distinct = contracts.filter { contract in
      seen.insert(contract.folder + "\0" + (contract.validator?.value.description ?? "")).inserted
    }
    let variables = hookEnvironment
    return distinct.concurrentMap { contract in
      guard let validator = contract.validator else { return .ok("validator", "none") }
      do throws(ValidatorFailure) {
        try ValidatorRunner(folder: contract.folder, projectRoot: project.root, environment: variables)
          .probe(validator.value)
        return .ok("validator", "\(validator.value) of \(contract.name) can be run")
      } catch {
        return .error(
          "validator", "\(contract.name): \(error.message)",
          remedy: "validators run with $CLAUDE_WORKFLOW_PYTHON, else .venv/bin/python, else python3")
      }
    }
  }

  // MARK: The working directory

  /// Where runs would be: the folder, or where there is none yet the nearest
  /// above it, which the hooks make it in, must take a file.
  private var workdir: Finding {
    let variables = hookEnvironment
    let name = variables["WORKDIR"].flatMap { $0.isEmpty ? nil : $0 }
    let folder = Path.normalized(name.map { Path.join(project.root, $0) } ?? project.root)
    let what = name == nil ? "the project (no $WORKDIR is set)" : "$WORKDIR, \(quoted(folder, limit: 4000)),"
    if let refusal = refusal(of: folder) {
      return .error("workdir", "\(what) is refused by a start: \(refusal)", remedy: "set WORKDIR to another folder")
    }
    var parent = folder
    while !FileSystem.exists(parent), parent != "/" { parent = Path.parent(of: parent) }
    let file = Path.join(parent, ".claude-workflow-doctor-\(processID)")
    do {
      try FileSystem.create(file, [])
      try FileSystem.remove(file)
      let word = parent == folder ? "be written" : "be created by a start"
      return .ok("workdir", "\(what) can \(word)")
    } catch {
      let word = parent == folder ? "written" : "created in \(quoted(parent, limit: 4000))"
      return .error(
        "workdir", "\(what) can't be \(word): \(error.reason)",
        remedy: "make the folder writable, or set WORKDIR to one that is")
    }
  }

  /// Why no agent may write to a working directory.
  private func refusal(of folder: String) -> String? {
    let real = FileSystem.resolvingLinks(folder, followsDangling: false) ?? "/dev/null"
    let variables = PathVariables(
      workdir: real, project: project.root, environment: EnvironmentVariables(hookEnvironment))
    let target = Located("$WORKDIR/.context/NAME.md", at: TextRange(at: .start).in("doctor"))
    do throws(DefinitionError) {
      _ = try variables.target(target)
      return nil
    } catch { return error.diagnostics.first?.message.text }
  }
}
