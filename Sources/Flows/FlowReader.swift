public import Diagnostics
public import Documents

/// Reads a `flow.yaml` and reports everything that is wrong with it.
public struct FlowReader: Sendable {
  public var file: String

  /// - Parameter file: the file as the user would name it.
  public init(file: String) { self.file = file }

  /// The flow that a file's bytes describe. The checks that need nothing but
  /// the flow are made as well.
  public func read(_ text: [UInt8]) -> Reading<Flow> {
    let reading = YAMLReader(file: file).read(text)
    guard let node = reading.value else { return Reading(nil, reading.diagnostics) }
    let flow = decode(node, text: text)
    return Reading(flow.value, (reading.diagnostics + flow.diagnostics).sortedByPlace())
  }

  /// The flow that a tree describes.
  ///
  /// - Parameter text: the file that the ranges of the tree are in; without
  ///   it the chains are taken to stand there as they are.
  public func decode(_ node: Node, text: [UInt8]? = nil) -> Reading<Flow> {
    var decoder = FlowDecoder(file: file, text: text)
    let flow = decoder.decode(node)
    return Reading(flow, decoder.diagnostics.sortedByPlace())
  }
}

/// Takes a tree apart and collects what is wrong with it.
struct FlowDecoder {
  let file: String
  let text: LineIndex?
  var diagnostics: [Diagnostic] = []

  init(file: String, text: [UInt8]?) {
    self.file = file
    self.text = text.map { LineIndex($0) }
  }

  private static let keys = ["name", "version", "description", "state", "flow", "conditions", "execution"]

  mutating func decode(_ node: Node) -> Flow? {
    guard let object = object(node, "flow file") else { return nil }
    reportUnknownKeys(of: object, known: Self.keys, in: "a flow file")
    let name = requiredString("name", of: object, at: node)
    let chains = requiredString("flow", of: object, at: node)
    guard let chains else { return nil }

    let (tree, syntaxErrors) = Parser.parse(located(chains), file: file)
    let (graph, graphErrors) = GraphBuilder.build(tree, file: file, isComplete: syntaxErrors.isEmpty)
    diagnostics += syntaxErrors + graphErrors
    var flow = Flow(file: file, tree: tree, graph: graph)
    flow.name = name?.string ?? ""
    decodeSettings(of: node, into: &flow)
    if graph.nodes.isEmpty, syntaxErrors.isEmpty { report("flow/no-nodes", .noNodes, chains.range) }
    // What a broken line leaves out would be blamed on the lines that are left.
    if syntaxErrors.isEmpty { diagnostics += Checks.run(flow) }
    return flow
  }

  /// Everything but the name and the chains.
  mutating func decodeSettings(of node: Node, into flow: inout Flow) {
    guard let object = node.object else { return }
    flow.version = version(of: object)
    flow.description = object["description"].flatMap { string($0, "description") }
    if let state = object["state"], !state.isNull { flow.state = self.object(state, "state") ?? Object() }
    if let conditions = object["conditions"], !conditions.isNull {
      flow.conditions = self.conditions(conditions, of: flow)
    }
    if let execution = object["execution"], !execution.isNull { flow.execution = self.execution(execution) }
  }

  /// Versions are strings: as a number, `1.10` would be `1.1`.
  private mutating func version(of object: Object) -> String? {
    guard let node = object["version"] else { return nil }
    guard case .number(let number) = node.value else { return string(node, "version") }
    let note = Diagnostic.Note("write it in quotes, so that no digit is lost")
    report("flow/wrong-type", .wrongType("version", node, "a string"), node.range, notes: [note])
    return number.description
  }

  private mutating func conditions(_ node: Node, of flow: Flow) -> [Flow.NodeConditions] {
    guard let object = object(node, "conditions") else {
      return flow.nodes.map { broken($0.name, at: node.range, of: flow) }
    }
    return object.members.map { member in
      guard let labels = self.object(member.value, "conditions.\(member.key)")?.members else {
        return broken(member.key, at: member.keyRange, of: flow)
      }
      return Flow.NodeConditions(
        node: member.key, range: member.keyRange,
        labels: labels.map { label in
          let condition = self.condition(label.value, "conditions.\(member.key).\(label.key)")
          return Flow.LabelCondition(
            label: label.key, condition: condition ?? .broken(at: label.value.range), range: label.keyRange)
        })
    }
  }

  /// Stands for the conditions of a node that can't be read: none of its
  /// labels means what it would mean without an entry.
  private func broken(_ node: String, at range: TextRange, of flow: Flow) -> Flow.NodeConditions {
    var labels: [String] = []
    for case let label? in flow.edges(from: node).map(\.label) where !labels.contains(label) { labels.append(label) }
    return Flow.NodeConditions(
      node: node, range: range,
      labels: labels.map { Flow.LabelCondition(label: $0, condition: .broken(at: range), range: range) })
  }
}

extension FlowDecoder {
  /// nil for one that can't be read; its label keeps its place in the order.
  private mutating func condition(_ node: Node, _ place: String) -> Condition? {
    guard let text = string(node, place) else { return nil }
    let reading = Condition.parse(located(Node(.string(text), range: node.range)), file: file)
    diagnostics += reading.diagnostics
    return reading.value
  }
}

// MARK: - Values and their types

extension FlowDecoder {
  mutating func object(_ node: Node, _ place: String) -> Object? {
    if let object = node.object { return object }
    report("flow/wrong-type", .wrongType(place, node, "an object"), node.range)
    return nil
  }

  mutating func string(_ node: Node, _ place: String) -> String? {
    if let string = node.string { return string }
    report("flow/wrong-type", .wrongType(place, node, "a string"), node.range)
    return nil
  }

  private mutating func requiredString(_ key: String, of object: Object, at node: Node) -> Node? {
    guard let value = object[key] else {
      report("flow/missing-key", .missingKey(key), TextRange(at: node.range.start))
      return nil
    }
    guard let text = string(value, key) else { return nil }
    if key == "name", text.isEmpty { report("flow/empty-name", .emptyName, value.range) }
    return value
  }

  mutating func reportUnknownKeys(of object: Object, known: [String], in place: String) {
    for member in object.members where !known.contains(member.key) {
      report(
        "flow/unknown-key", .unknownKey(member.key, place, known), member.keyRange,
        notes: suggestion(for: member.key, in: known))
    }
  }

  mutating func report(
    _ code: Diagnostic.Code, _ message: Diagnostic.Message, _ range: TextRange,
    severity: Diagnostic.Severity = .error, notes: [Diagnostic.Note] = []
  ) {
    diagnostics.append(Diagnostic(code, message, severity: severity, at: range.in(file), notes: notes))
  }

  /// A string of the file with the places of its characters.
  private func located(_ node: Node) -> LocatedText {
    let value = node.string ?? ""
    guard let text else { return LocatedText(value, at: node.range.start) }
    return LocatedText(value, scalarAt: node.range.start, of: text)
  }
}

extension Diagnostic.Message {
  static func wrongType(_ place: String, _ node: Node, _ expected: String) -> Self {
    "\(place): found \(node.article), expected \(expected)"
  }

  fileprivate static func missingKey(_ key: String) -> Self { "the key \(quoted(key)) is missing" }
  fileprivate static var emptyName: Self { "the name is empty" }
  fileprivate static var noNodes: Self { "the flow has no nodes; expected a chain such as \"START >> agent >> END\"" }

  fileprivate static func unknownKey(_ key: String, _ place: String, _ known: [String]) -> Self {
    "unknown key \(quoted(key)) in \(place), expected one of \(known.joined(separator: ", "))"
  }
}
