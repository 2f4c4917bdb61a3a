import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// One call of the Agent tool, on its way to a subagent.
struct Gate {
  let project: Project
  let event: HookEvent
  let tool: HookEvent.Tool
  /// The subagent that is called, in the caller's spelling.
  let type: String
  let context: HookContext

  func answer() throws(Breakdown) -> HookAnswer {
    let pointed = try pointedRun()
    defer { context.leave(pointed) }
    guard let run = pointed, run.isCurrent(in: event.session) else {
      if let reason = pointed.flatMap(takenOver) { return .block(reason: reason) }
      return try outsideARun()
    }
    guard let node = try run.tracks(type) else { return try outsideTheFlow(run) }
    return try inside(run, node: node)
  }

  /// The run that the session points to. If it is broken, only calls of agents with contracts
  /// are any of its business.
  private func pointedRun() throws(Breakdown) -> ActiveRun? {
    do {
      return try ActiveRun.pointed(to: event, in: project)
    } catch {
      if let hasContracts = try? project.agent(type)?.hasContracts ?? false, !hasContracts { return nil }
      throw error
    }
  }

  /// A session whose run another one goes on with must not run its nodes: what
  /// they hand over would be nobody's.
  private func takenOver(_ run: ActiveRun) -> String? {
    guard run.state.session != event.session, run.state.outcome == nil,
      let node = run.node(named: type) ?? run.admitted(type)
    else { return nil }
    return
      "\(node) can't be called here: another session goes on with the run of /\(run.workflow) in \(quoted(run.folder.workdir, limit: 4000)). Tell the user; /\(run.workflow) --takeover takes it back."
  }

  // MARK: Outside

  private func outsideARun() throws(Breakdown) -> HookAnswer {
    let workdir = context.workdir(in: project)
    return try contractsOnly(
      PathVariables(
        workdir: FileSystem.realPath(workdir) ?? workdir, project: project.root, environment: context.environment),
      workflow: nil)
  }

  private func outsideTheFlow(_ run: ActiveRun) throws(Breakdown) -> HookAnswer {
    try contractsOnly(run.variables(context.environment), workflow: run.workflow)
  }

  /// Holds an agent that is no node to its contracts all the same.
  private func contractsOnly(_ variables: PathVariables, workflow: String?) throws(Breakdown) -> HookAnswer {
    do {
      guard let agent = try project.agent(type), agent.hasContracts else { return .goOn }
      let check = InputCheck(judge: judge, variables: variables)
      let contract = try agent.input?.contract.map { (name) throws(DefinitionError) in
        try project.contract(name, workflow: workflow)
      }
      let input = try check.check(agent, contract: contract, prompt: prompt, description: description)
      guard input.problems.isEmpty else { return .block(reason: refusal(agent, input)) }
      let output = try agent.output?.contract.map { (name) throws(DefinitionError) in
        try project.contract(name, workflow: workflow)
      }
      return .proceed(
        updatedInput: updatedInput(AgentInput(agent: agent, checked: input, output: output?.text, variables: variables))
      )
    } catch { throw Breakdown(error) }
  }

  // MARK: Inside

