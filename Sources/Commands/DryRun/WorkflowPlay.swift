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
    /// How many agents of a node end first without handing anything over.
    var losses: [String: Int] = [:]
    /// The ways that a node's visits take, one behind the other.
    var ways: [String: [BranchChoice.Way]] = [:]
    /// Whether the main agent doesn't wait for the agents that it calls, as is
    /// Claude Code's default.
    var isBackground = false
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
  /// Where the run is: in the copy, or with `--workdir` in a folder of it.
  private var folder: RunFolder
  private let agents: PlayedAgents
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
    agents = PlayedAgents(
      project: project, workflow: request.workflow, flow: flow, script: script,
      judge: Judge(
        project: project, environment: EnvironmentVariables(host.runner.environment),
        deadline: Deadline(after: .seconds(86_400))))
  }

  /// Plays until the run is over; throws if it can't be brought to an end.
  func play() throws {
    let start = try checked(host.submit(request.prompt))
    if let reason = start.refusal { throw Stop(reason: "the run was not started: " + reason) }
    if let pointer = try? SessionPointer.read(session: host.session, project: project.root) {
      folder = RunFolder(workdir: pointer.workdir)
    }
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

  /// Starts as many nodes as may work at once, then lets each end.
  private func playReadyNodes() throws {
    var calls: [ScriptedHost.AgentCall] = []
    while calls.count < flow.execution.maxParallel, let node = try state().readyNodes.first {
      let (prompt, description) = try task(of: node)
      let (call, answer) = host.call(node, prompt: prompt, description: description, waits: !script.isBackground)
      if let reason = try checked(answer).refusal { throw Stop(reason: "\(node) was not let in: " + reason) }
      if script.isBackground { _ = try checked(host.launched(call)) }
      _ = try checked(host.start(call))
      calls.append(call)
    }
    if !script.isBackground {
      for call in calls { _ = try playAgent(call) }
      return
    }
    // The main agent has nothing to do meanwhile.
    _ = try checked(host.stop(again: false, running: calls))
    while let call = calls.first {
      let hasEnded = try playAgent(call)
      calls.removeFirst()
      // A lost one is noticed by what is no longer at work.
      if !hasEnded || !calls.isEmpty { _ = try checked(host.stop(again: false, running: calls)) }
    }
  }

  /// Returns whether the main agent has heard of its end.
  private func playAgent(_ call: ScriptedHost.AgentCall) throws -> Bool {
    if agents.loses(call) {
      // What ends in the background without a document is not heard of again.
      if !script.isBackground { _ = try checked(host.end(call, "PARTIAL", "has ended without a document")) }
      return !script.isBackground
    }
    let text = try handOver(call)
    _ = try checked(script.isBackground ? host.notify(call, text) : host.end(call, text))
    return true
  }

  /// Hands over documents until one is taken; returns the last one.
  private func handOver(_ call: ScriptedHost.AgentCall) throws -> String {
    var text = ""
    var isAgain = false
    // Claude Code itself lets an agent go after eight blocks.
    for _ in 0...8 {
      let example = try agents.nextDocument(of: call, in: try state())
      text = example.text
      let answer = try checked(host.handOver(call, text, again: isAgain, named: example.name))
      if answer.refusal == nil { break }
      isAgain = true
    }
    return text
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
