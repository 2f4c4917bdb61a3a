import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

/// The reception of a document outside a run: the contract holds all the
/// same, and only the retries are remembered.
struct LooseReception {
  let project: Project
  let event: HookEvent
  let message: FinalMessage
  let context: HookContext
  /// The session's run, if it has one to whose flow the agent doesn't belong.
  let run: ActiveRun?
  let agent: Agent

  func answer() throws(Breakdown) -> HookAnswer {
    guard let name = agent.output?.contract else { return .goOn }
    let text = message.text
    let variables = self.variables
    let judgement: Judgement
    let contract: Contract
    let target: TargetPath?
    do {
      contract = try project.contract(name, workflow: run?.workflow)
      target = try agent.output?.target.map { (target) throws(DefinitionError) in try variables.target(target) }
      let judge = Judge(project: project, environment: context.environment, deadline: context.deadline)
      judgement = try judge.judge(Array(text.utf8), file: agent.name, agent: agent.name, contract: contract)
    } catch { throw Breakdown(error) }
    guard judgement.isAccepted else { return try reject(judgement.problems, contract, message.identity) }
    guard let target, let document = judgement.document else { return .goOn }
    if let reason = whyNotWritten(target, variables.workdir) {
      return .proceed(
        message: "subagent-output: the document of \(agent.name) satisfies its contract and was not written: \(reason)."
      )
    }
    do {
      let archive = RunFolder(workdir: variables.workdir).archive
      _ = try Artifact(target, archive: archive).write(Array(document.text.utf8), at: context.now(), durably: false)
    } catch { throw Breakdown(error) }
    return .goOn
  }

  private var variables: PathVariables {
    let inherited = context.workdir(in: project)
    return PathVariables(
      workdir: run?.folder.workdir ?? FileSystem.realPath(inherited) ?? inherited, project: project.root,
      environment: context.environment)
  }

  /// Why nothing may be written to the target; nil if it may.
  private func whyNotWritten(_ target: TargetPath, _ workdir: String) -> String? {
    let place = quoted(target.path, limit: 4000)
    if let run { return run.owner(of: target.path).map { "\(place) is the accepted document of \($0)" } }
    for folder in Set([workdir, target.root]).sorted() {
      let other: ActiveRun?
      do {
        other = try ActiveRun.open(RunFolder(workdir: folder), in: project)
      } catch {
        // Whose run it is can't be told; it is left alone all the same.
        return foreign(folder)
      }
      guard let other, other.state.outcome != .complete else { continue }
      // It must not find files there that nobody of its own wrote.
      if other.state.session != event.session { return foreign(folder) }
      // The session's own run is over for now, and the command goes on with it.
      if let owner = other.owner(of: target.path) {
        return
          "\(place) is the accepted document of \(owner) in a run that can go on; give /\(other.workflow) to go on with it, or --redo to run the node again"
      }
    }
    return nil
  }

  private func foreign(_ folder: String) -> String {
    "\(quoted(folder, limit: 4000)) holds an unfinished run of another session"
  }

  private func reject(
    _ problems: [Problem], _ contract: Contract, _ identity: MessageIdentity
  ) throws(Breakdown) -> HookAnswer {
    let memory = LooseAttempts(session: event.session ?? "", project: project.root)
    let lock: FileLock
    do {
      lock = try memory.locked()
    } catch { throw Breakdown(error) }
    defer { lock.release() }
    do {
      let earlier = try memory.read()
      if let seen = earlier.first(where: { identity.isCopy(of: $0.identity, after: 0, window: nil) }) {
        return .recorded(seen.answer)
      }
      let own = earlier.filter { $0.agentID == event.agentID }
      let limits = RetryLimits(agent: agent, flow: nil)
      let identities = Set(problems.map(\.identity))
      let isOver = own.count >= limits.retries || own.last?.problems == identities
      let answer: HookAnswer =
        isOver
        ? .proceed(
          message: "subagent-output: the document of \(agent.name) was rejected and is not written: "
            + limited(
              first: "it does not satisfy the contract \(quoted(contract.name)).",
              lines: problems.map(\.diagnostic.placedLine),
              last: "Its attempts are exhausted.", limit: 4_000))
        : .block(reason: Rejection(problems: problems, contract: contract).reason)
      try memory.append(
        .init(
          identity: identity, agentID: event.agentID, problems: identities, answer: answer.recorded(for: event.name))
      )
      return answer
    } catch { throw Breakdown(error) }
  }
}
