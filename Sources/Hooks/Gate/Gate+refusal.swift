import Contracts
import Diagnostics
import Documents
import Flows
import Platform
import Runs

// MARK: - Why a node may not run now

extension Gate {
  /// Why the node may not run now, as far as the run's state tells; nil if it
  /// may.
  ///
  /// `regardlessOfChanges`: without a look at the definition's files.
  func refusal(_ run: ActiveRun, _ node: String, regardlessOfChanges: Bool = false) -> String? {
    let state = run.state
    let now = context.now()
    if let rest = run.rest(at: now) { return rest }
    if let caller = event.agentType, event.agentID != nil, let callerNode = run.node(named: caller) {
      return
        "\(callerNode) can't call \(node): the nodes of a workflow are called by the main agent alone. Hand over your own document; it is passed on for you."
    }
    let obstacle = state.startObstacle(at: now) {
      regardlessOfChanges ? [] : run.definition.changedFiles(in: project)
    }
    switch obstacle {
    case .closed, .overdue: return run.rest(at: now)
    case .held(let nodes):
      let held = nodes.first { $0 == node } ?? nodes[0]
      return limited(
        first:
          "\(held) is held: \((state.nodes[held]?.held ?? "").cut(1_500)). Nothing else may start before that is over.",
        lines: [], last: state.remedy(ofHeld: [held], records: run.folder.records))
    case .failing(let nodes):
      return
        "The run has failed (\(listed(nodes.map { run.failure(of: $0) }))): no other node may start. Tell the user; /\(run.workflow) goes on with the failed nodes."
    case .changed(let files):
      return limited(
        first: "The workflow's definition was changed while the run is under way:", lines: files,
        last:
          "Tell the user to restore these files, to take them as they are with /\(run.workflow) --force, or to start over with /\(run.workflow) --fresh."
      )
    // A node that isn't ready is told so first.
    case .full, nil: break
    }
    guard run.flow != nil else { return nil }
    switch state.status(of: node) {
    case .ready: break
    case .waiting: return notReady(run, node, obstacle)
    case .admitted where hasMoreItems(state, node), .running where hasMoreItems(state, node):
      let open = state.openCalls(of: node).count
      return
        "\(open == 1 ? "An item" : "\(open) items") of \(node) \(open == 1 ? "is" : "are") at work, no more may be at once. Wait until one of them ends, then call \(node) again."
    case _ where !state.returnOver(node).isEmpty: return notReady(run, node, obstacle)
    case let status:
      return "\(node) can't be called now: it is \(words(status)). \(readyNow(run, obstacle))"
    }
    guard case .full(let working, let limit) = obstacle else { return nil }
    return
      "\(working == 1 ? "An agent" : "\(working) agents") of this workflow \(working == 1 ? "is" : "are") at work, no more than \(limit) may be (max_parallel). Wait until one of them ends, then call \(node) again."
  }

  private func hasMoreItems(_ state: RunState, _ node: String) -> Bool {
    state.nodes[node].map { $0.isLoop && !$0.pendingItems.isEmpty } ?? false
  }

  private func notReady(_ run: ActiveRun, _ node: String, _ obstacle: StartObstacle?) -> String {
    let targets = run.state.returnOver(node)
    if !targets.isEmpty {
      let working = listed(run.state.openCalls.map { $0.admission.node })
      return
        "\(node) is not ready: the flow goes back to \(listed(targets)) as soon as \(working) has ended. \(readyNow(run, obstacle))"
    }
    let missing = listed(run.state.blockers(of: node).map { "\($0.node) (\(words($0.status)))" })
    return "\(node) is not ready: it waits for \(missing). \(readyNow(run, obstacle))"
  }

  private func readyNow(_ run: ActiveRun, _ obstacle: StartObstacle?) -> String {
    let ready = run.state.readyNodes
    if !ready.isEmpty {
      // Nothing else stands in the way: that would have been told first.
      return obstacle == nil
        ? "Ready now: \(listed(ready))." : "Ready as soon as one of those at work has ended: \(listed(ready))."
    }
    if !run.state.openCalls.isEmpty { return "No node is ready now; wait for those at work." }
    return run.state.phase == .complete ? "The workflow has reached END." : "No node is ready now."
  }

  private func words(_ status: NodeStatus) -> String {
    switch status {
    case .waiting: "has not run"
    case .ready: "ready, has not run"
    case .admitted: "called, has not started"
    case .running: "at work"
    case .held: "held"
    case .done: "done"
    case .skipped: "skipped"
    case .failed: "failed"
    }
  }
}
