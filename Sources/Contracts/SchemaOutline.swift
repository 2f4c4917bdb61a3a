package import Documents

/// Looks at a schema as a reader would: what it says about the top of the
/// data, its `$ref`s followed.
package struct SchemaOutline {
  private let root: Node
  private let load: (String) -> Node?

  package init(_ schema: Node, load: @escaping (String) -> Node? = { _ in nil }) {
    root = schema
    self.load = load
  }

  /// Whether the schema is about a document: it names `header` or `content`
  /// in its top-level `properties` or `required`.
  package var describesDocument: Bool {
    let top = resolved(root)
    let names = (top["properties"]?.object?.keys ?? []) + (top["required"]?.array?.compactMap(\.string) ?? [])
    return names.contains("header") || names.contains("content")
  }

  /// The subschema of the top-level property `key`.
  package func property(_ key: String) -> Node? { property(key, of: root) }

  package func property(_ key: String, of schema: Node) -> Node? {
    resolved(schema)["properties"]?[key].map { resolved($0) }
  }

  /// Whether the schema's `required` has the key.
  package func requires(_ key: String, in schema: Node) -> Bool {
    resolved(schema)["required"]?.array?.contains { $0.string == key } ?? false
  }

  /// The schema itself, or what its `$ref`s lead to.
  package func resolved(_ schema: Node) -> Node {
    var node = schema
    // A chain of references longer than this is a circle.
    for _ in 0..<16 {
      guard let reference = node["$ref"]?.string else { return node }
      guard let next = target(of: reference) else { return node }
      node = next
    }
    return node
  }

  private func target(of reference: String) -> Node? {
    if reference == "#" { return root }
    guard let hash = reference.firstIndex(of: "#") else { return load(reference) }
    let base = hash == reference.startIndex ? root : load(String(reference[..<hash]))
    let fragment = reference[reference.index(after: hash)...]
    guard fragment.isEmpty || fragment.hasPrefix("/") else { return nil }
    var node = base
    for token in fragment.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      node = node?[unescaped(token)] ?? node?.array.flatMap { items in Int(token).flatMap { items.indices.contains($0) ? items[$0] : nil } }
    }
    return node
  }

  /// A token of a JSON Pointer in its own letters (RFC 6901 §4).
  private func unescaped(_ token: Substring) -> String {
    var result = ""
    var rest = token.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch (scalar, rest.first) {
      case ("~", "1"): result += "/"
      case ("~", "0"): result += "~"
      default:
        result.unicodeScalars.append(scalar)
        continue
      }
      rest.removeFirst()
    }
    return result
  }
}
