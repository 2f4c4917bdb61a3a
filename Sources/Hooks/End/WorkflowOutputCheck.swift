import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// Checks what a complete workflow hands over.
struct WorkflowOutputCheck {
  let run: ActiveRun
  let context: HookContext

  /// nil if the run isn't complete; empty if there is no contract, or if it
  /// is satisfied.
  func problemsIfComplete() throws(Breakdown) -> [Problem]? {
    guard run.state.phase == .complete || (run.flow == nil && !run.state.openCalls.isEmpty) else {
      return nil
    }
    do throws(DefinitionError) {
      let project = run.project
      // What the run comes to is there when it is said to be complete.
      try run.restoreArtifacts()
      guard let contract = try contract(project) else { return [] }
      let judge = Judge(project: project, environment: context.environment, deadline: context.deadline)
      let path = file
      guard let path, FileSystem.exists(path) else {
        return [Problem(Diagnostic("output/missing", "the workflow's output document does not exist"))]
      }
      let name = project.displayPath(path)
      let reading = DocumentReader(file: name).read(try project.readDefinition(path))
      guard let document = reading.accepted else {
        return reading.diagnostics.filter { $0.severity == .error }.map { Problem($0) }
      }
      var data = document.node.object ?? Object()
      data.set("nodes", nodes)
      return try judge.problems(of: Node(.object(data)), by: contract, file: name).map(Self.placed)
    } catch {
      let breakdown = Breakdown(error).inside(run.policy)
      guard breakdown.effectivePolicy == .allow else { throw breakdown }
      return []
    }
  }

  /// Where the nodes stand is written in no file.
  private static func placed(_ problem: Problem) -> Problem {
    guard problem.diagnostic.pointer?.tokens.first == .key("nodes") else { return problem }
    var copy = problem
    copy.diagnostic.range = nil
    return copy
  }

  private func contract(_ project: Project) throws(DefinitionError) -> Contract? {
    if let name = try project.command(run.workflow)?.output { return try run.contract(name) }
    return try project.contract(file: "workflow-output", ofWorkflow: run.workflow)
  }

  /// `workflow-output.md`, else the artifact on whose edge END was reached.
  private var file: String? {
    FileSystem.exists(run.folder.workflowOutput) ? run.folder.workflowOutput : run.state.lastArtifact
  }

  private var nodes: Node {
    var object = Object()
    for node in run.state.nodes.values.sorted(by: { $0.name < $1.name }) {
      object.set(
        node.name,
        .object([
          "status": .string(run.state.status(of: node.name).rawValue), "attempts": .integer(node.attempts.count),
          "header": header(node),
        ]))
    }
    return Node(.object(object))
  }

  /// Of a loop the headers of all items, in their order.
  private func header(_ node: NodeState) -> Node {
    node.isLoop ? .array(node.items.map { $0.header ?? .null }) : node.accepted?.header ?? .object([:])
  }
}
