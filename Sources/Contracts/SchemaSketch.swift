import Diagnostics
package import Documents
import JSONSchema

/// A first draft of the schema that some sample documents satisfy.
///
/// It says what all samples have in common and no more than they show: a key
/// is required if every sample has it; a text becomes a constant or an
/// enumeration only where its values repeat.
package struct SchemaSketch: Sendable {
  private let documents: [Node]

  /// - Parameter documents: each `{"header", "content"}`.
  package init(documents: [Node]) { self.documents = documents }

  package var schema: Node {
    var header = object(documents.compactMap { $0["header"] }, constants: ["type", "agent"])
    header.set("additionalProperties", .boolean(false))
    return .object([
      "type": .string("object"), "required": .array([.string("header"), .string("content")]),
      "properties": .object(["header": Node(.object(header)), "content": content]),
    ])
  }

  // MARK: Values

  private func object(_ values: [Node], constants: [String] = []) -> Object {
    var keys: [String] = []
    for key in values.flatMap({ $0.object?.keys ?? [] }) where !keys.contains(key) { keys.append(key) }
    var properties = Object()
    for key in keys {
      let found = values.compactMap { $0[key] }
      properties.set(key, schema(of: found, isConstant: constants.contains(key)))
    }
    var result = Object()
    result.set("type", .string("object"))
    let required = keys.filter { key in values.allSatisfy { $0[key] != nil } }
    if !required.isEmpty { result.set("required", .array(required.map(Node.string))) }
    result.set("properties", Node(.object(properties)))
    return result
  }

  private func schema(of values: [Node], isConstant: Bool = false) -> Node {
    if isConstant, let first = values.first, values.allSatisfy({ $0 == first }) { return .object(["const": first]) }
    let types = self.types(of: values)
    guard types.count == 1, let type = types.first else {
      return .object(["type": .array(types.map(Node.string))])
    }
    switch type {
    case "object": return Node(.object(object(values)))
    case "array":
      let items = values.flatMap { $0.array ?? [] }
      return .object(["type": .string(type), "items": items.isEmpty ? nil : schema(of: items)])
    case "string": return text(values.compactMap(\.string))
    default: return .object(["type": .string(type)])
    }
  }

  /// Each once; integers are numbers where both occur.
  private func types(of values: [Node]) -> [String] {
    var types: [String] = []
    for value in values {
      let type = value.number?.isInteger == true ? "integer" : value.typeName
      if !types.contains(type) { types.append(type) }
    }
    return types.contains("number") ? types.filter { $0 != "integer" } : types
  }

  private func text(_ values: [String]) -> Node {
    for format in ["date", "date-time", "uri", "email", "uuid"] {
      let schema = Schema.compile(.object(["format": .string(format)]), file: "format").value
      if let schema, values.allSatisfy({ schema.isValid(.string($0)) }) {
        return .object(["type": .string("string"), "format": .string(format)])
      }
    }
    var distinct: [String] = []
    for value in values where !distinct.contains(value) { distinct.append(value) }
    // Words that repeat are a choice; a text that happens to be the same isn't.
    let isChoice = distinct.count <= 6 && values.count >= 2 * distinct.count && values.count > 2
    if isChoice, distinct.allSatisfy(Self.isWord) { return .object(["enum": .array(distinct.map(Node.string))]) }
    let isNeverEmpty = values.allSatisfy { !$0.isEmpty }
    return .object(["type": .string("string"), "minLength": isNeverEmpty ? .integer(1) : nil])
  }

  private static func isWord(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 32
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
        default: false
        }
      }
  }

  // MARK: The text

  /// The headings that every sample has.
  private var content: Node {
    let texts = documents.compactMap { $0["content"]?.string }
    let common = (texts.first.map(Self.headings) ?? []).filter { heading in
      texts.allSatisfy { Self.headings($0).contains(heading) }
    }
    let patterns = common.compactMap { Self.pattern($0, in: texts) }.map(Node.string)
    var schema = Object()
    schema.set("type", .string("string"))
    if patterns.count == 1 { schema.set("pattern", patterns[0]) }
    if patterns.count > 1 { schema.set("allOf", .array(patterns.map { .object(["pattern": $0]) })) }
    if patterns.isEmpty, texts.allSatisfy({ !$0.isEmpty }) { schema.set("minLength", .integer(1)) }
    return Node(.object(schema))
  }

  /// Second-level headings outside of fences, each once.
  private static func headings(_ text: String) -> [String] {
    var found: [String] = []
    var isFenced = false
    for line in text.split(separator: "\n") {
      if line.hasPrefix("```") || line.hasPrefix("~~~") { isFenced.toggle() }
      guard !isFenced, line.hasPrefix("## ") else { continue }
      let heading = Self.heading(line.dropFirst(2))
      if !heading.isEmpty, !found.contains(heading) { found.append(heading) }
    }
    return found
  }

  /// The text of a heading: a closing sequence belongs to it only if nothing
  /// parts it from the text (CommonMark §4.2).
  private static func heading(_ line: Substring) -> String {
    let isBlank = { (character: Character) in character == " " || character == "\t" || character == "\r" }
    let trimmed = { (text: Substring) -> Substring in
      var text = text.drop(while: isBlank)
      while text.last.map(isBlank) == true { text.removeLast() }
      return text
    }
    let text = trimmed(line)
    var open = text
    while open.last == "#" { open.removeLast() }
    return String(open.isEmpty || open.last.map(isBlank) == true ? trimmed(open) : text)
  }

  /// The plainest pattern for a heading that all the texts satisfy.
  private static func pattern(_ heading: String, in texts: [String]) -> String? {
    let name = escaped(heading)
    let forms = [
      "(^|\\n)## \(name)[ \\t]*(\\n|$)", "(^|\\n)## \(name)([ \\t]+#+)?[ \\t]*(\\n|$)",
      "(^|\\n)##[ \\t]+\(name)([ \\t]+#+)?[ \\t]*\\r?(\\n|$)",
    ]
    return forms.first { pattern in
      let schema = Schema.compile(.object(["pattern": .string(pattern)]), file: "pattern").value
      return schema.map { schema in texts.allSatisfy { schema.isValid(.string($0)) } } ?? false
    }
  }

  private static func escaped(_ heading: String) -> String {
    let special = Array("\\^$.*+?()[]{}|/".unicodeScalars)
    var escaped = ""
    for scalar in heading.unicodeScalars {
      if special.contains(scalar) { escaped += "\\" }
      escaped.unicodeScalars.append(scalar)
    }
    return escaped
  }
}
