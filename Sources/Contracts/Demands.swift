import Diagnostics
import Documents
import Platform

/// What an output contract asks for, in words that its agent reads before it
/// starts.
public struct Demands {
  private let contract: ContractText
  private let agent: String
  private let outline: SchemaOutline
  /// No template or example longer than this is shown.
  private static let showLimit = 4_000

  public init(contract: Contract, agent: String) { self.init(contract.text, agent: agent) }

  public init(_ contract: ContractText, agent: String) {
    self.contract = contract
    self.agent = agent
    outline = contract.outline
  }

  /// The demands as plain text of a few dozen lines.
  public var text: String {
    var lines = [
      "Your final message is the document itself: Markdown with YAML frontmatter, nothing before or after it."
        + " Do not write the file yourself; it is checked and stored for you.",
      "It is checked against the contract \(quoted(contract.name)). Frontmatter keys:",
    ]
    lines += header
    if let content = outline.property("content") {
      lines.append("The text below the frontmatter: " + phrase(content) + ".")
    }
    lines.append("Quote frontmatter values that contain `: ` or `#`, or begin with a special character.")
    return (lines + shown).joined(separator: "\n")
  }

  private var header: [String] {
    guard let header = outline.property("header") else { return ["- agent: \(quoted(agent))"] }
    let properties = header["properties"]?.object?.members ?? []
    let declared = properties.map { member in
      let required = outline.requires(member.key, in: header)
      return "- \(Self.line(member.key)) (\(required ? "required" : "optional")): "
        + phrase(outline.resolved(member.value))
    }
    let undeclared = (header["required"]?.array?.compactMap(\.string) ?? [])
      .filter { key in !properties.contains { $0.key == key } }
    return declared + undeclared.map { "- \(Self.line($0)) (required)" }
  }

  /// The template, else an accepted example, if one can be read.
  private var shown: [String] {
    let stem = Path.stem(contract.path)
    let template = Path.join(Path.join(contract.folder, "templates"), stem + ".md")
    if let text = file(template) { return ["Use this form:", fenced(text)] }
    for example in contract.examples where example.isValid {
      if let text = file(Path.join(contract.folder, example.path.value)) {
        return ["An example that is accepted:", fenced(text)]
      }
    }
    return ["It has this form:", fenced(Skeleton(contract, agent: agent).text)]
  }

  private func file(_ path: String) -> String? {
    guard let bytes = try? FileSystem.read(path, limit: 1 << 20), bytes.count <= Self.showLimit else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text inside a fence that is longer than any in it.
  private func fenced(_ text: String) -> String {
    var longest = 2
    var run = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    return fence + "markdown\n" + text + (text.hasSuffix("\n") ? "" : "\n") + fence
  }

  /// A schema's demands on one value, in a phrase.
  private func phrase(_ schema: Node, depth: Int = 0) -> String {
    let schema = outline.resolved(schema)
    if schema.boolean == false { return "nothing, leave it out" }
    if let constant = schema["const"] { return "exactly " + JSONWriter(escapesMarkup: true).write(constant) }
    if let values = schema["enum"]?.array {
      return "one of " + values.prefix(20).map { JSONWriter(escapesMarkup: true).write($0) }.joined(separator: ", ")
    }
    let choice = depth < 3 ? alternatives(schema, depth: depth) : nil
    var parts = constraints(schema)
    if depth < 3 { parts += inner(schema, depth: depth) }
    var type = types(schema) ?? "any value"
    if let choice {
      // Alternatives say the type where nothing else does.
      if types(schema) == nil, parts.isEmpty { type = choice } else { parts.append(choice) }
    }
    if let description = schema["description"]?.string { parts.append(Self.line(description)) }
    return parts.isEmpty ? type : type + ", " + parts.joined(separator: ", ")
  }

  /// A text of the contract's in one line, in which nothing can pass for a
  /// part of ours: controls are escaped, which a regular expression reads as
  /// the same, and `<`, unless it belongs to a group as `(?<` does.
  private static func line(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar.isControlOrFormat || (scalar == "<" && !result.hasSuffix("(?")) {
        result += quoted(String(scalar)).dropFirst().dropLast()
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private func types(_ schema: Node) -> String? {
    if let type = schema["type"]?.string { return type }
    return schema["type"]?.array.map { $0.compactMap(\.string).joined(separator: " or ") }
  }

  /// What `anyOf` and `oneOf` let one choose from, unless one of them can't be
  /// put in words.
  private func alternatives(_ schema: Node, depth: Int) -> String? {
    for (keyword, word) in [("anyOf", "either "), ("oneOf", "exactly one of ")] {
      guard let list = schema[keyword]?.array, !list.isEmpty else { continue }
      let phrases = list.prefix(10).map { phrase($0, depth: depth + 1) }
      if phrases.contains(where: { $0.hasPrefix("any value") }) { continue }
      return word + phrases.map { "(\($0))" }.joined(separator: " or ") + (list.count > 10 ? " or others" : "")
    }
    return nil
  }

  private func constraints(_ schema: Node) -> [String] {
    let worded: [(key: String, before: String, after: String)] = [
      ("format", "format ", ""), ("pattern", "matching the regular expression ", ""),
      ("minLength", "at least ", " characters"),
      ("maxLength", "at most ", " characters"), ("minimum", "at least ", ""), ("maximum", "at most ", ""),
      ("exclusiveMinimum", "more than ", ""), ("exclusiveMaximum", "less than ", ""),
      ("multipleOf", "a multiple of ", ""),
      ("minItems", "at least ", " items"), ("maxItems", "at most ", " items"),
    ]
    let found = worded.compactMap { word in
      schema[word.key].map { word.before + Self.line($0.string ?? JSONWriter().write($0)) + word.after }
    }
    return found + (schema["uniqueItems"]?.boolean == true ? ["no two alike"] : [])
  }

  private func inner(_ schema: Node, depth: Int) -> [String] {
    let listed = (schema["prefixItems"]?.array ?? schema["items"]?.array ?? []).prefix(10).enumerated().map {
      "item \($0 + 1): " + phrase($1, depth: depth + 1)
    }
    if let items = schema["items"], items.object != nil {
      return listed + ["each \(listed.isEmpty ? "" : "further ")item: " + phrase(items, depth: depth + 1)]
    }
    if !listed.isEmpty { return listed }
    guard let properties = schema["properties"]?.object, !properties.isEmpty else { return [] }
    let members = properties.members.map { member in
      let mark = outline.requires(member.key, in: schema) ? "" : "?"
      return Self.line(member.key) + mark + ": " + phrase(member.value, depth: depth + 1)
    }
    return ["{" + members.joined(separator: "; ") + "}"]
  }
}
