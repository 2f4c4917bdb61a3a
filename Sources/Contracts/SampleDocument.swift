import Diagnostics
package import Documents
import JSONSchema
import Platform

/// A document whose header satisfies a contract as far as that can be found
/// without guessing: constants, choices, types, bounds, formats, counts and
/// plain patterns; what else there is is left to be filled in.
package struct SampleDocument: Sendable {
  private let contract: Contract
  private let agent: String

  package init(contract: Contract, agent: String) {
    self.contract = contract
    self.agent = agent
  }

  /// The frontmatter, every value in JSON, which is YAML too.
  package var text: String {
    let members = header.object?.members ?? []
    let lines = members.map { member in
      "\(Self.isPlain(member.key) ? member.key : JSONWriter().write(.string(member.key))): \(JSONWriter().write(member.value))"
    }
    return (["---"] + lines + ["---", "", DemandedHeadings(contract.outline).text, ""]).joined(separator: "\n")
  }

  package var header: Node {
    let schema = contract.outline.property("header")
    var value = schema.map { self.value($0, key: "header", depth: 0) } ?? .object([:])
    // A document may always say whose it is.
    if var object = value.object, object["agent"] != nil, schema?["properties"]?["agent"]?["const"] == nil {
      object.set("agent", .string(agent))
      value = Node(.object(object))
    }
    return value.object == nil ? .object([:]) : value
  }

  private static func isPlain(_ key: String) -> Bool {
    !key.isEmpty && !["true", "false", "null", "~"].contains(key) && key.utf8.first != UInt8(ascii: "-")
      && key.utf8.allSatisfy { byte in
        switch byte {
        case 65...90, 97...122, 95, 45: true
        default: false
        }
      }
  }
}

extension SampleDocument {
  /// A value for a part of the schema, made up in the same way.
  package func value(of schema: Node, key: String) -> Node { value(schema, key: key, depth: 1) }

  /// Each alternative may hold others: deeper than this the first must do.
  private static let choosingDepth = 4

  private func value(_ schema: Node, key: String, depth: Int) -> Node {
    let outline = contract.outline
    let schemas = outline.conjuncts(of: schema)
    let first = { (keyword: String) in schemas.lazy.compactMap { $0[keyword] }.first }
    if let constant = first("const") { return constant }
    if let choices = first("enum")?.array, !choices.isEmpty {
      return accepted(choices.count, by: schemas) { choices[$0] }
    }
    if let preset = first("default") ?? first("examples")?.array?.first { return preset }
    if let branches = (first("anyOf") ?? first("oneOf"))?.array, !branches.isEmpty, first("type") == nil, depth < 8 {
      return accepted(depth < Self.choosingDepth ? branches.count : 1, by: schemas) {
        value(branches[$0], key: key, depth: depth + 1)
      }
    }
    let named = first("type").map { type in type.array?.compactMap(\.string) ?? [type.string ?? ""] } ?? []
    // Without a type it may be anything, and mostly is a text; what it can't be is said by `not`.
    let likely =
      first("properties") != nil
      ? ["object"] : ["string"] + (first("not") == nil ? [] : ["integer", "boolean", "null"])
    let types = named.isEmpty ? likely : named
    return accepted(depth < Self.choosingDepth ? types.count : 1, by: schemas) {
      value(ofType: types[$0], schemas, key: key, depth: depth)
    }
  }

  /// The first of some values that the schemas accept; the first of all if
  /// they accept none, or can't be asked: they refer to others.
  private func accepted(_ count: Int, by schemas: [Node], _ value: (Int) -> Node) -> Node {
    let first = value(0)
    guard count > 1, let schema = Self.whole(schemas), !schema.isValid(first) else { return first }
    return (1..<count).lazy.map(value).first { schema.isValid($0) } ?? first
  }

  /// All of the schemas as one; nil if they refer to others.
  private static func whole(_ schemas: [Node]) -> Schema? {
    Schema.compile(.object(["allOf": .array(schemas)]), file: "part").value
  }

  private func value(ofType type: String, _ schemas: [Node], key: String, depth: Int) -> Node {
    switch type {
    case "object": return object(schemas, depth: depth)
    case "array": return array(schemas, key: key, depth: depth)
    case "integer": return Node(.number(SampleNumber(schemas, isInteger: true).value))
    case "number": return Node(.number(SampleNumber(schemas, isInteger: false).value))
    case "boolean": return .boolean(false)
    case "null": return .null
    default: return text(schemas, key: key)
    }
  }

  /// What conditions demand of a sample is added to its schemas until there is nothing more.
  private func object(_ schemas: [Node], depth: Int) -> Node {
    guard depth < 8 else { return .object([:]) }
    var known = schemas
    var sample = members(known, depth: depth)
    for _ in 0..<4 {
      let demanded = schemas.flatMap { conditional($0, of: sample) }.filter { !known.contains($0) }
      if demanded.isEmpty { break }
      known += demanded
      sample = members(known, depth: depth)
    }
    return sample
  }

  /// What `if` and its kin ask of this value, besides what is asked of each.
  private func conditional(_ schema: Node, of sample: Node) -> [Node] {
    var demanded: [Node] = []
    if let condition = schema["if"], let test = Schema.compile(condition, file: "if").value,
      let branch = schema[test.isValid(sample) ? "then" : "else"]
    {
      demanded += contract.outline.conjuncts(of: branch)
    }
    let keys = sample.object?.keys ?? []
    demanded += keys.compactMap { key in schema["dependentRequired"]?[key].map { .object(["required": $0]) } }
    return demanded
      + keys.flatMap { key in
        schema["dependentSchemas"]?[key].map { contract.outline.conjuncts(of: $0) } ?? []
      }
  }

