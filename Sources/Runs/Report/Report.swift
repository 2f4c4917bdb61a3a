import Documents
import Flows
public import Platform

/// What a run did, for people and for programs; made from its state alone.
public struct Report: Sendable {
  let state: RunState
  let outcome: String
  let now: Timestamp
  let problems: [String]
  /// The paths of accepted documents that are something else now, or are gone.
  let changed: [String]
  /// nil if no node is ready, or if that isn't asked for.
  let ready: ReadyNodes?
  /// The attempts of each node, decoded once.
  private let attempts: [String: [Attempt]]
  /// Where each node stands, in words.
  let statuses: [String: String]
  /// The flow as Mermaid draws it, coloured by where the nodes stand.
  public let mermaid: String?
  /// What a run that reached END came short of.
  private(set) var shortfalls: [String] = []

  /// `outcome` is how the run ended, or where it stands; `problems` are those
  /// of the workflow's own output, `changed` the paths of accepted documents
  /// that are something else now, `ready` what may start, of a run that isn't
  /// over.
  public init(
    state: RunState, outcome: String, at now: Timestamp, problems: [String] = [], changed: [String] = [],
    ready: ReadyNodes? = nil
  ) {
    self.state = state
    self.outcome = outcome
    self.now = now
    self.problems = problems
    self.changed = changed
    self.ready = ready
    let statuses = state.statuses
    self.statuses = statuses
    var attempts: [String: [Attempt]] = [:]
    for node in state.nodes.values + state.formerNodes { attempts[node.name] = node.attempts }
    self.attempts = attempts
    mermaid = state.flow.map { MermaidView(flow: $0, states: statuses).render() }
    shortfalls =
      nodes.flatMap(shortfalls) + changed.map { "\($0) was changed or removed after it was accepted" }
      + problems.map { "the workflow's output: " + $0 }
  }

  /// What the user is to do about nodes that are held, and what follows then.
  public var remedy: String? {
    let held = state.heldNodes
    return held.isEmpty ? nil : state.remedy(ofHeld: held, records: ".context/.run")
  }

  /// The final messages of all nodes.
  var messageCount: Int { allNodes.reduce(0) { $0 + attempts($1).messageCount } }
  /// The calls of all nodes that ended without one.
  var lossCount: Int { allNodes.reduce(0) { $0 + $1.losses.count } }

  var nodes: [NodeState] {
    let order = state.flow == nil ? state.nodes.names.sorted() : state.nodes.names
    return order.compactMap { state.nodes[$0] }
  }

  /// The nodes with those that a changed flow no longer has: all that the run
  /// took.
  var allNodes: [NodeState] { nodes + state.formerNodes }

  /// Whether the run goes on as it stands, so that it has no end yet.
  var isUnderWay: Bool { ["running", "failing", "held"].contains(outcome) }

  func attempts(_ node: NodeState) -> [Attempt] { attempts[node.name] ?? [] }

  private func shortfalls(_ node: NodeState) -> [String] {
    var found: [String] = []
    if let reason = reason(node), node.outcome != .skipped(because: RunState.unreached) {
      found.append("\(node.name) \(state.status(of: node.name).rawValue): \(reason)")
    }
    for item in node.items where item.outcome == .skipped && node.isLoop {
      found.append("\(node.name): item \(item.index + 1) was skipped")
    }
    // Without a flow nothing else says that it should have come to an end.
    if state.flow == nil, node.outcome == nil, node.hasRun, node.held == nil {
      found.append("\(node.name): no document of its last visit was accepted")
    }
    let isUngated = node.documents.contains { !$0.isGated }
    if isUngated { found.append("\(node.name): no contract was checked") }
    return found
  }

  func reason(_ node: NodeState) -> String? {
    switch node.outcome {
    case .skipped(let reason), .failed(let reason): reason
    default: node.held
    }
  }

  /// Seconds with three decimals.
  func seconds(from start: Timestamp, to end: Timestamp) -> Node {
    // The wall clock may have been set back in between.
    let milliseconds = max(0, end.milliseconds - start.milliseconds)
    return Node(.number(Number(milliseconds, exponent: -3)))
  }

  /// From the node's first start to its last end, with what lies between its
  /// visits.
  func seconds(_ node: NodeState) -> Node? {
    node.firstStart.flatMap { start in node.end.map { seconds(from: start, to: $0) } }
  }

  func tokens(_ node: NodeState) -> Int? {
    let told = node.usage.compactMap(\.tokens)
    return told.isEmpty ? nil : told.saturatingSum
  }
}

extension RunState {
  /// Where each node stands, in words for the views.
  public var statuses: [String: String] {
    var result: [String: String] = [:]
    for node in nodes.values {
      let word = status(of: node.name).rawValue
      let visits = node.visit > 1 ? ", visit \(node.visit)" : ""
      let items = node.isLoop ? ", \(node.items.count { $0.outcome == .done })/\(node.items.count)" : ""
      result[node.name] = word + visits + items
    }
    return result
  }
}

extension [Int] {
  /// The sum, or the nearest integer there is: what the host tells is not
  /// checked before.
  var saturatingSum: Int {
    reduce(0) { sum, value in
      let (next, overflow) = sum.addingReportingOverflow(value)
      return overflow ? (value < 0 ? .min : .max) : next
    }
  }
}
