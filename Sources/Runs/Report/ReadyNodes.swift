import Diagnostics
import Documents

/// The nodes that are ready, and what keeps them from starting, for whoever
/// reads where a run stands.
public struct ReadyNodes: Sendable, Hashable {
  /// In the flow's order; none if all that is to be told is why no agent may
  /// start.
  public let names: [String]
  /// Why none of them would be let in; nil if they would.
  public let obstacle: String?

  public init(names: [String], obstacle: String?) {
    self.names = names
    self.obstacle = obstacle
  }

  /// Those of a run, with its obstacle in words; nil if no node is ready.
  ///
  /// That the definition was changed is told all the same, since it holds what
  /// agents at work hand in; a run without a flow never has ready nodes.
  public init?(of state: RunState, behind obstacle: StartObstacle?) {
    let names = state.readyNodes
    if names.isEmpty {
      guard case .changed? = obstacle else { return nil }
    }
    self.init(names: names, obstacle: obstacle.map { $0.words(command: "/" + state.start.workflow) })
  }

  var json: Node {
    .object([
      "nodes": .array(names.map(Node.string)), "may_start": .boolean(obstacle == nil),
      "because": obstacle.map(Node.string),
    ])
  }
}

extension StartObstacle {
  /// A clause without an end, for the user.
  func words(command: String) -> String {
    switch self {
    case .closed(let outcome): "the run is \(outcome.rawValue)"
    case .overdue(let deadline):
      "its time was over at \(deadline) (timeout); \(command) gives it the same time once more"
    case .held(let nodes): "\(Self.listed(nodes)) \(nodes.count == 1 ? "is" : "are") held"
    case .failing(let nodes): "\(Self.listed(nodes)) failed"
    case .changed(let files):
      "\(Self.listed(files.map { quoted($0, limit: 4_000) })) changed since the run began; restore \(files.count == 1 ? "it" : "them"), or take \(files.count == 1 ? "it as it is" : "them as they are") by \(command) --force"
    case .full(let working, let limit):
      "\(working == 1 ? "an agent is" : "\(working) agents are") at work, no more than \(limit) may be (max_parallel)"
    }
  }

  private static func listed(_ names: [String]) -> String {
    names.prefix(10).joined(separator: ", ") + (names.count > 10 ? " and \(names.count - 10) more" : "")
  }
}
