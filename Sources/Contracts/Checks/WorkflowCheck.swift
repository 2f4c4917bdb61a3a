import Diagnostics
import Documents
import Flows
import Platform

/// Checks one workflow: its command, its flow, and how its agents and
/// contracts fit together.
struct WorkflowCheck: Sendable {
  let name: String
  let project: Project
  let agents: AgentIndex
  let contracts: ContractIndex
  let variables: PathVariables

  struct Result: Sendable {
    var diagnostics: [Diagnostic] = []
    /// The agents of its nodes, and the contracts of what they hand over.
    var agents: [String] = []
    var outputs: [ContractFile] = []
  }

  func run() -> Result {
    var result = Result()
    let input = checkCommand(&result)
    let path = Path.join(Path.join(project.workflowsFolder, name), "flow.yaml")
    guard FileSystem.exists(path) else { return result }
    do {
      let file = project.displayPath(path)
      let reading = FlowReader(file: file).read(try project.readDefinition(path))
      guard let flow = reading.value else {
        result.diagnostics += reading.diagnostics
        return result
      }
      result.diagnostics += UnsetLoopVariable.unanswered(reading.diagnostics, of: flow, input: input)
      check(flow, input: input, &result)
    } catch { result.diagnostics += error.diagnostics }
    return result
  }

  // MARK: The command

  /// Gives the workflow's input contract.
  private func checkCommand(_ result: inout Result) -> Contract? {
    // What is wrong with the contract's file is told where it is read.
    let own = { (try? project.contract(file: "workflow-input", ofWorkflow: name)) ?? nil }
    do {
      guard let command = try project.command(name) else {
        let place = TextRange(at: .start).in(".claude/commands/\(name).md")
        result.diagnostics.append(Diagnostic("command/missing", .noCommand(name), severity: .warning, at: place))
        return own()
      }
      if let fork = command.fork {
        result.diagnostics.append(Diagnostic("command/forked", .forked, severity: .warning, at: fork))
      }
      _ = command.output.flatMap { resolve($0, &result) }
      guard let input = command.input else { return own() }
      return resolve(input, &result)?.contract
    } catch {
      result.diagnostics += error.diagnostics
      return nil
    }
  }

  private func resolve(_ name: Located<String>, _ result: inout Result) -> ContractFile? {
    switch contracts.contract(name, workflow: self.name) {
    case .found(let file): return file
    case .broken: return nil
    case .mistake(let diagnostic):
      result.diagnostics.append(diagnostic)
      return nil
    }
  }

  // MARK: The flow

  private func check(_ flow: Flow, input: Contract?, _ result: inout Result) {
    if !flow.name.isEmpty, flow.name != name {
      let place = TextRange(at: .start).in(flow.file)
      result.diagnostics.append(
        Diagnostic("flow/name-differs", .nameDiffers(flow.name, name), severity: .warning, at: place))
    }
    var found: [String: Agent] = [:]
    var inputs: [String: Contract] = [:]
    var outputs: [String: Contract] = [:]
    for node in flow.nodes {
      guard let agent = agent(of: node, flow, &result) else { continue }
      found[node.name] = agent
      result.agents.append(agent.name)
      if let input = agent.input?.contract { inputs[node.name] = resolve(input, &result)?.contract }
      if let output = agent.output?.contract, let file = resolve(output, &result) {
        outputs[node.name] = file.contract
        result.outputs.append(file)
      }
    }
    let known = Array(inputs.values) + Array(outputs.values) + [input].compactMap { $0 }
    result.diagnostics += targets(of: flow, found, known).problems.map(\.inOtherEnvironment)
    let writers = ContextWriters(flow, found, project, variables)
    result.diagnostics += UnknownOutputField.check(flow) { outputs[$0.name] }
    result.diagnostics += OutputValues.check(flow) { outputs[$0.name] }
    result.diagnostics += UnsetLoopVariable.check(flow, input: input) { outputs[$0.name] }
    for node in flow.nodes {
      guard let agent = found[node.name] else { continue }
      // What an agent that can't be found would write isn't known.
      if found.count == flow.nodes.count { result.diagnostics += writers.check(agent) }
      guard let demand = inputs[node.name], let place = agent.input?.contract?.range else { continue }
      let written = (agent.input?.context ?? []).compactMap { entry in
        writers.writer(of: entry).flatMap { node in outputs[node].map { (entry: entry, node: node, contract: $0) } }
      }
      result.diagnostics += ContractMismatch(reader: agent, demand: demand, place: place).check(written)
    }
  }

  private func targets(of flow: Flow, _ agents: [String: Agent], _ contracts: [Contract]) -> FlowTargets {
    FlowTargets(
      flow.nodes.compactMap { node in
        agents[node.name]?.output?.target.map { .init(agent: node.name, target: $0, isLoop: node.loop != nil) }
      }, variables, definition: Set(contracts.flatMap(\.files).map(project.displayPath)))
  }

  private func agent(of node: FlowNode, _ flow: Flow, _ result: inout Result) -> Agent? {
    switch agents.agent(node.name) {
    case .found(let agent):
      // One with a part of them was told about where it stands.
      if !agent.hasContracts {
        for side in agent.missingContracts {
          result.diagnostics.append(.noContract(agent, side, at: TextRange(at: .start).in(agent.file)))
        }
      }
      return agent
    case .broken: return nil
    case .unknown(let nearest):
      result.diagnostics.append(.unknownAgent(node, file: flow.file, nearest: nearest))
      return nil
    }
  }
}

extension Diagnostic.Message {
  fileprivate static func noCommand(_ name: String) -> Self {
    "the workflow \(quoted(name)) has no command .claude/commands/\(name).md, by which a user starts it; add one"
  }
  fileprivate static var forked: Self {
    "the entry command of a workflow has \"context: fork\": its turn belongs to a subagent then, and the hooks can't hold it; remove it"
  }
  fileprivate static func nameDiffers(_ found: String, _ folder: String) -> Self {
    "the flow's name is \(quoted(found)), expected that of its folder, \(quoted(folder)), by which the workflow is started"
  }
}
