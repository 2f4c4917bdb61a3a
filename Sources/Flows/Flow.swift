public import Diagnostics
public import Documents

/// A workflow: its nodes, the edges between them, and what decides which way
/// a run takes.
///
/// The edges that are not back edges form a graph without cycles, whatever
/// the user wrote.
public struct Flow: Sendable {
  /// The names of the two ends, which are no nodes.
  public static let start = "START"
  public static let end = "END"

  public var name: String
  public var version: String?
  public var description: String?
  /// The initial variables.
  public var state: Object
  /// In the order in which they are first mentioned; START and END are not
  /// among them.
  public let nodes: [FlowNode]
  /// In text order, each once; those that only follow from a node without
  /// incoming edges come last.
  public let edges: [Edge]
  /// The `conditions` of the file, in its order.
  public var conditions: [NodeConditions] {
    didSet { conditionPlaces = .init(zip(conditions.map(\.node), conditions.indices)) { first, _ in first } }
  }
  /// Places in `conditions` by node.
  private var conditionPlaces: [String: Int] = [:]
  public var execution: Execution
  /// The file that the ranges are in.
  public var file: String
  /// The chains that the graph was built from.
  let tree: SyntaxTree
  package let graph: Graph

  init(file: String, tree: SyntaxTree, graph: Graph) {
    name = ""
    state = Object()
    conditions = []
    execution = Execution()
    self.file = file
    self.tree = tree
    self.graph = graph
    nodes = graph.nodes
    edges = graph.edges
  }
}

/// A place in a flow, executed by the agent of the same name.
public struct FlowNode: Sendable {
  /// `* $variable[degree]`: one activation for each element of a list.
  public struct Loop: Hashable, Sendable {
    public var variable: String
    /// How many activations may run at once.
    public var degree: Int
    public var range: TextRange
  }

  public var name: String
  public var loop: Loop?
  /// The first mention.
  public var range: TextRange
}

extension Flow {
  /// A way from one node to another.
  public struct Edge: Hashable, Sendable {
    /// A node or START.
    public let from: String
    /// A node or END.
    public let to: String
    /// The condition under which it is taken; nil for always, or for *else*
    /// if the node has labels.
    public let label: String?
    /// Whether it leads to a node on the depth-first path that found it.
    public internal(set) var isBack: Bool
    /// Whether nobody wrote it: START leads to each node without incoming
    /// edges.
    public let isImplied: Bool
    public let range: TextRange
  }

  /// The conditions of one node.
  public struct NodeConditions: Sendable {
    public var node: String
    public var range: TextRange
    /// In the file's order, in which they are tried.
    public var labels: [LabelCondition]
  }

  /// A label and what must hold for its edges to be taken.
  public struct LabelCondition: Sendable {
    public var label: String
    public var condition: Condition
    public var range: TextRange
  }
}

// MARK: - Questions

extension Flow {
  public func node(_ name: String) -> FlowNode? {
    graph.vertex(name).flatMap { graph.isNode($0) ? nodes[$0 - 1] : nil }
  }

  /// The edges that leave a node or START, in text order.
  public func edges(from name: String) -> [Edge] { outgoing(name).map { edges[$0] } }

  /// The edges into a node or END, in text order.
  public func edges(into name: String) -> [Edge] { incoming(name).map { edges[$0] } }

  /// The edges that leave a node or START, as places in `edges`.
  public func outgoing(_ name: String) -> [Int] { graph.vertex(name).map { graph.outgoing[$0] } ?? [] }

  /// The edges into a node or END, as places in `edges`.
  public func incoming(_ name: String) -> [Int] { graph.vertex(name).map { graph.incoming[$0] } ?? [] }

  public func forwardEdges(from name: String) -> [Edge] { edges(from: name).filter { !$0.isBack } }
  public func forwardEdges(into name: String) -> [Edge] { edges(into: name).filter { !$0.isBack } }
  public func backEdges(from name: String) -> [Edge] { edges(from: name).filter(\.isBack) }
  public func backEdges(into name: String) -> [Edge] { edges(into: name).filter(\.isBack) }

  /// All nodes from which some way leads to this one, back edges included; the
  /// node itself if it stands on a cycle. In the order of `nodes`.
  public func upstream(of name: String) -> [FlowNode] {
    guard let start = graph.vertex(name) else { return [] }
    let sources = graph.incoming[start].map { graph.ends[$0].from }
    let reached = graph.reachable(from: sources, backwards: true) { _ in true }
    return nodes.indices.filter { reached[$0 + 1] }.map { nodes[$0] }
  }

  /// The labels on a node's edges in the order in which they are tried: first
  /// those with an entry in `conditions`, in its order, then the others in
  /// text order, each meaning `output.status == '<label>'`.
  public func labels(of name: String) -> [LabelCondition] {
    let used = edges(from: name).compactMap { edge in edge.label.map { (label: $0, range: edge.range) } }
    guard !used.isEmpty else { return [] }
    let entries = conditionPlaces[name].map { conditions[$0].labels } ?? []
    var labels = entries.filter { entry in used.contains { $0.label == entry.label } }
    for (label, range) in used where !labels.contains(where: { $0.label == label }) {
      labels.append(LabelCondition(label: label, condition: .status(is: label), range: range))
    }
    return labels
  }
}

extension Flow {
  /// Whether an edge that leaves the node has a label.
  public func hasLabels(_ name: String) -> Bool { graph.vertex(name).map { graph.hasLabels[$0] } ?? false }
}
