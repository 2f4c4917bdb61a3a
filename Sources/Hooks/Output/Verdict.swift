import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// What checking a document came to, whichever visit it counts for.
enum Verdict {
  /// nil and nil for an agent without an output contract.
  case accepted(Document?, Contract?)
  case rejected([Problem], Contract)
  /// Our own failure; nobody can say.
  case unchecked(Breakdown)

  /// In words for the report.
  var description: String {
    switch self {
    case .accepted: "its document satisfies the contract"
    case .rejected(let problems, _):
      problems.count == 1 ? "its document has a problem" : "its document has \(problems.count) problems"
    case .unchecked: "its document could not be checked"
    }
  }
}

extension ActiveRun {
  /// Checks a text as the document of a node's agent. Unless the definition
  /// `mayDiffer`, its files must be those with which the run began.
  func verdict(
    on text: [UInt8], of node: String, _ context: HookContext, mayDiffer: Bool = false
  ) -> (agent: Agent?, verdict: Verdict) {
    var found: Agent?
    do throws(DefinitionError) {
      found = try agent(node)
      let named = found?.output?.contract
      let contract = try named.map { (name) throws(DefinitionError) in try self.contract(name) }
      // What is broken was told by now, and may be mended.
      let changed = mayDiffer ? [] : definition.changedFiles(in: project)
      guard changed.isEmpty else { return (found, .unchecked(.changedDefinition(changed, workflow).inside(policy))) }
      guard let agent = found, let contract else {
        // What can be read of it may still decide which way the flow takes.
        return (found, .accepted(DocumentReader(file: node).read(text).accepted, nil))
      }
      if let target = agent.output?.target {
        _ = try variables(context.environment).target(target, item: anyItem(of: node))
      }
      let judge = Judge(project: project, environment: context.environment, deadline: context.deadline)
      let judgement = try judge.judge(text, file: agent.name, agent: agent.name, contract: contract)
      return (
        agent,
        judgement.isAccepted ? .accepted(judgement.document, contract) : .rejected(judgement.problems, contract)
      )
    } catch {
      return (found, .unchecked(Breakdown(error).inside(policy)))
    }
  }

  /// Writes an accepted document to its agent's target, if there is one;
  /// what is there already and isn't the same is kept.
  ///
  /// It isn't waited for: the kept attempt is on disk already, and what a
  /// power failure takes is restored from it.
  func passOn(
    _ document: Document?, of agent: Agent?, as attempt: inout Attempt, _ context: HookContext
  ) throws(Breakdown) {
    guard let document, let target = agent?.output?.target else { return }
    let path: TargetPath
    do {
      path = try variables(context.environment).target(target, item: item(of: attempt.node, at: attempt.item))
    } catch { throw Breakdown(error) }
    do {
      (attempt.target, attempt.artifactHash) = try Artifact(path, archive: folder.archive)
        .write(Array(document.text.utf8), at: context.now(), durably: false)
    } catch { throw Breakdown(error) }
  }

  /// Notes what an accepted document says, and which way the run takes by it.
  /// A loop is left only when all its items are settled.
  func leave(with document: Document?, as attempt: inout Attempt) {
    attempt.header = document?.header
    guard flow != nil, attempt.item == nil else { return }
    attempt.departure = state.departure(of: attempt.node, accepting: document, attempt: tries(attempt))
  }

  /// Notes which way the run takes after a node's last attempt.
  func leaveExhausted(as attempt: inout Attempt) {
    guard flow != nil, attempt.item == nil, let policy = attempt.policy else { return }
    attempt.departure = state.departure(of: attempt.node, exhaustedWith: policy, attempt: tries(attempt))
  }

  /// The attempts of a visit, this one included; a lost start is one, too.
  private func tries(_ attempt: Attempt) -> Int {
    attempt.number + (state.nodes[attempt.node]?.lossesOfVisit ?? 0)
  }

  /// Checks the kept documents of held nodes again, now that whatever kept us
  /// from it may be mended; their agents are not run. Only under the lock, with the
  /// kept texts restored.
  mutating func recheckHeld(_ context: HookContext) throws(Breakdown) {
    try placeUnassigned(context, mayDiffer: true)
    for kept in state.heldAttempts {
      let node = kept.node
      guard let file = kept.file else {
        // There is nothing to check: the agent has to run again.
        let loss = Loss(
          node: node, visit: kept.visit, item: kept.item, toolUseID: nil, agentID: nil,
          cause: "its document could not be kept")
        try append([.lost(loss)], at: context.now())
        continue
      }
      let text: [UInt8]
      do {
        text = try FileSystem.read(Path.join(folder.records, file))
      } catch { throw Breakdown(error).inside(policy) }
      guard XXH64.hex(text) == kept.hash else {
        throw Breakdown(
          "the kept document \(Path.join(folder.records, file)) isn't the one that was handed over",
          remedy: "Restore it, or start over with --fresh."
        ).inside(policy)
      }
      let (agent, verdict) = verdict(on: text, of: node, context, mayDiffer: true)
      var attempt = kept
      attempt.identity = MessageIdentity(key: "recheck/\(journal.count)/" + kept.identity.key, uuid: nil)
      attempt.note = "checked again"
      attempt.hold = nil
      switch verdict {
      case .unchecked: continue
      case .rejected(let problems, let contract):
        // Nobody is there to be asked again: the node becomes ready.
        attempt.outcome = .rejected
        // Its next agent was never told of them: they are no repetition.
        attempt.problems = problems.map {
          .init(identity: "checked again: " + $0.identity, line: $0.diagnostic.placedLine)
        }
        attempt.describe(contract)
      case .accepted(let document, let contract):
        attempt.outcome = .accepted
        attempt.isGated = contract != nil
        leave(with: document, as: &attempt)
        try passOn(document, of: agent, as: &attempt, context)
        contract.map { attempt.describe($0) }
      }
      try append([.attempt(attempt)], at: context.now())
    }
  }
}

extension Attempt {
  /// Holds its node until what kept it from being checked, or from being
  /// passed on, is mended.
  mutating func wait(for breakdown: Breakdown) {
    outcome = .unchecked
    header = nil
    departure = nil
    note = breakdown.lines.joined(separator: "; ")
    hold = breakdown.isChange ? .changed : .broken
  }

  mutating func describe(_ contract: Contract) {
    self.contract = contract.name
    contractVersion = contract.version
  }
}
