import Contracts
import Diagnostics
import Platform

/// Collects the files that define agents and workflows, each once: those of
/// agents, of contracts, of what these refer to, and of their validators.
struct DefinitionCollector {
  let project: Project
  var catalog: DefinitionCatalog
  /// What a run was defined by already: names that are known there lead where
  /// they led then.
  var known: DefinitionSnapshot?
  private(set) var snapshot: DefinitionSnapshot
  /// The contracts that were needed, each once.
  private(set) var contracts: [String: Contract] = [:]

  init(_ project: Project, workflow: String, flowText: String? = nil) {
    self.project = project
    catalog = DefinitionCatalog(project, workflow: workflow)
    snapshot = DefinitionSnapshot(flowText: flowText)
  }

  /// Adds a file as it is now.
  mutating func add(
    _ role: DefinitionSnapshot.Role, name: String? = nil, path: String
  ) throws(DefinitionError) {
    try snapshot.add(role, name: name, path: path, in: project)
  }

  @discardableResult
  mutating func addContract(_ name: Located<String>) throws(DefinitionError) -> Contract {
    if let known = contracts[name.value] { return known }
    let contract =
      if let path = known?.path(of: .contract, name: name.value) {
        try project.contract(inFile: Path.join(project.root, path))
      } else { try catalog.contract(name) }
    try add(contract)
    return contract
  }

  mutating func add(_ contract: Contract) throws(DefinitionError) {
    contracts[contract.name] = contract
    try add(.contract, name: contract.name, path: contract.path)
    for path in contract.references { try add(.reference, path: path) }
    guard let validator = contract.validator else { return }
    if let missing = contract.missingValidator { throw DefinitionError(missing) }
    // As it is written: where a link on its way leads may change.
    let path = Path.normalized(Path.join(contract.folder, validator.value.path))
    try add(.validator, path: path)
  }

  /// Adds the file of an agent that was read just now.
  mutating func add(_ agent: Agent) { snapshot.add(agent, in: project) }

  mutating func addContracts(of agent: Agent) throws(DefinitionError) {
    for name in [agent.input?.contract, agent.output?.contract] {
      if let name { try addContract(name) }
    }
  }

  /// What a start, or a run's going on, must know of an agent.
  func nodeAgent(_ agent: Agent, isLoop: Bool) -> WorkflowDefinition.NodeAgent {
    let contract = agent.output?.contract.flatMap { contracts[$0.value] }
    return WorkflowDefinition.NodeAgent(
      name: agent.name, file: agent.file, target: agent.output?.target, isLoop: isLoop,
      ownFiles: [agent.file] + (contract?.files ?? []).map(project.displayPath),
      context: (agent.input?.context ?? []).map(\.path))
  }
}
