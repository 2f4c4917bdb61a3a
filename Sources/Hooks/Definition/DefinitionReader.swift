import Contracts
import Diagnostics
import Documents
import Flows
import Platform

/// Reads everything that defines a workflow, and checks it as one.
struct DefinitionReader {
  private let name: String
  /// nil for a workflow without a `flow.yaml`.
  private var flow: Flow?
  private var inputContract: Contract?
  /// The agents of the flow's nodes.
  private var agents: [Agent] = []
  /// The contracts that it needs, each once.
  private var contracts: [String: Contract] = [:]
  private var snapshot: DefinitionSnapshot
  private var catalog: DefinitionCatalog
  private var alsoRead: [String] = []

  /// Throws with everything that is wrong, not only with the first mistake.
  static func read(
    _ name: String, folder: String, in project: Project
  ) throws(DefinitionError) -> WorkflowDefinition {
    let reader = try DefinitionReader(name, folder: folder, in: project)
    var definition = WorkflowDefinition(name: name, snapshot: reader.snapshot)
    definition.flow = reader.flow
    definition.onError = reader.flow?.execution.onError
    definition.inputContract = reader.inputContract
    definition.agents = reader.agents.map { agent in
      .init(
        name: agent.name, file: agent.file, target: agent.output?.target,
        isLoop: reader.flow?.node(agent.name)?.loop != nil, ownFiles: reader.files(of: agent, project),
        context: (agent.input?.context ?? []).map(\.path))
    }
    definition.alsoRead = reader.alsoRead
    return definition
  }

  private func files(of agent: Agent, _ project: Project) -> [String] {
    let contract = agent.output?.contract.flatMap { contracts[$0.value] }
    return [agent.file] + (contract?.files ?? []).map(project.displayPath)
  }

  private init(_ name: String, folder: String, in project: Project) throws(DefinitionError) {
    self.name = name
    catalog = DefinitionCatalog(project, workflow: name)
    var problems: [Diagnostic] = []
    let flowPath = Path.join(folder, "flow.yaml")
    let hasFlow = FileSystem.exists(flowPath)
    let text = hasFlow ? try project.readDefinition(flowPath) : nil
    snapshot = DefinitionSnapshot(flowText: text.map { String(decoding: $0, as: UTF8.self) })
    if let text {
      let reading = FlowReader(file: project.displayPath(flowPath)).read(text)
      problems += reading.diagnostics.filter { $0.severity == .error }
      flow = reading.value
      try snapshot.add(.flow, path: flowPath, in: project)
    }
    problems += collecting { () throws(DefinitionError) in try addCommand(project) }
    for node in flow?.nodes ?? [] {
      problems += collecting { () throws(DefinitionError) in
        try addAgent(of: node, project, file: project.displayPath(flowPath))
      }
    }
    problems += Contract.sharedTypes(outputContracts(project))
    // What they hold was missed without a word.
    problems += project.unreadableFolders()
    if !problems.isEmpty { throw DefinitionError(problems.sortedByPlace()) }
  }

  private mutating func addCommand(_ project: Project) throws(DefinitionError) {
    let command = try project.command(name)
    if let command { try snapshot.add(.command, path: command.path, in: project) }
    inputContract = try contract(command?.input, file: "workflow-input", project)
    _ = try contract(command?.output, file: "workflow-output", project)
  }

  private mutating func contract(
    _ named: Located<String>?, file: String, _ project: Project
  ) throws(DefinitionError) -> Contract? {
    if let named { return try addContract(named, project) }
    guard let contract = try project.contract(file: file, ofWorkflow: name) else { return nil }
    try add(contract, project)
    return contract
  }

  private mutating func addContract(_ name: Located<String>, _ project: Project) throws(DefinitionError) -> Contract {
    if let known = contracts[name.value] { return known }
    let contract = try catalog.contract(name)
    try add(contract, project)
    return contract
  }

  private mutating func add(_ contract: Contract, _ project: Project) throws(DefinitionError) {
    contracts[contract.name] = contract
    try snapshot.add(.contract, name: contract.name, path: contract.path, in: project)
    for path in contract.references { try snapshot.add(.reference, path: path, in: project) }
    guard let validator = contract.validator else { return }
    if let missing = contract.missingValidator { throw DefinitionError(missing) }
    // As it is written: where a link on its way leads may change.
    let path = Path.normalized(Path.join(contract.folder, validator.value.path))
    try snapshot.add(.validator, path: path, in: project)
  }

  private mutating func addAgent(of node: FlowNode, _ project: Project, file: String) throws(DefinitionError) {
    guard let agent = try catalog.agent(node.name), agent.name == node.name else {
      throw DefinitionError(
        .unknownAgent(node, file: file, nearest: nearestName(to: node.name, in: project.agentNames())))
    }
    agents.append(agent)
    snapshot.add(agent, in: project)
    if !agent.mistakes.isEmpty { throw DefinitionError(agent.mistakes) }
    for name in [agent.input?.contract, agent.output?.contract] {
      if let name { _ = try addContract(name, project) }
    }
  }

  /// The contracts that the documents of the project's agents must satisfy,
  /// each once. What is wrong with agents of other workflows is not our concern.
  private mutating func outputContracts(_ project: Project) -> [Contract] {
    var found: [String: Contract] = [:]
    for agent in agents {
      if let name = agent.output?.contract?.value { found[name] = contracts[name] }
    }
    let known = Set(agents.map { Path.join(project.root, $0.file) })
    for path in catalog.agentPaths where !known.contains(path) {
      guard let agent = try? project.agent(inFile: path), let name = agent.output?.contract, found[name.value] == nil
      else { continue }
      found[name.value] = try? catalog.contract(name)
      alsoRead += found[name.value]?.references ?? []
    }
    return found.values.sorted { $0.name < $1.name }
  }
}

/// The diagnostics of a step that failed; none if it went well.
private func collecting(_ step: () throws(DefinitionError) -> Void) -> [Diagnostic] {
  do {
    try step()
    return []
  } catch {
    return error.diagnostics
  }
}

extension Project {
  /// The names of all agents whose files can be read.
  func agentNames() -> [String] {
    agentFiles().compactMap { path in
      (try? FileSystem.read(path, limit: 1 << 20)).flatMap { Agent.read($0, file: path).value?.name }
    }
  }
}
