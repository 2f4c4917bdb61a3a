import Diagnostics
package import Documents

// A flow in a cache: what reading its file came to. Of the chains only the
// groups in brackets are kept, which the views draw.

extension Packer {
  package mutating func add(_ flow: Flow) {
    add(flow.file)
    add(flow.name)
    add(flow.version)
    add(flow.description)
    add(flow.state)
    add(flow.nodes.count)
    for node in flow.nodes { add(node) }
    add(flow.edges.count)
    for (edge, ends) in zip(flow.edges, flow.graph.ends) { add(edge, ends) }
    let groups = ParallelGroups(flow).all
    add(groups.count)
    for group in groups { add(group) }
    add(flow.conditions.count)
    for conditions in flow.conditions { add(conditions) }
    add(flow.execution)
  }

  private mutating func add(_ node: FlowNode) {
    add(node.name)
    add(node.range)
    add(node.loop != nil)
    guard let loop = node.loop else { return }
    add(loop.variable)
    add(loop.degree)
    add(loop.range)
  }

  private mutating func add(_ edge: Flow.Edge, _ ends: (from: Int, to: Int)) {
    add(ends.from)
    add(ends.to)
    add(edge.label)
    add(edge.isImplied)
    add(edge.range)
  }

  private mutating func add(_ conditions: Flow.NodeConditions) {
    add(conditions.node)
    add(conditions.range)
    add(conditions.labels.count)
    for label in conditions.labels {
      add(label.label)
      add(label.range)
      add(label.condition.expression)
    }
  }

  private mutating func add(_ execution: Execution) {
    add(execution.maxParallel)
    add(execution.timeout)
    add(execution.retries)
    add(execution.onExhausted.rawValue)
    add(execution.maxVisits)
    add(execution.stopBlocks)
    add(execution.onError?.rawValue)
  }
}

extension Unpacker {
  package mutating func flow() -> Flow {
    let file = text()
    let name = text()
    let version = optionalText()
    let description = optionalText()
    let state = object()
    let nodes = flowNodes()
    let (edges, ends) = flowEdges(nodes)
    var vertices = [String: Int](minimumCapacity: nodes.count)
    for (place, node) in nodes.enumerated() { vertices[node.name] = place + 1 }
    let graph = Graph(nodes: nodes, edges: edges, ends: ends, vertices: vertices)
    var flow = Flow(file: file, tree: tree(nodes), graph: graph)
    flow.name = name
    flow.version = version
    flow.description = description
    flow.state = state
    flow.conditions = conditions()
    flow.execution = execution()
    return flow
  }

  private mutating func flowNodes() -> [FlowNode] {
    let count = count()
    var nodes: [FlowNode] = []
    nodes.reserveCapacity(Self.room(for: count))
    for _ in 0..<count {
      var node = FlowNode(name: text(), range: range())
      if flag() { node.loop = FlowNode.Loop(variable: text(), degree: integer(), range: range()) }
      nodes.append(node)
    }
    return nodes
  }

  private mutating func flowEdges(_ nodes: [FlowNode]) -> ([Flow.Edge], [(from: Int, to: Int)]) {
    let count = count()
    var edges: [Flow.Edge] = []
    var ends: [(from: Int, to: Int)] = []
    edges.reserveCapacity(Self.room(for: count))
    ends.reserveCapacity(Self.room(for: count))
    for _ in 0..<count {
      let from = integer()
      let to = integer()
      guard from >= 0, from <= nodes.count, to > 0, to <= nodes.count + 1 else {
        fail()
        break
      }
      edges.append(
        Flow.Edge(
          from: from == 0 ? Flow.start : nodes[from - 1].name, to: to > nodes.count ? Flow.end : nodes[to - 1].name,
          label: optionalText(), isBack: false, isImplied: flag(), range: range()))
      ends.append((from, to))
    }
    return (edges, ends)
  }

  /// A tree that holds no more than the parallel groups.
  private mutating func tree(_ nodes: [FlowNode]) -> SyntaxTree {
    var steps: [SyntaxTree.Step] = []
    for _ in 0..<count() {
      let members = integers().filter { $0 > 0 && $0 <= nodes.count }.map { nodes[$0 - 1] }
      let references = members.map {
        SyntaxTree.Reference(name: .init(text: $0.name, range: $0.range), range: $0.range)
      }
      steps.append(SyntaxTree.Step(references: references, isGroup: true))
    }
    return SyntaxTree(chains: [SyntaxTree.Chain(steps: steps)])
  }

  private mutating func conditions() -> [Flow.NodeConditions] {
    var all: [Flow.NodeConditions] = []
    for _ in 0..<count() {
      var conditions = Flow.NodeConditions(node: text(), range: range(), labels: [])
      for _ in 0..<count() {
        let label = text()
        let range = range()
        conditions.labels.append(Flow.LabelCondition(label: label, condition: Condition(expression()), range: range))
      }
      all.append(conditions)
    }
    return all
  }

  private mutating func execution() -> Execution {
    var execution = Execution()
    execution.maxParallel = integer()
    execution.timeout = optionalInteger()
    execution.retries = integer()
    execution.onExhausted = ExhaustedPolicy(rawValue: text()) ?? execution.onExhausted
    execution.maxVisits = integer()
    execution.stopBlocks = integer()
    execution.onError = optionalText().flatMap(ErrorPolicy.init(rawValue:))
    return execution
  }
}
