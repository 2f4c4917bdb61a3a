package import Diagnostics
import Documents
import Flows
package import Platform

/// Checks everything that a project has for workflows: settings, agents,
/// contracts with their examples and validators, commands and flows, and how
/// they fit together.
package struct ProjectCheck<Mapping: ConcurrentMapping>: Sendable {
  package let project: Project
  package var environment: EnvironmentVariables
  package var mapping: Mapping
  /// Whether validators, which are programs of the project, may be run.
  package var runsValidators: Bool

  package init(
    _ project: Project, environment: EnvironmentVariables = .current, mapping: Mapping, runsValidators: Bool = true
  ) {
    self.project = project
    self.environment = environment
    self.mapping = mapping
    self.runsValidators = runsValidators
  }

  /// What was looked at, and what is wrong with it in order of place.
  package struct Report: Sendable {
    package var diagnostics: [Diagnostic] = []
    package var agents = 0
    package var contracts = 0
    package var workflows = 0
  }

  package func run() -> Report {
    let project = project
    let variables = variables
    let unreadable = project.unreadableFolders()
    let isRead = { (folder: String) in
      !unreadable.contains { $0.range.map { Path.isInside($0.file, folder) } ?? false }
    }
    let agents = AgentIndex(
      mapping.map(project.agentFiles()) { AgentFile(path: $0, in: project, variables) },
      isComplete: isRead(".claude/agents"))
    let contracts = ContractIndex(
      mapping.map(project.placedContractFiles()) {
        ContractFile(path: $0.path, workflow: $0.workflow, in: project)
      }, isComplete: isRead("contracts") && isRead(".claude/workflows"))
    let names = project.workflowNames()
    let workflows = mapping.map(names) { name in
      WorkflowCheck(name: name, project: project, agents: agents, contracts: contracts, variables: variables).run()
    }
    let loose = looseAgents(agents, contracts, inFlows: Set(workflows.flatMap(\.agents)), variables)
    let examples = checkExamples(contracts, agents)
    let outputs = unique(workflows.flatMap(\.outputs) + loose.outputs)
    let settings = SettingsCheck(
      project, userFile: SettingsCheck.userFile(environment.all),
      agents: agents.files.compactMap(\.agent).filter { $0.output?.contract != nil }.map(\.name),
      needsHooks: !names.isEmpty || agents.files.contains { $0.agent?.hasContracts == true })
    var diagnostics = unreadable + settings.diagnostics
    diagnostics += agents.files.flatMap(\.diagnostics) + agents.duplicates
    diagnostics += contracts.files.flatMap(\.diagnostics) + contracts.duplicates
    diagnostics += examples + workflows.flatMap(\.diagnostics) + loose.diagnostics
    diagnostics += outputs.compactMap(\.unidentified) + Contract.sharedTypes(outputs)
    return Report(
      diagnostics: diagnostics.sortedByPlace(), agents: agents.files.count, contracts: contracts.files.count,
      workflows: names.count)
  }

  /// What validators see when hooks run them.
  private var hookEnvironment: EnvironmentVariables {
    EnvironmentVariables(SettingsCheck.environment(of: project, in: environment.all))
  }

  /// Paths are resolved as in a run whose working directory is the project.
  private var variables: PathVariables {
    PathVariables(workdir: project.root, project: project.root, environment: hookEnvironment)
  }

  /// The targets and contracts of agents that no flow names, looked up as the hooks do
  /// outside of a run.
  private func looseAgents(
    _ agents: AgentIndex, _ contracts: ContractIndex, inFlows named: Set<String>, _ variables: PathVariables
  ) -> WorkflowCheck.Result {
    var result = WorkflowCheck.Result()
    for agent in agents.files.compactMap(\.agent) where !named.contains(agent.name) {
      let target = agent.output?.target.map { FlowTargets.Writer(agent: agent.name, target: $0, isLoop: false) }
      result.diagnostics += FlowTargets([target].compactMap(\.self), variables, definition: []).problems
        .map(\.inOtherEnvironment)
      for (name, isOutput) in [(agent.input?.contract, false), (agent.output?.contract, true)] {
        guard let name else { continue }
        switch contracts.contract(name, workflow: nil) {
        case .found(let file): if isOutput { result.outputs.append(file) }
        case .broken: break
        case .mistake(let diagnostic): result.diagnostics.append(diagnostic)
        }
      }
    }
    return result
  }

  private func checkExamples(_ contracts: ContractIndex, _ agents: AgentIndex) -> [Diagnostic] {
    var writers: [String: [String]] = [:]
    for agent in agents.files.compactMap(\.agent) {
      if let name = agent.output?.contract?.value { writers[name, default: []].append(agent.name) }
    }
    let judge = Judge(
      // Only each validator has a limit here.
      project: project, environment: hookEnvironment, deadline: Deadline(after: .seconds(86_400)))
    let checks = contracts.files.compactMap { file -> ExampleCheck? in
      guard file.isUsable, let contract = file.contract, !contract.examples.isEmpty || contract.validator != nil else {
        return nil
      }
      return ExampleCheck(
        contract: contract, agents: writers[contract.name] ?? [], judge: judge, runsValidators: runsValidators)
    }
    return mapping.map(checks) { $0.diagnostics() }.flatMap(\.self)
  }

  private func unique(_ files: [ContractFile]) -> [Contract] {
    var seen: Set<String> = []
    return files.filter { seen.insert($0.path).inserted }.compactMap(\.contract).sorted { $0.path < $1.path }
  }
}

extension Contract {
  /// An output contract that requires neither `type` nor `agent`: it takes the
  /// document of any agent.
  fileprivate var unidentified: Diagnostic? {
    let outline = outline
    let header = outline.conjuncts(of: outline.root).compactMap { $0["properties"]?["header"] }
    let required = header.flatMap { outline.conjuncts(of: $0) }.flatMap { $0["required"]?.array ?? [] }
      .compactMap(\.string)
    if required.contains("type") || required.contains("agent") { return nil }
    return Diagnostic(
      "contract/no-identity",
      "the output contract \(quoted(name)) requires neither \"type\" nor \"agent\" of a header, so that any document may pass for it; require one",
      severity: .warning, at: schemaNode.range.in(file))
  }
}
