import Diagnostics
import Documents

/// Writes a tree as YAML (1.2 core schema) in the style that people use:
/// mappings in blocks, short lists in brackets, quotes where they are needed.
struct YAMLWriter {
  func write(_ node: Node) -> String { block(node, indent: 0) }

  private func block(_ node: Node, indent: Int) -> String {
    let margin = String(repeating: "  ", count: indent)
    guard let object = node.object, !object.isEmpty else { return margin + scalar(node) + "\n" }
    return object.members.map { member in
      let key = margin + text(member.key) + ":"
      if let short = short(member.value) { return key + " " + short + "\n" }
      if let items = member.value.array { return key + "\n" + list(items, indent: indent + 1) }
      return key + "\n" + block(member.value, indent: indent + 1)
    }.joined()
  }

  private func list(_ items: [Node], indent: Int) -> String {
    let margin = String(repeating: "  ", count: indent)
    return items.map { item in
      if let short = short(item) { return margin + "- " + short + "\n" }
      // JSON is YAML.
      return margin + "- " + JSONWriter().write(item) + "\n"
    }.joined()
  }

  /// A value on the line of its key; nil if it should not stand there.
  private func short(_ node: Node) -> String? {
    switch node.value {
    case .object(let object):
      guard object.members.allSatisfy({ $0.value.object == nil && $0.value.array == nil }) else { return nil }
      let text =
        "{ " + object.members.map { "\(self.text($0.key)): \(scalar($0.value))" }.joined(separator: ", ") + " }"
      return object.isEmpty ? "{}" : text.utf8.count <= 80 && object.count <= 3 ? text : nil
    case .array(let items):
      guard items.allSatisfy({ $0.object == nil && $0.array == nil }) else { return nil }
      let text = "[" + items.map(scalar).joined(separator: ", ") + "]"
      return text.utf8.count <= 80 ? text : nil
    default: return scalar(node)
    }
  }

  private func scalar(_ node: Node) -> String { node.string.map(text) ?? JSONWriter().write(node) }

  /// Plain if it can't be taken for anything else.
  private func text(_ string: String) -> String {
    let isWord = string.utf8.allSatisfy { byte in
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."):
        true
      default: false
      }
    }
    guard isWord, let first = string.utf8.first, (65...90).contains(first) || (97...122).contains(first),
      !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(string.lowercased())
    else { return quoted(string) }
    return string
  }

  /// Escapes alone would double the backslashes of patterns: without one a
  /// text stands in single quotes.
  private func quoted(_ string: String) -> String {
    let isPrintable = !string.unicodeScalars.contains(where: \.isControlOrFormat)
    if isPrintable, string.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") }) {
      return "'" + string.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
    // Characters that no YAML text may hold are escaped, too.
    return JSONWriter(escapesMarkup: !isPrintable).write(.string(string))
  }
}
