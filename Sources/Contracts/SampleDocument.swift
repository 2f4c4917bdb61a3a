package import Documents
import Platform

/// A document whose header satisfies a contract as far as that can be found
/// without guessing: constants, choices, types, bounds, formats and counts;
/// what a pattern demands is left to be filled in.
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
    return (["---"] + lines + ["---", "", content, ""]).joined(separator: "\n")
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

  /// A heading for each pattern that plainly asks for one.
  private var content: String {
    let outline = contract.outline
    let schemas = outline.property("content").map { outline.conjuncts(of: $0) } ?? []
    let headings = schemas.compactMap { $0["pattern"]?.string }.compactMap(Self.heading)
    return headings.isEmpty ? "<text>" : headings.map { "## \($0)\n\n<text>" }.joined(separator: "\n\n")
  }

  /// `Findings` of `(^|\n)## Findings[ \t]*\r?\n` and the like.
  private static func heading(_ pattern: String) -> String? {
    let bytes = Array(pattern.utf8)
    let mark = Array("## ".utf8)
    guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: mark) }) else { return nil }
    let special = Array("\\[](){}^$.*+?|".utf8)
    let name = bytes[(start + mark.count)...].prefix { !special.contains($0) }
    return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
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

  private func value(_ schema: Node, key: String, depth: Int) -> Node {
    let outline = contract.outline
    let schemas = outline.conjuncts(of: schema)
    let first = { (keyword: String) in schemas.lazy.compactMap { $0[keyword] }.first }
    if let constant = first("const") { return constant }
    if let choice = first("enum")?.array?.first { return choice }
    if let preset = first("default") ?? first("examples")?.array?.first { return preset }
    if let branch = (first("anyOf") ?? first("oneOf"))?.array?.first, first("type") == nil, depth < 8 {
      return value(branch, key: key, depth: depth + 1)
    }
    let type = first("type").flatMap { $0.string ?? $0.array?.first?.string }
    switch type ?? (first("properties") == nil ? "string" : "object") {
    case "object": return object(schemas, depth: depth)
    case "array":
      let items = first("items").map { value($0, key: key, depth: depth + 1) } ?? .string("<item>")
      let count = depth < 8 ? min(first("minItems")?.integer ?? 0, 20) : 0
      return .array(Array(repeating: items, count: max(0, count)))
    case "integer", "number": return number(schemas)
    case "boolean": return .boolean(false)
    case "null": return .null
    default: return text(schemas, key: key)
    }
  }

  private func object(_ schemas: [Node], depth: Int) -> Node {
    var object = Object()
    guard depth < 8 else { return Node(.object(object)) }
    let required = schemas.flatMap { $0["required"]?.array ?? [] }.compactMap(\.string)
    for key in required {
      let property = schemas.lazy.compactMap { $0["properties"]?[key] }.first
      object.set(key, property.map { value($0, key: key, depth: depth + 1) } ?? .string("<\(key)>"))
    }
    return Node(.object(object))
  }

  private func number(_ schemas: [Node]) -> Node {
    let bound = { (keyword: String) in schemas.lazy.compactMap { $0[keyword]?.integer }.first }
    let step = max(1, bound("multipleOf") ?? 1)
    var least = bound("minimum") ?? bound("exclusiveMinimum").map { $0 &+ 1 } ?? 0
    if let most = bound("maximum") ?? bound("exclusiveMaximum").map({ $0 &- 1 }), most < least { least = most }
    let rest = least % step
    return .integer(rest == 0 ? least : least &+ (rest > 0 ? step - rest : -rest))
  }

  private func text(_ schemas: [Node], key: String) -> Node {
    let known = [
      "date": "2026-01-06", "date-time": "2026-01-06T10:00:00Z", "time": "10:00:00Z", "duration": "PT1H",
      "email": "someone@example.org", "hostname": "example.org", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1",
      "uri": "https://example.org/", "uri-reference": "path/to/it", "uuid": "00000000-0000-4000-8000-000000000000",
      "json-pointer": "/a", "regex": "^a$",
    ]
    if let format = schemas.lazy.compactMap({ $0["format"]?.string }).first, let example = known[format] {
      return .string(example)
    }
    var text = key == "agent" ? agent : "<\(key)>"
    let least = min(schemas.compactMap { $0["minLength"]?.integer }.max() ?? 0, 10_000)
    if text.unicodeScalars.count < least { text += String(repeating: ".", count: least - text.unicodeScalars.count) }
    if let most = schemas.compactMap({ $0["maxLength"]?.integer }).min() { text = String(text.prefix(max(0, most))) }
    return .string(text)
  }
}