  private func inside(_ found: ActiveRun, node: String) throws(Breakdown) -> HookAnswer {
    var run = found
    guard let toolUseID = tool.useID else {
      throw Breakdown("the event has no \"tool_use_id\"", remedy: "Use a current Claude Code.").inside(run.policy)
    }
    if let answer = run.state.answer(key: "call:" + toolUseID) { return .recorded(answer) }
    // What may take long is done before the lock is taken; whether the node
    // may run at all is looked at before that, and once more under the lock.
    // Whether the definition is the run's is asked once, behind its reading.
    var checked: Checked?
    var failure: Breakdown?
    if refusal(run, node, regardlessOfChanges: true) == nil {
      do throws(Breakdown) { checked = try check(run, node) } catch { failure = error }
    }
    return try run.locked(context) { (run) throws(Breakdown) in
      if let answer = run.state.answer(key: "call:" + toolUseID) { return .recorded(answer) }
      guard run.isStill(found) else {
        return .block(reason: takenOver(run) ?? "The run that \(node) was called for was set aside just now.")
      }
      if run.state.isTerminated { return try end(&run, node, toolUseID) }
      if let reason = refusal(run, node) { return try refuse(&run, node, toolUseID, reason) }
      if let failure { throw failure }
      guard let checked else {
        return try refuse(&run, node, toolUseID, "\(node) became ready just now. Call it again.")
      }
      switch checked {
      case .refused(let reason): return try refuse(&run, node, toolUseID, reason)
      case .accepted(let admissible) where admissible.newcomer?.changedFiles(in: project).isEmpty == false:
        return try refuse(&run, node, toolUseID, "The files that define \(node) were changed just now. Call it again.")
      case .accepted(let admissible): return try admit(admissible, &run, node, toolUseID)
      }
    }
  }

  private func admit(
    _ call: Admissible, _ run: inout ActiveRun, _ node: String, _ toolUseID: String
  ) throws(Breakdown) -> HookAnswer {
    let item = run.state.item(of: node, for: prompt)
    let note = item.flatMap { run.itemNote(of: node, at: $0) }
    let answer = HookAnswer.proceed(updatedInput: call.input.map { updatedInput($0, item: note) } ?? tool.input)
    let admission = Admission(
      toolUseID: toolUseID, node: node, visit: run.state.nextVisit(of: node), item: item, timeout: call.timeout,
      promptID: event.promptID, files: call.newcomer.map { run.definition.missing(of: $0).map(\.node) } ?? [],
      answer: answer.recorded(for: event.name))
    try run.append([.admitted(admission)], at: context.now())
    context.stand(by: answer, to: event)
    return answer
  }

  private func refuse(
    _ run: inout ActiveRun, _ node: String, _ toolUseID: String, _ reason: String
  ) throws(Breakdown) -> HookAnswer {
    let answer = HookAnswer.block(reason: reason)
    let refusal = Refusal(
      toolUseID: toolUseID, node: node, promptID: event.promptID, reason: reason,
      answer: answer.recorded(for: event.name))
    try run.append([.refused(refusal)], at: context.now())
    return answer
  }

  /// The one hard stop of a terminated run. It ends the session before Stop
  /// is asked, so the run is closed and reported here.
  private func end(_ run: inout ActiveRun, _ node: String, _ toolUseID: String) throws(Breakdown) -> HookAnswer {
    let failed = listed(run.state.failingNodes)
    let reason =
      "The workflow /\(run.workflow) is terminated: the attempts of \(failed) are exhausted. See \(run.folder.reportMarkdown)."
    // Inside a subagent the session's end would cut off others' work.
    guard event.agentID == nil else { return try refuse(&run, node, toolUseID, reason) }
    let answer = HookAnswer.endSession(reason: reason)
    let refusal = Refusal(
      toolUseID: toolUseID, node: node, promptID: event.promptID, reason: reason,
      answer: answer.recorded(for: event.name))
    // The report stands before the event that closes the run: a process that
    // dies in between is followed by another try.
    run.drafting(.refused(refusal), at: context.now()).writeReport(.terminated, at: context.now())
    try run.append([.refused(refusal), .finished(.terminated)], at: context.now())
    context.stand(by: answer, to: event)
    return answer
  }

  // MARK: Checks

  private enum Checked {
    case accepted(Admissible)
    case refused(String)
  }

  /// A call that may run as far as its input goes.
  private struct Admissible {
    /// nil if it couldn't be checked and the flow wants to go on all the same.
    var input: AgentInput?
    var timeout: Int?
    /// What defines the agent, if the run doesn't know it yet.
    var newcomer: DefinitionSnapshot?
  }

  /// What an agent is told beside what its caller wrote.
  private struct AgentInput {
    var agent: Agent
    var checked: CheckedInput
    var output: ContractText?
    var variables: PathVariables
  }

