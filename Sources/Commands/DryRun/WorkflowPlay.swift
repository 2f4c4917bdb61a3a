import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// Plays a workflow to its end: the hooks are real, the agents are their
/// contracts' examples.
final class WorkflowPlay {
  /// What the user chose.
  struct Script {
    /// How many documents of a node are rejected first.
    var rejections: [String: Int] = [:]
    /// The ways that a node's visits take, one behind the other.
    var ways: [String: [BranchChoice.Way]] = [:]
  }

  /// Why a play can't go on.
  struct Stop: Error {
    var reason: String
  }

  private let project: Project
  private let flow: Flow
  private let request: WorkflowRequest
  private let script: Script
  private let host: ScriptedHost
  private let folder: RunFolder
  private let judge: Judge
  private var documents: [String: ExampleDocuments] = [:]
  private var rejected: [String: Int] = [:]
  private var hasOutput = false

  init(
    _ request: WorkflowRequest, flow: Flow, in project: Project, script: Script, host: ScriptedHost
  ) {
    self.request = request
    self.flow = flow
    self.project = project
    self.script = script
    self.host = host
    folder = RunFolder(workdir: project.root)
    judge = Judge(
      project: project, environment: EnvironmentVariables(host.runner.environment),
      deadline: Deadline(after: .seconds(86_400)))
  }

  /// Plays until the run is over; throws if it can't be brought to an end.
  func play() throws {
    let start = try checked(host.submit(request.prompt))
    if let reason = start.refusal { throw Stop(reason: "the run was not started: " + reason) }
    guard try record() != nil else { throw Stop(reason: "workflow-input started no run") }
    var last = -1
    while let state = try record()?.state, state.phase == .running, !state.readyNodes.isEmpty {
      guard state.sequence > last else { throw Stop(reason: "nothing goes forward: \(state.readyNodes) stay ready") }
      last = state.sequence
      try playReadyNodes()
    }
    try finish()
  }

  /// Where the run stands; nil before it has begun.
  func record() throws -> RunRecord? {
    do {
      return try RunRecord.read(folder)
    } catch { throw Stop(reason: error.text) }
  }

  private func state() throws -> RunState {
    guard let state = try record()?.state else { throw Stop(reason: "the run's journal is gone") }
    return state
  }

  /// A hook that Claude Code could not understand ends the play.
  private func checked(_ call: HookCall) throws -> HookCall {
    if let fault = call.fault { throw Stop(reason: "\(call.hook.rawValue) at \(call.event) \(fault)") }
    return call
  }

  // MARK: Nodes

  /// Starts as many nodes as may work at once, then lets each hand over.
  private func playReadyNodes() throws {
    var calls: [ScriptedHost.AgentCall] = []
    while calls.count < flow.execution.maxParallel, let node = try state().readyNodes.first {
      let (prompt, description) = try task(of: node)
      let (call, answer) = host.call(node, prompt: prompt, description: description)
      if let reason = try checked(answer).refusal { throw Stop(reason: "\(node) was not let in: " + reason) }
      _ = try checked(host.start(call))
      calls.append(call)
    }
    for call in calls { try handOver(call) }
  }

  private func handOver(_ call: ScriptedHost.AgentCall) throws {
    var text = ""
    var isAgain = false
    // Claude Code itself lets an agent go after eight blocks.
    for _ in 0...8 {
      let example = try nextDocument(of: call.agent)
      text = example.text
      let answer = try checked(host.handOver(call, text, again: isAgain, named: example.name))
      if answer.refusal == nil { break }
      isAgain = true
    }
    _ = try checked(host.end(call, text))
  }

  private func nextDocument(of node: String) throws -> ExampleDocuments.Example {
    let documents = try examples(of: node)
    let count = rejected[node, default: 0]
    if count < script.rejections[node] ?? 0 {
      guard !documents.rejected.isEmpty else {
        throw Stop(reason: "\(node) has no output contract, so none of its documents can be rejected")
      }
      rejected[node] = count + 1
      return documents.rejected[count % documents.rejected.count]
    }
    return try accepted(documents, of: node)
  }

  /// The document that leads where the script says, else where it leads by
  /// itself; a way back that nobody asked for is taken once.
  private func accepted(_ documents: ExampleDocuments, of node: String) throws -> ExampleDocuments.Example {
    let state = try state()
    let first = documents.accepted[0]
    guard flow.hasLabels(node), flow.node(node)?.loop == nil, let known = state.nodes[node] else { return first }
    let attempt = known.attempts.count { $0.visit == known.visit } + 1
    let choice = BranchChoice(state: state, flow: flow, node: node, documents: documents, attempt: attempt)
    let ways = script.ways[node] ?? []
    if known.visit >= 1, known.visit <= ways.count {
      let way = ways[known.visit - 1]
      if let example = choice.document(for: way) { return example }
      throw Stop(reason: unreachable(way, node, documents))
    }
    return choice.goesAstray(first, mayGoBack: known.visit < 2) ? choice.document(for: .onward) ?? first : first
  }

  private func unreachable(_ way: BranchChoice.Way, _ node: String, _ documents: ExampleDocuments) -> String {
    let conditions = flow.labels(of: node).map { "?\($0.label): \($0.condition.text)" }.joined(separator: "; ")
    let contract = documents.contract.map { "the contract \"\($0.name)\" accepts" } ?? "can be made up"
    return
      "found no document of \(node) that \(contract) and that takes \(way.text) (\(conditions)); add an accepted example that does"
  }

  private func examples(of node: String) throws -> ExampleDocuments {
    if let known = documents[node] { return known }
    do {
      let contract = try project.agent(node)?.output?.contract
      let found = try ExampleDocuments(
        agent: node, contract: try contract.map { try project.contract($0, workflow: request.workflow) }, judge: judge)
      documents[node] = found
      return found
    } catch let error as DefinitionError {
      throw Stop(
        reason: error.diagnostics.map { ($0.range.map { "\($0): " } ?? "") + $0.message.text }.joined(separator: "\n"))
    }
  }

  /// What the model says in a call: by an example of the agent's input
  /// contract, if it has one.
  private func task(of node: String) throws -> (prompt: String, description: String) {
    let standard = ("Do the part of \(node) in this request: \(request.arguments)", "run \(node)")
    guard let name = try? project.agent(node)?.input?.contract,
      let contract = try? project.contract(name, workflow: request.workflow)
    else { return standard }
    for example in contract.examples where example.isValid {
      let path = Path.join(contract.folder, example.path.value)
      guard let bytes = try? FileSystem.read(path, limit: 8 << 20),
        let data = ExampleDocuments.data(bytes, path), let prompt = data["prompt"]?.string
      else { continue }
      return (prompt, data["description"]?.string ?? standard.1)
    }
    return standard
  }

  // MARK: The end

  private func finish() throws {
    var isAgain = false
    for _ in 0...8 {
      let answer = try checked(host.stop(again: isAgain))
      guard answer.refusal != nil else { break }
      isAgain = true
      // The run is done but for the document that its contract asks for.
      if try state().phase == .complete { try writeOutput() }
    }
    _ = try checked(host.leave())
  }

  private func writeOutput() throws {
    guard !hasOutput, let contract = request.output else { return }
    hasOutput = true
    let example = contract.examples.lazy.filter(\.isValid)
      .compactMap { ExampleDocuments.read($0, of: contract, in: self.project) }.first
    let text = example?.text ?? SampleDocument(contract: contract, agent: "main").text
    _ = try checked(host.write(text, to: folder.workflowOutput))
  }
}
