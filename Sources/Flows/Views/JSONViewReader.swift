public import Diagnostics
public import Documents

/// Reads the flow back that a JSON view shows.
public struct JSONViewReader: Sendable {
  public var file: String

  public init(file: String) { self.file = file }

  /// The flow with the places that its parts have in the JSON; nil, with what
  /// is wrong, if this is no JSON view. Where edges lead back is found anew.
  public func read(_ view: Node) -> Reading<Flow> {
    var decoder = FlowDecoder(file: file, text: nil)
    guard let parts = parts(of: view, &decoder) else { return Reading(nil, decoder.diagnostics) }
    var flow = Flow(file: file, tree: parts.tree, graph: parts.graph)
    flow.name = view["name"]?.string ?? ""
    decoder.decodeSettings(of: view, into: &flow)
    return Reading(flow, (decoder.diagnostics + Checks.run(flow)).sortedByPlace())
  }

  /// The graph, and a tree that holds no more than the parallel groups.
  private func parts(of view: Node, _ decoder: inout FlowDecoder) -> (graph: Graph, tree: SyntaxTree)? {
    guard let items = list("nodes", of: view, &decoder), let links = list("edges", of: view, &decoder) else {
      return nil
    }
    var nodes: [FlowNode] = []
    var vertices: [String: Int] = [:]
    for item in items {
      guard let id = word(item["id"], item, &decoder) else { return nil }
      if id == Flow.start || id == Flow.end { continue }
      guard vertices[id] == nil else {
        decoder.report("flow/not-a-view", .repeated(id), item.range)
        return nil
      }
      nodes.append(FlowNode(name: id, loop: loop(of: item), range: item.range))
      vertices[id] = nodes.count
    }
    var edges: [Flow.Edge] = []
    var ends: [(from: Int, to: Int)] = []
    var groups = Groups()
    for link in links {
      guard let from = word(link["from"], link, &decoder), let to = word(link["to"], link, &decoder) else { return nil }
      guard let source = from == Flow.start ? 0 : vertices[from],
        let target = to == Flow.end ? nodes.count + 1 : vertices[to]
      else {
        decoder.report("flow/not-a-view", .unknownEnd(from, to), link.range)
        return nil
      }
      edges.append(
        Flow.Edge(
          from: from, to: to, label: link["condition"]?.string, isBack: false,
          isImplied: link["implied"]?.boolean ?? false, range: link.range))
      ends.append((source, target))
      if let group = link["parallel_group"]?.string { groups.add(target, to: group) }
    }
    let graph = Graph(nodes: nodes, edges: edges, ends: ends, vertices: vertices)
    return (graph, groups.tree(nodes))
  }

  private func list(_ key: String, of view: Node, _ decoder: inout FlowDecoder) -> [Node]? {
    if let list = view[key]?.array { return list }
    decoder.report("flow/not-a-view", .noList(key), view.range)
    return nil
  }

  /// A name that the syntax of flows knows.
  private func word(_ node: Node?, _ parent: Node, _ decoder: inout FlowDecoder) -> String? {
    if let text = node?.string {
      let tokens = Lexer.tokens(of: LocatedText(text))
      if tokens.count == 2, tokens[0].kind == .name, tokens[0].text == text { return text }
    }
    decoder.report("flow/not-a-view", .noName, node?.range ?? parent.range)
    return nil
  }

  private func loop(of item: Node) -> FlowNode.Loop? {
    guard let over = item["over"]?.string, over.hasPrefix("$") else { return nil }
    return FlowNode.Loop(
      variable: String(over.dropFirst()), degree: max(1, item["parallel"]?.integer ?? 1), range: item.range)
  }
}

/// The parallel groups of a view, in their order.
private struct Groups {
  private var names: [String: Int] = [:]
  private var members: [[Int]] = []

  mutating func add(_ vertex: Int, to name: String) {
    if let place = names[name] {
      members[place].append(vertex)
    } else {
      names[name] = members.count
      members.append([vertex])
    }
  }

  func tree(_ nodes: [FlowNode]) -> SyntaxTree {
    let steps = members.map { group in
      SyntaxTree.Step(
        references: Set(group).sorted().compactMap { vertex in
          guard vertex <= nodes.count else { return nil }
          let node = nodes[vertex - 1]
          return SyntaxTree.Reference(name: .init(text: node.name, range: node.range), range: node.range)
        }, isGroup: true)
    }
    return SyntaxTree(chains: [SyntaxTree.Chain(steps: steps)])
  }
}

extension Diagnostic.Message {
  fileprivate static func noList(_ key: String) -> Self { "no view of a flow: expected an array \(quoted(key))" }
  fileprivate static var noName: Self { "no view of a flow: expected the name of a node" }
  fileprivate static func repeated(_ id: String) -> Self { "the node \(quoted(id)) is listed twice" }

  fileprivate static func unknownEnd(_ from: String, _ to: String) -> Self {
    "the edge from \(quoted(from)) to \(quoted(to)) has an end that is not listed"
  }
}
