import Contracts
import Diagnostics
import Documents
import Platform
import Runs

/// Where the documents of a workflow's agents go in one working directory.
struct DefinitionTargets {
  /// Absolute, by the agent's name.
  private(set) var paths: [String: String] = [:]
  private(set) var problems: [Diagnostic] = []

  init(_ definition: WorkflowDefinition, _ variables: PathVariables) {
    let targets = FlowTargets(
      definition.agents.compactMap { agent in
        agent.target.map { .init(agent: agent.name, target: $0, isLoop: agent.isLoop) }
      }, variables, definition: Set(definition.snapshot.paths))
    paths = targets.paths
    problems = (targets.problems + variables.problems(in: definition.agents.flatMap(\.context))).sortedByPlace()
  }

  /// The same of the agents that a run without a flow has admitted: they may
  /// share a target.
  init(admitted definition: WorkflowDefinition, _ variables: PathVariables) {
    for agent in definition.agents {
      guard let target = agent.target else { continue }
      do throws(DefinitionError) {
        paths[agent.name] = try variables.target(target).path
      } catch { problems += error.diagnostics }
    }
  }

  /// The definition as the journal keeps it.
  func snapshot(of definition: WorkflowDefinition) -> DefinitionSnapshot {
    var snapshot = definition.snapshot
    snapshot.setTargets(paths)
    return snapshot
  }
}