  private func check(_ found: ActiveRun, _ node: String) throws(Breakdown) -> Checked {
    var run = found
    do throws(DefinitionError) {
      let variables = run.variables(context.environment)
      // Before all that is read by it; that it is still so is asked under the lock.
      let newcomer = try run.newcomer(node, variables)
      if let newcomer { run = run.redefined(by: run.definition.adding(run.definition.missing(of: newcomer))) }
      guard let agent = try run.agent(node) else {
        throw DefinitionError(
          Diagnostic("flow/unknown-agent", "no agent has the name \(quoted(node)) any more; restore its file"))
      }
      let contract = try agent.input?.contract.map { (name) throws(DefinitionError) in try run.contract(name) }
      let output = try agent.output?.contract.map { (name) throws(DefinitionError) in try run.contractText(name) }
      if let target = agent.output?.target { _ = try variables.target(target, item: run.anyItem(of: node)) }
      let writers = try run.writers(forContextOf: agent, variables)
      try run.restoreArtifacts(at: Array(writers.keys))
      let check = InputCheck(judge: judge, variables: variables, writers: writers)
      var input = try check.check(agent, contract: contract, prompt: prompt, description: description)
      guard input.problems.isEmpty else { return .refused(refusal(agent, input)) }
      if run.anyItem(of: node) == nil {
        // What it wrote itself before the flow came back, too.
        input.earlier += run.earlierDocuments(of: node).filter { !input.earlier.contains($0) }
      }
      return .accepted(
        Admissible(
          input: AgentInput(agent: agent, checked: input, output: output, variables: variables),
          timeout: agent.timeout, newcomer: newcomer)
      )
    } catch {
      let breakdown = Breakdown(error).inside(found.policy)
      guard breakdown.effectivePolicy == .allow else { throw breakdown }
      return .accepted(Admissible())
    }
  }

  private var judge: Judge { Judge(project: project, environment: context.environment, deadline: context.deadline) }
  private var prompt: String { tool.input["prompt"]?.string ?? "" }
  private var description: String { tool.input["description"]?.string ?? "" }

  private func refusal(_ agent: Agent, _ input: CheckedInput) -> String {
    limited(
      first: "\(agent.name) can't start: what it is to be given does not satisfy its definition.",
      lines: input.problems.map { $0.diagnostic.sourceLine },
      last:
        "Mend what they name, then call \(agent.name) again. An accepted document that was changed since can't be mended by tools: tell the user that deleting it brings the accepted one back, and that --redo NODE (without a flow another call of NODE) has it written anew."
    )
  }

  /// The complete original input, its prompt extended by what the agent needs
  /// to know.
  private func updatedInput(_ input: AgentInput, item: String? = nil) -> Node {
    var parts = ["WORKDIR=\(input.variables.workdir)"]
    if let item { parts.append(item) }
    let files = input.checked.files.map { "- " + $0.path }
    if !files.isEmpty { parts.append((["Read these files first:"] + files).joined(separator: "\n")) }
    parts += input.checked.leftOut
    let earlier = input.checked.earlier.map { "- " + $0 }
    if !earlier.isEmpty {
      let title = "The flow came back to you. Read what was written before that, and take it into account:"
      parts.append(([title] + earlier).joined(separator: "\n"))
    }
    if let output = input.output { parts.append(Demands(output, agent: input.agent.name).text) }
    var object = tool.input.object ?? Object()
    object.set("prompt", .string(prompt + "\n\n---\n" + parts.joined(separator: "\n\n")))
    return Node(.object(object))
  }
}

extension Diagnostic {
  /// `file:line:column pointer: message`, for the reader of another's file.
  var sourceLine: String {
    let place = [range.map { shown($0) }, pointer.flatMap { $0.tokens.isEmpty ? nil : harmless($0.description) }]
      .compactMap { $0 }.joined(separator: " ")
    return place.isEmpty ? message.text : place + ": " + message.text
  }
}