  private func members(_ schemas: [Node], depth: Int) -> Node {
    var object = Object()
    let property = { (key: String) -> Node? in
      let found = schemas.compactMap { $0["properties"]?[key] }
      // What a condition says of a key is narrower than what holds always.
      return found.count > 1 ? .object(["allOf": .array(found.reversed())]) : found.first
    }
    let required = schemas.flatMap { $0["required"]?.array ?? [] }.compactMap(\.string)
    for key in required {
      object.set(key, property(key).map { value($0, key: key, depth: depth + 1) } ?? .string("<\(key)>"))
    }
    let least = min(schemas.compactMap { $0["minProperties"]?.integer }.max() ?? 0, 20)
    let others = schemas.lazy.compactMap { $0["additionalProperties"] }.first
    let names = schemas.flatMap { $0["properties"]?.object?.keys ?? [] } + (0..<20).map { "key\($0 + 1)" }
    for key in names where object.members.count < least && object[key] == nil {
      let schema = property(key) ?? others.flatMap { $0.object == nil ? nil : $0 }
      object.set(key, schema.map { value($0, key: key, depth: depth + 1) } ?? .string("<\(key)>"))
    }
    return Node(.object(object))
  }

  /// What `contains` asks for first, then as many items as there must be.
  private func array(_ schemas: [Node], key: String, depth: Int) -> Node {
    guard depth < 8 else { return .array([]) }
    let first = { (keyword: String) in schemas.lazy.compactMap { $0[keyword] }.first }
    let places = first("prefixItems")?.array ?? []
    let rest = first("items"), contained = first("contains")
    let wanted = contained == nil ? 0 : max(0, first("minContains")?.integer ?? 1)
    let count = min(max(schemas.compactMap { $0["minItems"]?.integer }.max() ?? 0, places.isEmpty ? wanted : 0), 20)
    let isUnique = schemas.contains { $0["uniqueItems"]?.boolean == true }
    var items: [Node] = []
    for place in 0..<max(0, count) {
      let schema = place < places.count ? places[place] : place < wanted ? contained : rest
      let sample = schema.map { value($0, key: key, depth: depth + 1) } ?? .string("<item>")
      items.append(isUnique ? unlike(items, sample, schema) : sample)
    }
    return .array(items)
  }

  /// A value that isn't among the others, if there is a plain way to one.
  private func unlike(_ others: [Node], _ sample: Node, _ schema: Node?) -> Node {
    guard others.contains(sample) else { return sample }
    let schemas = schema.map { contract.outline.conjuncts(of: $0) } ?? []
    if let choices = schemas.lazy.compactMap({ $0["enum"]?.array }).first {
      return choices.first { !others.contains($0) } ?? sample
    }
    switch sample.value {
    case .boolean(let value): return .boolean(!value)
    case .string(let text):
      return (2...21).lazy.map { Node.string("\(text)-\($0)") }.first { !others.contains($0) } ?? sample
    case .number:
      let isInteger = schemas.contains { $0["type"]?.string == "integer" }
      return SampleNumber(schemas, isInteger: isInteger).others.lazy.map { Node(.number($0)) }
        .first { !others.contains($0) } ?? sample
    case .object(var object):
      guard let member = object.members.first(where: { $0.value.string != nil || $0.value.number != nil }) else {
        return sample
      }
      let property = schemas.lazy.compactMap { $0["properties"]?[member.key] }.first
      object.set(member.key, unlike(others.compactMap { $0[member.key] }, member.value, property))
      return Node(.object(object))
    case .array, .null: return sample
    }
  }

  private func text(_ schemas: [Node], key: String) -> Node {
    let known = [
      "date": "2026-01-06", "date-time": "2026-01-06T10:00:00Z", "time": "10:00:00Z", "duration": "PT1H",
      "email": "someone@example.org", "hostname": "example.org", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1",
      "uri": "https://example.org/", "uri-reference": "path/to/it", "uuid": "00000000-0000-4000-8000-000000000000",
      "json-pointer": "/a", "regex": "^a$", "idn-email": "someone@example.org", "idn-hostname": "example.org",
      "iri": "https://example.org/", "iri-reference": "path/to/it", "uri-template": "https://example.org/{id}",
      "relative-json-pointer": "1/a",
    ]
    if let format = schemas.lazy.compactMap({ $0["format"]?.string }).first, let example = known[format] {
      return .string(example)
    }
    if let text = matching(schemas) { return .string(text) }
    var text = key == "agent" ? agent : "<\(key)>"
    let least = min(schemas.compactMap { $0["minLength"]?.integer }.max() ?? 0, 10_000)
    if text.unicodeScalars.count < least { text += String(repeating: ".", count: least - text.unicodeScalars.count) }
    if let most = schemas.compactMap({ $0["maxLength"]?.integer }).min() { text = String(text.prefix(max(0, most))) }
    return .string(text)
  }

  /// A text that one of the patterns matches and that all of it accepts.
  private func matching(_ schemas: [Node]) -> String? {
    let patterns = schemas.compactMap { $0["pattern"]?.string }
    guard !patterns.isEmpty, let schema = Self.whole(schemas) else { return nil }
    for repeats in [0, 1, 3, 10, 30, 100, 1_000] {
      for pattern in patterns {
        if let text = PatternSample.text(matching: pattern, repeating: repeats), schema.isValid(.string(text)) {
          return text
        }
      }
    }
    return nil
  }
}
