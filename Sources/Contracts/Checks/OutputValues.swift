import Diagnostics
import Documents
import Flows
import JSONSchema

/// What a node's output can be at a place, by its output contract: as far as
/// `type`, `const` and `enum` decide, through `properties`, `items`, `$ref`
/// and `allOf`.
struct OutputValues {
  let contract: Contract
  /// Of a loop the output is the list of its headers.
  let isLoop: Bool

  /// What the conditions of the flow ask in a way that must fail, by the
  /// contracts of its nodes.
  static func check(_ flow: Flow, contract: (FlowNode) -> Contract?) -> [Diagnostic] {
    flow.nodes.filter { flow.hasLabels($0.name) }.flatMap { node -> [Diagnostic] in
      guard let contract = contract(node), contract.describesDocument else { return [] }
      let values = OutputValues(contract: contract, isLoop: node.loop != nil)
      return ConditionTypes.check(flow, of: node) { values.values(at: $0) }
    }
  }

  func values(at path: [FieldDemand.Step]) -> PossibleValues {
    var steps = path[...]
    // A key of a list, or an element of a header, is told by the check of what
    // is read.
    guard let first = steps.first else { return .anything }
    guard isLoop else { return header(steps) }
    guard case .index = first else { return .anything }
    steps.removeFirst()
    // There may be fewer items.
    return header(steps).orNull
  }

  private func header(_ steps: ArraySlice<FieldDemand.Step>) -> PossibleValues {
    let document = SchemaFacts(contract.outline, [contract.outline.root], .document)
    if steps.isEmpty { return PossibleValues(["object"]) }
    // The text below the header stands beside its keys.
    if steps.first == .field("content") { return .anything }
    var facts = document.member("header")
    var mayLack = false
    for step in steps {
      switch step {
      case .field(let name):
        if !facts.isOnly(["object"]) || !facts.required.contains(where: { $0.key == name }) { mayLack = true }
        facts = facts.member(name)
      case .index:
        mayLack = true
        facts = facts.items
      }
      // What nothing is said about may be anything, and below it, too.
      if facts.conjuncts.isEmpty || facts.isImpossible { return .anything }
    }
    return mayLack ? facts.possible.orNull : facts.possible
  }
}

extension SchemaFacts {
  /// The values that its types and constants leave.
  fileprivate var possible: PossibleValues {
    let named = types.map { Set($0.names.map { $0 == "integer" ? "number" : $0 }) }
    guard let values else { return named.map { PossibleValues($0) } ?? .anything }
    let left = values.nodes.filter { named?.contains($0.typeName) ?? true }
    // Of a contract that nothing satisfies nothing is known.
    return left.isEmpty ? .anything : PossibleValues(Set(left.map(\.typeName)), values: left)
  }
}
