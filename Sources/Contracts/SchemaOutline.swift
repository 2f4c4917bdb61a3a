package import Documents

/// Looks at a schema as a reader would: what it says about the top of the
/// data, its `$ref`s followed.
package struct SchemaOutline {
  package let root: Node
  private let load: (String) -> Node?

  package init(_ schema: Node, load: @escaping (String) -> Node? = { _ in nil }) {
    root = schema
    self.load = load
  }

  /// Whether the schema is about a document: it names `header` or `content`
  /// in its top-level `properties` or `required`.
  package var describesDocument: Bool {
    chain(from: root).contains { schema in
      let names = (schema["properties"]?.object?.keys ?? []) + (schema["required"]?.array?.compactMap(\.string) ?? [])
      return names.contains("header") || names.contains("content")
    }
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

  /// The schemas that a member of that name must satisfy, as far as they stand
  /// in `properties`, in `additionalProperties` or in an `allOf`.
  package func schemas(for key: String, in schema: Node, depth: Int = 0) -> [Node] {
    // A schema may contain itself.
    guard depth < 16 else { return [] }
    return chain(from: schema).flatMap { schema in
      let own = schema["properties"]?[key]
      let other = own == nil ? schema["additionalProperties"] : nil
      return [own, other].compactMap { $0 }.filter { $0.object != nil }
        + (schema["allOf"]?.array ?? []).flatMap { schemas(for: key, in: $0, depth: depth + 1) }
    }
  }

  /// The schemas that the item at this place of a list must satisfy, as far
  /// as they stand in `prefixItems`, `items` or, in earlier drafts, in the
  /// array `items` and `additionalItems`, of the schema or of an `allOf`.
  package func schemas(forItem place: Int, of schema: Node, depth: Int = 0) -> [Node] {
    guard depth < 16 else { return [] }
    return chain(from: schema).flatMap { schema in
      let list = schema["prefixItems"]?.array ?? schema["items"]?.array ?? []
      let rest = schema["items"]?.array == nil ? schema["items"] : schema["additionalItems"]
      let own = list.indices.contains(place) ? list[place] : rest
      return [own].compactMap { $0 }.filter { $0.object != nil }
        + (schema["allOf"]?.array ?? []).flatMap { schemas(forItem: place, of: $0, depth: depth + 1) }
    }
  }

  /// The types of the values that may satisfy a schema, each once; empty if
  /// it doesn't say.
  package func types(of schema: Node, depth: Int = 0) -> [String] {
    guard depth < 16 else { return [] }
    var types: [String] = []
    for schema in chain(from: schema) {
      types += schema["type"].map { $0.string.map { [$0] } ?? $0.array?.compactMap(\.string) ?? [] } ?? []
      types += ((schema["enum"]?.array ?? []) + [schema["const"]].compactMap { $0 }).map(\.typeName)
      for keyword in ["allOf", "anyOf", "oneOf"] {
        types += (schema[keyword]?.array ?? []).flatMap { self.types(of: $0, depth: depth + 1) }
      }
    }
    var unique: [String] = []
    for type in types where !unique.contains(type) { unique.append(type) }
    return unique
  }

  /// The schema with all that its `$ref`s and `allOf`s add to it: a value
  /// satisfies it only if it satisfies each of them.
  package func conjuncts(of schema: Node, depth: Int = 0) -> [Node] {
    guard depth < 16 else { return [] }
    return chain(from: schema).flatMap { schema in
      [schema] + (schema["allOf"]?.array ?? []).flatMap { conjuncts(of: $0, depth: depth + 1) }
    }
  }

  /// The schema itself, or what its `$ref`s lead to.
  package func resolved(_ schema: Node) -> Node { chain(from: schema).last ?? schema }

  /// The schema and those that its `$ref` leads to, one behind the other; all
  /// of them apply (JSON Schema Core 2020-12 §8.2.3.1).
  private func chain(from schema: Node) -> [Node] {
    var nodes = [schema]
    // A chain of references longer than this is a circle.
    while nodes.count <= 16, let reference = nodes[nodes.count - 1]["$ref"]?.string, let next = target(of: reference) {
      nodes.append(next)
    }
    return nodes
  }

  private func target(of reference: String) -> Node? {
    if reference == "#" { return root }
    guard let hash = reference.firstIndex(of: "#") else { return load(reference) }
    let base = hash == reference.startIndex ? root : load(String(reference[..<hash]))
    let fragment = reference[reference.index(after: hash)...]
    guard fragment.isEmpty || fragment.hasPrefix("/") else { return nil }
    var node = base
    for token in fragment.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      node =
        node?[unescaped(token)]
        ?? node?.array.flatMap { items in Int(token).flatMap { items.indices.contains($0) ? items[$0] : nil } }
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
