import Documents

/// A document with every key that a contract requires, to be filled in.
public struct Skeleton {
  private let agent: String
  private let outline: SchemaOutline

  public init(contract: Contract, agent: String) { self.init(contract.text, agent: agent) }

  init(_ contract: ContractText, agent: String) {
    self.agent = agent
    outline = contract.outline
  }

  public var text: String {
    var lines = ["---"]
    let header = outline.property("header")
    var keys = header?["required"]?.array?.compactMap(\.string) ?? []
    for key in ["agent", "type"] where !keys.contains(key) && header?["properties"]?[key] != nil {
      keys.insert(key, at: 0)
    }
    for key in keys {
      let schema = header.flatMap { outline.property(key, of: $0) }
      lines.append("\(key): " + value(schema, key: key))
    }
    return (lines + ["---", "", DemandedHeadings(outline).text, ""]).joined(separator: "\n")
  }

  private func value(_ schema: Node?, key: String) -> String {
    if let constant = schema?["const"] { return JSONWriter().write(constant) }
    if let first = schema?["enum"]?.array?.first { return JSONWriter().write(first) }
    if key == "agent" { return agent }
    switch schema?["type"]?.string {
    case "integer", "number": return "0"
    case "boolean": return "false"
    case "array": return "[]"
    case "object": return "{}"
    case "null": return "null"
    default: return "\"<\(schema?["format"]?.string ?? key)>\""
    }
  }
}
