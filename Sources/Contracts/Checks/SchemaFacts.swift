import Diagnostics
import Documents
import JSONSchema

/// All that some schemas say about one value, as far as another schema can be
/// compared with it.
struct SchemaFacts {
  /// What a value surely is, whether a schema says so or not.
  enum Known {
    case anything
    /// An object whose member `header` is an object.
    case document
    case object
  }

  let outline: SchemaOutline
  let known: Known
  let conjuncts: [Node]
  /// The types that every `type` allows.
  let types: (names: Set<String>, range: TextRange)?

  init(_ outline: SchemaOutline, _ schemas: [Node], _ known: Known = .anything) {
    self.outline = outline
    self.known = known
    conjuncts = schemas.flatMap { outline.conjuncts(of: $0) }
    types = Self.types(conjuncts)
  }

  var range: TextRange { conjuncts.first?.range ?? TextRange(at: .start) }
  var isImpossible: Bool { conjuncts.contains { $0.boolean == false } }

  /// The values that a `const` or `enum` leaves.
  var values: (nodes: [Node], range: TextRange)? {
    for schema in conjuncts {
      if let constant = schema["const"] { return ([constant], constant.range) }
      if let list = schema["enum"], let values = list.array { return (values, list.range) }
    }
    return nil
  }

  private static func types(_ conjuncts: [Node]) -> (names: Set<String>, range: TextRange)? {
    var result: (names: Set<String>, range: TextRange)?
    for schema in conjuncts {
      guard let type = schema["type"] else { continue }
      let names = Self.spread(type.string.map { [$0] } ?? type.array?.compactMap(\.string) ?? [])
      result = (result.map { $0.names.intersection(names) } ?? names, type.range)
    }
    return result
  }

  /// Every integer is a number.
  private static func spread(_ names: [String]) -> Set<String> {
    Set(names).union(names.contains("number") ? ["integer"] : [])
  }

  /// The strictest bound; `lower` tells which of two is the stricter one.
  func bound(_ keyword: String, lower: Bool) -> (value: Int, range: TextRange)? {
    let bounds = conjuncts.compactMap { schema in
      schema[keyword].flatMap { node in node.integer.map { (value: $0, range: node.range) } }
    }
    return bounds.max { lower ? $0.value < $1.value : $0.value > $1.value }
  }

  var required: [(key: String, range: TextRange)] {
    conjuncts.flatMap { schema in
      (schema["required"]?.array ?? []).compactMap { node in node.string.map { ($0, node.range) } }
    }
  }

  /// Where a member of that name is ruled out.
  func forbids(_ key: String) -> TextRange? {
    for schema in conjuncts {
      if let own = schema["properties"]?[key] {
        if own.boolean == false { return own.range }
      } else if let rest = schema["additionalProperties"], rest.boolean == false, schema["patternProperties"] == nil {
        return rest.range
      }
    }
    return nil
  }

  func member(_ key: String) -> SchemaFacts {
    SchemaFacts(
      outline,
      conjuncts.flatMap { schema in
        // `conjuncts` has followed all that `schemas(for:in:)` would.
        [schema["properties"]?[key] ?? (schema["patternProperties"] == nil ? schema["additionalProperties"] : nil)]
          .compactMap { $0 }
      }, known == .document && key == "header" ? .object : .anything)
  }

  var items: SchemaFacts { SchemaFacts(outline, conjuncts.compactMap { $0["prefixItems"] == nil ? $0["items"] : nil }) }

  /// Whether a value that satisfies it is surely of this type.
  func isOnly(_ names: Set<String>) -> Bool {
    (known != .anything && names.contains("object")) || (types.map { $0.names.isSubset(of: names) } ?? false)
  }
}
