import Diagnostics
import Documents
import JSONSchema

/// Why no value that one schema accepts can satisfy another one.
///
/// Two schemas can be compared only in part. What is found here surely fails:
/// whatever isn't looked at (`anyOf`, `not`, `if`, patterns) can only rule out
/// more values.
struct SchemaConflict: Sendable {
  /// The place in the data.
  var pointer: JSONPointer
  /// What the first promises and the second demands, in a sentence.
  var message: Diagnostic.Message
  var promised: TextRange
  var demanded: TextRange
}

extension SchemaConflict {
  /// The conflict between a promise and a demand about the same value; nil if
  /// none can be proven.
  ///
  /// - Parameter isDocument: whether the value is that of a document, with an
  ///   object as its `header`, even if no schema says so.
  static func between(
    _ promise: (SchemaOutline, [Node]), _ demand: (SchemaOutline, [Node]), isDocument: Bool = false
  ) -> SchemaConflict? {
    let promised = SchemaFacts(promise.0, promise.1, isDocument ? .document : .anything)
    return find(promised, SchemaFacts(demand.0, demand.1), .root, depth: 0)
  }

  private static func find(_ own: SchemaFacts, _ other: SchemaFacts, _ pointer: JSONPointer, depth: Int)
    -> SchemaConflict?
  {
    // Where one side says nothing every value will do.
    guard depth < 12, !own.conjuncts.isEmpty, !other.conjuncts.isEmpty, !own.isImpossible else { return nil }
    if other.isImpossible {
      return SchemaConflict(
        pointer: pointer, message: "nothing is allowed here", promised: own.range, demanded: other.range)
    }
    return values(own, other, pointer) ?? types(own, other, pointer) ?? bounds(own, other, pointer)
      ?? members(own, other, pointer, depth) ?? items(own, other, pointer, depth)
  }

  private static func values(_ own: SchemaFacts, _ other: SchemaFacts, _ pointer: JSONPointer) -> SchemaConflict? {
    let (promised, demanded) = (own.values, other.values)
    if let promised, let demanded, !promised.nodes.contains(where: demanded.nodes.contains) {
      return SchemaConflict(
        pointer: pointer, message: "it is \(words(promised.nodes)), expected \(words(demanded.nodes))",
        promised: promised.range, demanded: demanded.range)
    }
    if let promised, let types = other.types, !promised.nodes.contains(where: { matches($0, types.names) }) {
      return SchemaConflict(
        pointer: pointer, message: "it is \(words(promised.nodes)), expected \(words(types.names))",
        promised: promised.range, demanded: types.range)
    }
    if let demanded, let types = own.types, !demanded.nodes.contains(where: { matches($0, types.names) }) {
      return SchemaConflict(
        pointer: pointer, message: "it is \(words(types.names)), expected \(words(demanded.nodes))",
        promised: types.range, demanded: demanded.range)
    }
    return nil
  }

  private static func types(_ own: SchemaFacts, _ other: SchemaFacts, _ pointer: JSONPointer) -> SchemaConflict? {
    guard let promised = own.types, let demanded = other.types, !promised.names.isEmpty,
      promised.names.isDisjoint(with: demanded.names)
    else { return nil }
    return SchemaConflict(
      pointer: pointer, message: "it is \(words(promised.names)), expected \(words(demanded.names))",
      promised: promised.range, demanded: demanded.range)
  }

  private static func bounds(_ own: SchemaFacts, _ other: SchemaFacts, _ pointer: JSONPointer) -> SchemaConflict? {
    let pairs: [(low: String, high: String, types: Set<String>, what: String)] = [
      ("minimum", "maximum", ["number", "integer"], ""), ("minLength", "maxLength", ["string"], " characters"),
      ("minItems", "maxItems", ["array"], " items"),
    ]
    for pair in pairs where own.isOnly(pair.types) || other.isOnly(pair.types) {
      if let high = own.bound(pair.high, lower: false), let low = other.bound(pair.low, lower: true),
        high.value < low.value
      {
        return SchemaConflict(
          pointer: pointer, message: "it has at most \(high.value)\(pair.what), expected at least \(low.value)",
          promised: high.range, demanded: low.range)
      }
      if let low = own.bound(pair.low, lower: true), let high = other.bound(pair.high, lower: false),
        low.value > high.value
      {
        return SchemaConflict(
          pointer: pointer, message: "it has at least \(low.value)\(pair.what), expected at most \(high.value)",
          promised: low.range, demanded: high.range)
      }
    }
    return nil
  }

  private static func members(
    _ own: SchemaFacts, _ other: SchemaFacts, _ pointer: JSONPointer, _ depth: Int
  ) -> SchemaConflict? {
    guard own.isOnly(["object"]) || other.isOnly(["object"]) else { return nil }
    for (key, range) in other.required {
      guard let forbidden = own.forbids(key) else { continue }
      return SchemaConflict(
        pointer: pointer.appending(key), message: "it is never there, expected the key \(quoted(key))",
        promised: forbidden, demanded: range)
    }
    for (key, range) in own.required {
      guard let forbidden = other.forbids(key) else { continue }
      return SchemaConflict(
        pointer: pointer.appending(key), message: "it is always there, expected no key \(quoted(key))",
        promised: range, demanded: forbidden)
    }
    var seen: Set<String> = []
    for (key, _) in own.required + other.required where seen.insert(key).inserted {
      if let found = find(own.member(key), other.member(key), pointer.appending(key), depth: depth + 1) { return found }
    }
    return nil
  }

  private static func items(_ own: SchemaFacts, _ other: SchemaFacts, _ pointer: JSONPointer, _ depth: Int)
    -> SchemaConflict?
  {
    guard own.isOnly(["array"]) || other.isOnly(["array"]) else { return nil }
    let least = max(own.bound("minItems", lower: true)?.value ?? 0, other.bound("minItems", lower: true)?.value ?? 0)
    return least > 0 ? find(own.items, other.items, pointer.appending(0), depth: depth + 1) : nil
  }

  private static func matches(_ value: Node, _ types: Set<String>) -> Bool {
    types.contains(value.typeName) || (types.contains("integer") && value.number?.isInteger == true)
  }

  private static func words(_ values: [Node]) -> String {
    values.prefix(5).map { quotedJSON($0) }.joined(separator: " or ") + (values.count > 5 ? " or …" : "")
  }

  private static func words(_ types: Set<String>) -> String {
    types.filter { $0 != "integer" || !types.contains("number") }.sorted()
      .map { "\("aeiou".contains($0.first ?? "x") ? "an" : "a") \($0)" }.joined(separator: " or ")
  }

  private static func quotedJSON(_ value: Node) -> String { value.summary }
}
