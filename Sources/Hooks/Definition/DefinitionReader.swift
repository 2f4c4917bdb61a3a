import Contracts
import Diagnostics
import Documents
import Flows
import Platform

/// Reads everything that defines a workflow, and checks it as one.
struct DefinitionReader {
  private let name: String
  private let project: Project
  /// nil for a workflow without a `flow.yaml`.
  private var flow: Flow?
  private var inputContract: Contract?
  /// The agents of the flow's nodes, or those that a run without a flow has
  /// admitted.
  private var agents: [Agent] = []
  private var collector: DefinitionCollector
  private var alsoRead: [String] = []

  /// What was read.
  var definition: WorkflowDefinition {
    var definition = WorkflowDefinition(name: name, snapshot: collector.snapshot)
    definition.flow = flow
    definition.onError = flow?.execution.onError
    definition.inputContract = inputContract
    definition.agents = agents.map { agent in
      collector.nodeAgent(agent, isLoop: flow?.node(agent.name)?.loop != nil)
    }
    definition.alsoRead = alsoRead
    return definition
  }

  /// Throws with everything that is wrong, not only with the first mistake.
  ///
  /// `admitted`: the agents that a run without a flow has admitted, which are
  /// read with it as far as they are still there and have contracts.
  init(
    _ name: String, folder: String, in project: Project, admitted: [String] = []
  ) throws(DefinitionError) {
    self.name = name
    self.project = project
    var problems: [Diagnostic] = []
    let flowPath = Path.join(folder, "flow.yaml")
    let hasFlow = FileSystem.exists(flowPath)
    let text = hasFlow ? try project.readDefinition(flowPath) : nil
    collector = DefinitionCollector(
      project, workflow: name, flowText: text.map { String(decoding: $0, as: UTF8.self) })
    if let text {
      let reading = FlowReader(file: project.displayPath(flowPath)).read(text)
      problems += reading.diagnostics.filter { $0.severity == .error }
      flow = reading.value
      try collector.add(.flow, path: flowPath)
    }
    problems += collecting { () throws(DefinitionError) in try addCommand() }
    for node in flow?.nodes ?? [] {
      problems += collecting { () throws(DefinitionError) in
        try addAgent(of: node, file: project.displayPath(flowPath))
      }
    }
    for agent in admitted {
      problems += collecting { () throws(DefinitionError) in try addAgent(admittedAs: agent) }
    }
    problems += Contract.sharedTypes(outputContracts())
    // What they hold was missed without a word.
    problems += project.unreadableFolders()
    if !problems.isEmpty { throw DefinitionError(problems.sortedByPlace()) }
  }

  private mutating func addCommand() throws(DefinitionError) {
    let command = try project.command(name)
    if let command { try collector.add(.command, path: command.path) }
    inputContract = try contract(command?.input, file: "workflow-input")
    _ = try contract(command?.output, file: "workflow-output")
  }

  private mutating func contract(_ named: Located<String>?, file: String) throws(DefinitionError) -> Contract? {
    if let named { return try collector.addContract(named) }
    guard let contract = try project.contract(file: file, ofWorkflow: name) else { return nil }
    try collector.add(contract)
    return contract
  }

  private mutating func addAgent(of node: FlowNode, file: String) throws(DefinitionError) {
    guard let agent = try collector.catalog.agent(node.name), agent.name == node.name else {
      throw DefinitionError(
        .unknownAgent(node, file: file, nearest: nearestName(to: node.name, in: project.agentNames())))
    }
    agents.append(agent)
    collector.add(agent)
    if !agent.mistakes.isEmpty { throw DefinitionError(agent.mistakes) }
    try collector.addContracts(of: agent)
  }

  private mutating func addAgent(admittedAs name: String) throws(DefinitionError) {
    guard let agent = try collector.catalog.agent(name), agent.name == name, agent.hasContracts else { return }
    agents.append(agent)
    collector.add(agent)
    try collector.addContracts(of: agent)
  }

  /// The contracts that the documents of the project's agents must satisfy,
  /// each once. What is wrong with agents of other workflows is not our concern.
  private mutating func outputContracts() -> [Contract] {
    var found: [String: Contract] = [:]
    for agent in agents {
      if let name = agent.output?.contract?.value { found[name] = collector.contracts[name] }
    }
    let known = Set(agents.map { Path.join(project.root, $0.file) })
    for path in collector.catalog.agentPaths where !known.contains(path) {
      guard let agent = try? project.agent(inFile: path), let name = agent.output?.contract, found[name.value] == nil
      else { continue }
      found[name.value] = try? collector.catalog.contract(name)
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
