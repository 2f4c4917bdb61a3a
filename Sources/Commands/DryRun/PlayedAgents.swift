import Contracts
import Diagnostics
import Documents
import Flows
import Runs

/// What the agents of a play do: their contracts' examples speak for them, as
/// the script has it.
final class PlayedAgents {
  private let project: Project
  private let workflow: String
  private let flow: Flow
  private let script: WorkflowPlay.Script
  private let judge: Judge
  private var documents: [String: ExampleDocuments] = [:]
  private var rejected: [String: Int] = [:]
  private var lost: [String: Int] = [:]
  /// The documents of a loop's items, by node and visit.
  private var items: [String: [ExampleDocuments.Example]] = [:]

  init(project: Project, workflow: String, flow: Flow, script: WorkflowPlay.Script, judge: Judge) {
    self.project = project
    self.workflow = workflow
    self.flow = flow
    self.script = script
    self.judge = judge
  }

  /// Whether this agent ends without handing anything over.
  func loses(_ call: ScriptedHost.AgentCall) -> Bool {
    guard lost[call.agent, default: 0] < script.losses[call.agent] ?? 0 else { return false }
    lost[call.agent, default: 0] += 1
    return true
  }

  /// The document that the agent hands over next.
  func nextDocument(of call: ScriptedHost.AgentCall, in state: RunState) throws -> ExampleDocuments.Example {
    let node = call.agent
    let documents = try examples(of: node)
    let count = rejected[node, default: 0]
    if count < script.rejections[node] ?? 0 {
      guard !documents.rejected.isEmpty else {
        throw WorkflowPlay.Stop(
          reason: "\(node) has no output contract, so none of its documents can be rejected")
      }
      rejected[node] = count + 1
      return documents.rejected[count % documents.rejected.count]
    }
    let first = documents.accepted[0]
    guard flow.hasLabels(node), let known = state.nodes[node] else { return first }
    let attempt = known.attempts.count { $0.visit == known.visit } + 1
    let choice = BranchChoice(state: state, flow: flow, node: node, documents: documents, attempt: attempt)
    guard known.isLoop else { return try accepted(choice, known.visit) }
    let item = state.call(toolUseID: call.toolUseID)?.admission.item ?? 0
    let key = "\(node) \(known.visit)"
    if items[key] == nil {
      items[key] = try accepted(LoopBranchChoice(choice: choice, count: known.items.count), known.visit)
    }
    return items[key].flatMap { $0.indices.contains(item) ? $0[item] : nil } ?? first
  }

  /// The documents that lead where the script says, else where they lead by
  /// themselves; a way back that nobody asked for is taken once.
  private func accepted<Choice: WayChoice>(_ choice: Choice, _ visit: Int) throws -> Choice.Handed {
    let ways = script.ways[choice.node] ?? []
    if visit >= 1, visit <= ways.count {
      let way = ways[visit - 1]
      if let found = choice.documents(for: way) { return found }
      throw WorkflowPlay.Stop(reason: unreachable(way, choice))
    }
    let first = choice.first
    return choice.goesAstray(first, mayGoBack: visit < 2) ? choice.documents(for: .onward) ?? first : first
  }

  private func unreachable(_ way: BranchChoice.Way, _ choice: some WayChoice) -> String {
    let node = choice.node
    let conditions = flow.labels(of: node).map { "?\($0.label): \($0.condition.text)" }.joined(separator: "; ")
    let contract = documents[node]?.contract.map { "the contract \"\($0.name)\" accepts" } ?? "can be made up"
    return
      "found no \(choice.noun) of \(node) that \(contract) and with which the run takes \(way.text) (\(conditions)); add an accepted example that does"
  }

  private func examples(of node: String) throws -> ExampleDocuments {
    if let known = documents[node] { return known }
    do {
      let contract = try project.agent(node)?.output?.contract
      let found = try ExampleDocuments(
        agent: node, contract: try contract.map { try project.contract($0, workflow: workflow) }, judge: judge)
      documents[node] = found
      return found
    } catch let error as DefinitionError {
      throw WorkflowPlay.Stop(
        reason: error.diagnostics.map { ($0.range.map { "\($0): " } ?? "") + $0.message.text }.joined(separator: "\n"))
    }
  }
}
