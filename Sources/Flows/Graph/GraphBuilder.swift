import Diagnostics

/// Makes one graph of the chains of a flow: mentions of one name become one
/// node, and their edges add up.
struct GraphBuilder {
  private let file: String
  private var nodes: [FlowNode] = []
  private var edges: [Flow.Edge] = []
  private var ends: [(from: Int, to: Int)] = []
  private var vertices: [String: Int] = [:]
  private var places: [EdgeKey: Int] = [:]
  private var diagnostics: [Diagnostic] = []

  /// What makes two edges the same one.
  private struct EdgeKey: Hashable {
    var from: Int
    var to: Int
    var label: String?
  }

  /// END's number while the number of nodes is not known.
  private static let endMark = -1

  /// The graph of the chains; `isComplete` says that no line was lost to a
  /// syntax error.
  static func build(
    _ tree: SyntaxTree, file: String, isComplete: Bool
  ) -> (graph: Graph, diagnostics: [Diagnostic]) {
    var builder = GraphBuilder(file: file)
    for chain in tree.chains { builder.add(chain) }
    builder.addImpliedEdges(warns: isComplete)
    let end = builder.nodes.count + 1
    let ends = builder.ends.map { (from: $0.from, to: $0.to == endMark ? end : $0.to) }
    let graph = Graph(nodes: builder.nodes, edges: builder.edges, ends: ends, vertices: builder.vertices)
    return (graph, builder.diagnostics)
  }

  private init(file: String) { self.file = file }

  private mutating func add(_ chain: SyntaxTree.Chain) {
    let last = chain.steps.count - 1
    for (place, step) in chain.steps.enumerated() {
      let isLast = place == last && !chain.isBroken
      for reference in step.references { add(reference, isFirst: place == 0, isLast: isLast, isBroken: chain.isBroken) }
    }
    for (step, next) in zip(chain.steps, chain.steps.dropFirst()) {
      for source in step.references where source.name.text != Flow.end {
        for target in next.references where target.name.text != Flow.start { connect(source, target) }
      }
    }
  }

  /// Enters a mention's node and says what may not stand at its place.
  private mutating func add(_ reference: SyntaxTree.Reference, isFirst: Bool, isLast: Bool, isBroken: Bool) {
    let name = reference.name
    let isEnd = name.text == Flow.end
    guard isEnd || name.text == Flow.start else {
      if isLast, let label = reference.label { report("flow/label-on-last-step", .labelOnLastStep(label), label.range) }
      return addNode(reference)
    }
    if let loop = reference.loop { report("flow/loop-on-start-or-end", .loopOnReserved(name), loop.range) }
    if isEnd, !isLast, !isBroken {
      report("flow/edge-out-of-end", .edgeOutOfEnd, name.range)
    } else if !isEnd, !isFirst, !isBroken {
      report("flow/edge-into-start", .edgeIntoStart, name.range)
    } else if let label = reference.label {
      isEnd
        ? report("flow/label-on-last-step", .labelOnLastStep(label), label.range)
        : report("flow/label-on-start", .labelOnStart, label.range)
    }
  }

  private mutating func addNode(_ reference: SyntaxTree.Reference) {
    let loop = reference.loop.map {
      FlowNode.Loop(variable: $0.variable.text, degree: $0.degree, range: $0.range)
    }
    guard let vertex = vertices[reference.name.text] else {
      nodes.append(FlowNode(name: reference.name.text, loop: loop, range: reference.name.range))
      vertices[reference.name.text] = nodes.count
      return
    }
    guard let loop else { return }
    guard let earlier = nodes[vertex - 1].loop else {
      nodes[vertex - 1].loop = loop
      return
    }
    guard earlier.variable != loop.variable || earlier.degree != loop.degree else { return }
    report(
      "flow/loop-conflict", .loopConflict(nodes[vertex - 1].name, loop, earlier), loop.range,
      notes: [.init("the first loop stands here", at: earlier.range.in(file))])
  }

  private mutating func connect(_ source: SyntaxTree.Reference, _ target: SyntaxTree.Reference) {
    let from = vertices[source.name.text] ?? 0
    let to = vertices[target.name.text] ?? Self.endMark
    let label = from == 0 ? nil : source.label?.text
    let range =
      source.range.start.line == target.range.end.line
      ? TextRange(source.range.start, target.range.end) : target.range
    let key = EdgeKey(from: from, to: to, label: label)
    if let place = places[key] {
      report(
        "flow/duplicate-edge", .duplicateEdge(edges[place]), range, severity: .warning,
        notes: [.init("it stands here already", at: edges[place].range.in(file))])
      return
    }
    places[key] = edges.count
    edges.append(
      Flow.Edge(
        from: source.name.text, to: target.name.text, label: label, isBack: false, isImplied: false, range: range))
    ends.append((from, to))
  }

  /// Starts at START what nothing leads to.
  private mutating func addImpliedEdges(warns: Bool) {
    var isEntered = [Bool](repeating: false, count: nodes.count + 1)
    for (_, to) in ends where to != Self.endMark { isEntered[to] = true }
    for (place, node) in nodes.enumerated() where !isEntered[place + 1] {
      if warns {
        report("flow/no-incoming-edge", .noIncomingEdge(node.name), node.range, severity: .warning)
      }
      edges.append(
        Flow.Edge(from: Flow.start, to: node.name, label: nil, isBack: false, isImplied: true, range: node.range))
      ends.append((0, place + 1))
    }
  }

  private mutating func report(
    _ code: Diagnostic.Code, _ message: Diagnostic.Message, _ range: TextRange,
    severity: Diagnostic.Severity = .error, notes: [Diagnostic.Note] = []
  ) {
    diagnostics.append(Diagnostic(code, message, severity: severity, at: range.in(file), notes: notes))
  }
}

extension Diagnostic.Message {
  fileprivate static func labelOnLastStep(_ label: SyntaxTree.Name) -> Self {
    "the label \(quoted(label.text)) stands on a last step, which no edge leaves; expected \">>\" behind it"
  }

  fileprivate static var labelOnStart: Self { "START has no output and so no labels" }
  fileprivate static var edgeOutOfEnd: Self { "no edge can leave END; expected it only as the last step of a chain" }
  fileprivate static var edgeIntoStart: Self {
    "no edge can lead to START; expected it only as the first step of a chain"
  }

  fileprivate static func loopOnReserved(_ name: SyntaxTree.Name) -> Self {
    "\(name.text) is no node and cannot have a loop"
  }

  fileprivate static func loopConflict(_ name: String, _ loop: FlowNode.Loop, _ earlier: FlowNode.Loop) -> Self {
    "\(quoted(name)) has two different loops: found \(loop.text), expected \(earlier.text)"
  }

  fileprivate static func duplicateEdge(_ edge: Flow.Edge) -> Self {
    let label = edge.label.map { " with the label \(quoted($0))" } ?? ""
    return "the edge from \(quoted(edge.from)) to \(quoted(edge.to))\(label) is written twice"
  }

  fileprivate static func noIncomingEdge(_ name: String) -> Self {
    "no edge leads to \(quoted(name)): it starts at START; expected \"START >> \(name)\""
  }
}

extension FlowNode.Loop {
  /// The loop as it is written.
  var text: String { degree == 1 ? "* $\(variable)" : "* $\(variable)[\(degree)]" }
}
