import Contracts
import Diagnostics
import Documents
import Flows
import Runs

// MARK: - A definition in its cache
//
// The flow stands beside it, and the input's contract is read again, and
// compiled when its schema is asked for.

extension Packer {
  mutating func add(_ definition: WorkflowDefinition) {
    add(definition.onError?.rawValue)
    add(definition.agents.count)
    for agent in definition.agents { add(agent) }
    add(definition.flowView)
    add(definition.snapshot.stored.packed)
  }

  private mutating func add(_ agent: WorkflowDefinition.NodeAgent) {
    add(agent.name)
    add(agent.file)
    add(agent.target != nil)
    if let target = agent.target { add(target) }
    add(agent.isLoop)
    add(agent.ownFiles)
    add(agent.context.count)
    for path in agent.context { add(path) }
  }

  /// Of its place the beginning, which messages name.
  private mutating func add(_ text: Located<String>) {
    add(text.value)
    add(text.range.start.line)
    add(text.range.start.column)
  }
}

extension Unpacker {
  mutating func definition(of workflow: String) -> WorkflowDefinition {
    let onError = optionalText().flatMap(ErrorPolicy.init(rawValue:))
    var agents: [WorkflowDefinition.NodeAgent] = []
    for _ in 0..<count() { agents.append(nodeAgent()) }
    let flowView = optionalText()
    var definition = WorkflowDefinition(
      name: workflow, snapshot: DefinitionSnapshot(StoredDefinition(packed: packed())))
    definition.onError = onError
    definition.agents = agents
    definition.flowView = flowView
    return definition
  }

  private mutating func nodeAgent() -> WorkflowDefinition.NodeAgent {
    let name = text()
    let file = text()
    let target = flag() ? located(in: file) : nil
    var agent = WorkflowDefinition.NodeAgent(
      name: name, file: file, target: target, isLoop: flag(), ownFiles: texts())
    for _ in 0..<count() { agent.context.append(located(in: file)) }
    return agent
  }

  private mutating func located(in file: String) -> Located<String> {
    Located(text(), at: TextRange(at: Position(line: integer(), column: integer())).in(file))
  }
}
