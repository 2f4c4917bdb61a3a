import Diagnostics
import Documents
import Flows

/// Conditions that read what the node's output contract doesn't declare, or
/// ask for a status that it rules out: they would never hold.
enum UnknownOutputField {
  static func check(_ flow: Flow, contract: (FlowNode) -> Contract?) -> [Diagnostic] {
    flow.nodes.filter { flow.hasLabels($0.name) }.flatMap { node -> [Diagnostic] in
      let contract = contract(node)
      return flow.outputUses(of: node).compactMap { use in
        if let mistake = shapeMistake(use) {
          return Diagnostic("flow/unknown-output-field", mistake, at: use.range.in(flow.file))
        }
        return contract.flatMap { check(use, $0, file: flow.file) }
      }
    }
  }

  /// A list has no keys, and a header no elements: asking for them fails the node.
  private static func shapeMistake(_ use: OutputUse) -> Diagnostic.Message? {
    switch use.shape {
    case .fitting: nil
    case .fieldOfList: .fieldOfList(use)
    case .elementOfHeader: .elementOfHeader(use)
    }
  }

  private static func check(_ use: OutputUse, _ contract: Contract, file: String) -> Diagnostic? {
    guard use.path != ["content"], !use.path.isEmpty else { return nil }
    let outline = contract.outline
    guard var schemas = outline.declared("header", in: [outline.root]) else { return nil }
    let place = use.range.in(file)
    for (depth, name) in use.path.enumerated() {
      guard let next = outline.declared(name, in: schemas) else { return nil }
      if next.isEmpty {
        // Nothing is said below this key: whatever is there will do.
        if depth > 0, outline.names(in: schemas).isEmpty { return nil }
        let nearest = nearestName(to: name, in: outline.names(in: schemas))
        return Diagnostic("flow/unknown-output-field", .unknown(use, contract, nearest), at: place)
      }
      schemas = next
    }
    guard let value = use.impliedValue, let allowed = outline.values(of: schemas),
      !allowed.contains(.string(value))
    else { return nil }
    return Diagnostic("flow/impossible-label", .impossible(use, value, allowed, contract), at: place)
  }
}

extension SchemaOutline {
  /// The subschemas that declare a member of that name in any branch of these
  /// schemas; empty if none does, nil if that can't be told.
  func declared(_ name: String, in schemas: [Node]) -> [Node]? {
    var found: [Node] = []
    for schema in schemas.flatMap({ branches(of: $0) }) {
      // What another name or schema leads to isn't known here.
      if schema["$dynamicRef"] != nil || schema["$recursiveRef"] != nil || schema["patternProperties"] != nil {
        return nil
      }
      if let reference = schema["$ref"], resolved(schema)["$ref"] == reference { return nil }
      if let rest = schema["additionalProperties"], rest.object != nil, schema["properties"]?[name] == nil {
        found.append(rest)
      }
      if let own = schema["properties"]?[name] { found.append(own) }
      if schema["required"]?.array?.contains(.string(name)) == true, found.isEmpty { found.append(.boolean(true)) }
    }
    return found
  }

  /// All names that these schemas declare.
  func names(in schemas: [Node]) -> [String] {
    schemas.flatMap { branches(of: $0) }.flatMap { $0["properties"]?.object?.keys ?? [] }
  }

  /// The values that `const` or `enum` leave, if one of the schemas says so.
  fileprivate func values(of schemas: [Node]) -> [Node]? {
    for schema in schemas.flatMap({ conjuncts(of: $0) }) {
      if let constant = schema["const"] { return [constant] }
      if let values = schema["enum"]?.array { return values }
    }
    return nil
  }

  /// The schema with all that may apply beside it: what is declared in any of
  /// them is declared.
  private func branches(of schema: Node, depth: Int = 0) -> [Node] {
    guard depth < 8 else { return [] }
    return conjuncts(of: schema).flatMap { schema -> [Node] in
      var inner: [Node] = ["if", "then", "else"].compactMap { schema[$0] }
      for keyword in ["anyOf", "oneOf"] { inner += schema[keyword]?.array ?? [] }
      inner += schema["dependentSchemas"]?.object?.members.map(\.value) ?? []
      return [schema] + inner.flatMap { branches(of: $0, depth: depth + 1) }
    }
  }
}

extension Diagnostic.Message {
  fileprivate static func unknown(_ use: OutputUse, _ contract: Contract, _ nearest: String?) -> Self {
    let field = "output." + use.path.joined(separator: ".")
    let hint = nearest.map { ", did you mean \"\($0)\"?" } ?? "; declare it in the header's properties"
    if use.impliedValue != nil {
      return
        "the label \(quoted(use.label)) of \(quoted(use.node)) has no condition and so means output.status == '\(use.label)', but the contract \(quoted(contract.name)) declares no \"status\"; give it an entry in \"conditions\""
    }
    return
      "the condition of \(quoted(use.label)) reads \(field), which the contract \(quoted(contract.name)) of \(quoted(use.node)) doesn't declare\(hint)"
  }
  fileprivate static func fieldOfList(_ use: OutputUse) -> Self {
    if use.impliedValue != nil {
      return
        "the label \(quoted(use.label)) has no condition and so means output.status == '\(use.label)', but \(quoted(use.node)) goes through a list, and its output is the list of its headers; give it an entry in \"conditions\""
    }
    let field = use.path.joined(separator: ".")
    return
      "the condition of \(quoted(use.label)) reads output.\(field), but \(quoted(use.node)) goes through a list, and its output is the list of its headers; expected output[0].\(field) or len(output)"
  }
  fileprivate static func elementOfHeader(_ use: OutputUse) -> Self {
    "the condition of \(quoted(use.label)) reads an element of output, but \(quoted(use.node)) goes through no list, and its output is one header; expected one of its keys"
  }
  fileprivate static func impossible(
    _ use: OutputUse, _ value: String, _ allowed: [Node], _ contract: Contract
  ) -> Self {
    "the label \(quoted(use.label)) of \(quoted(use.node)) means output.status == '\(value)', but the contract \(quoted(contract.name)) allows \(allowed.prefix(10).map(\.summary).joined(separator: ", ")) only"
  }
}
