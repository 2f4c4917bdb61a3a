import Diagnostics
public import Documents

/// A flow as JSON for programs.
///
/// Its nodes and edges stand in the flow's order, so that the edges lead back
/// where the flow's do: `JSONViewReader` reads the same flow from it.
public struct JSONView: Sendable {
  public var flow: Flow
  /// What a run has made of its nodes, by name; the `status` of a node.
  public var states: [String: String]

  public init(flow: Flow, states: [String: String] = [:]) {
    self.flow = flow
    self.states = states
  }

  /// The view as indented JSON text.
  public func render() -> String { JSONWriter(pretty: true).write(node()) }

  public func node() -> Node {
    .object([
      "name": .string(flow.name),
      "version": flow.version.map { .string($0) },
      "description": flow.description.map { .string($0) },
      "nodes": .array(nodes),
      "edges": .array(edges),
      "conditions": conditions,
      "state": Node(.object(flow.state)),
      "execution": execution,
    ])
  }

  private var nodes: [Node] {
    var nodes = [Node.object(["id": .string(Flow.start), "type": .string("start")])]
    for node in flow.nodes {
      nodes.append(
        .object([
          "id": .string(node.name),
          "type": .string(node.loop == nil ? "agent" : "loop"),
          "agent": .string(node.name),
          "over": node.loop.map { .string("$" + $0.variable) },
          "parallel": node.loop.map { .integer($0.degree) },
          "status": states[node.name].map { .string($0) },
        ]))
    }
    nodes.append(.object(["id": .string(Flow.end), "type": .string("end")]))
    return nodes
  }

  private var edges: [Node] {
    let groups = ParallelGroups(flow)
    return zip(flow.edges, flow.graph.ends).map { edge, ends in
      .object([
        "from": .string(edge.from),
        "to": .string(edge.to),
        "condition": edge.label.map { .string($0) } ?? .null,
        "back": .boolean(edge.isBack),
        "parallel_group": groups.group[ends.to].map { .string("parallel\($0 + 1)") } ?? .null,
        "trigger_rule": .string("all_success"),
        "implied": edge.isImplied ? .boolean(true) : nil,
      ])
    }
  }

  private var conditions: Node {
    var conditions = Object()
    for entry in flow.conditions {
      var labels = Object()
      for label in entry.labels { labels.set(label.label, .string(label.condition.text)) }
      conditions.set(entry.node, Node(.object(labels)))
    }
    return Node(.object(conditions))
  }

  private var execution: Node {
    let execution = flow.execution
    return .object([
      "max_parallel": .integer(execution.maxParallel),
      "timeout": execution.timeout.map { .integer($0) },
      "retries": .integer(execution.retries),
      "on_exhausted": .string(execution.onExhausted.rawValue),
      "max_visits": .integer(execution.maxVisits),
      "stop_blocks": .integer(execution.stopBlocks),
      "on_error": execution.onError.map { .string($0.rawValue) },
    ])
  }
}
