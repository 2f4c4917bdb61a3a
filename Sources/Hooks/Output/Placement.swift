import Runs

/// Which activation of a node an attempt counts for.
enum Placement {
  /// A call that passed the gate and is still open.
  case call(Call)
  /// A start that was lost and has been revived while its node waits for
  /// another.
  case revived(Call, visit: Int)
  /// None: the attempt is kept and changes nothing.
  case late(String)
  /// Nobody can tell.
  case unassigned

  /// The host's own note beside the agent's transcript first, then the
  /// recorded start, then the only call that waits for an agent of this name.
  init(of event: HookEvent, node: String, transcript: Transcript?, in state: RunState) {
    let noted = transcript?.toolUseID()
    let known = noted.flatMap { state.call(toolUseID: $0) } ?? event.agentID.flatMap { state.call(ofAgent: $0) }
    if let known {
      self = Self.place(known, state)
      return
    }
    let waiting = state.openCalls(of: node).filter { $0.agentID == nil }
    switch waiting.count {
    case 1 where noted == nil: self = .call(waiting[0])
    case 0, 1:
      self = .late(state.status(of: node) == .done ? "the node was done already" : "the agent was never admitted")
    default: self = noted == nil ? .unassigned : .late("the agent was never admitted")
    }
  }

  private static func place(_ call: Call, _ state: RunState) -> Placement {
    let node = call.admission.node
    if call.isOpen, call.admission.visit == state.nodes[node]?.visit { return .call(call) }
    if state.canBeRevived(call) {
      return .revived(call, visit: state.nodes[node]?.visit ?? call.admission.visit)
    }
    return .late(
      state.flow != nil && state.nodes[node] == nil
        ? "the flow no longer has its node" : "the visit that it belongs to was over")
  }

  var visit: Int? {
    switch self {
    case .call(let call): call.admission.visit
    case .revived(_, let visit): visit
    case .late, .unassigned: nil
    }
  }

  /// The place of the item in a loop's list; nil without a loop.
  var item: Int? {
    switch self {
    case .call(let call), .revived(let call, _): call.admission.item
    case .late, .unassigned: nil
    }
  }

  var toolUseID: String? {
    switch self {
    case .call(let call), .revived(let call, _): call.admission.toolUseID
    case .late, .unassigned: nil
    }
  }
}
