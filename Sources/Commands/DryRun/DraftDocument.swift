import Documents
import Flows

/// A document as it may be changed to see where a flow leads.
struct DraftDocument {
  var header: Node
  var content: String

  init(_ document: Document) {
    header = document.header
    content = document.content.string ?? ""
  }

  init(header: Node, content: String) {
    self.header = header
    self.content = content
  }

  /// As an agent would write it; values in JSON, which is YAML too.
  var text: String {
    let writer = JSONWriter()
    let lines = (header.object?.members ?? []).map { member in
      let isPlain = member.key.utf8.allSatisfy {
        (97...122).contains($0) || (65...90).contains($0) || $0 == 95 || $0 == 45
      }
      let key = isPlain && member.key.utf8.first != 45 ? member.key : writer.write(.string(member.key))
      return "\(key): \(writer.write(member.value))"
    }
    return (["---"] + lines + ["---", "", content, ""]).joined(separator: "\n")
  }

  /// The value at a path below `output`; nil if there is none.
  func value(at path: [FieldDemand.Step]) -> Node? {
    path == [.field("content")] ? .string(content) : Self.value(at: path[...], in: header)
  }

  /// The document with another value there; nil takes the key out. Nil if
  /// the path leads through something that has no such places.
  func setting(_ path: [FieldDemand.Step], to value: Node?) -> DraftDocument? {
    var copy = self
    if path == [.field("content")] {
      guard let text = value?.string else { return nil }
      copy.content = text
      return copy
    }
    guard let header = Self.setting(path[...], to: value, in: header) else { return nil }
    copy.header = header
    return copy
  }

  private static func value(at path: ArraySlice<FieldDemand.Step>, in node: Node) -> Node? {
    guard let step = path.first else { return node }
    let next: Node? =
      switch step {
      case .field(let name): node[name]
      case .index(let index): node.array.flatMap { $0.indices.contains(index) ? $0[index] : nil }
      }
    return next.flatMap { value(at: path.dropFirst(), in: $0) }
  }

  private static func setting(_ path: ArraySlice<FieldDemand.Step>, to value: Node?, in node: Node?) -> Node? {
    guard let step = path.first else { return value }
    let rest = path.dropFirst()
    switch step {
    case .field(let name):
      guard var object = node == nil ? Object() : node?.object else { return nil }
      if let changed = setting(rest, to: value, in: object[name]) {
        object.set(name, changed)
      } else {
        guard rest.isEmpty else { return nil }
        object = Self.removing(name, from: object)
      }
      return Node(.object(object))
    case .index(let index):
      guard var items = node?.array, items.indices.contains(index),
        let changed = setting(rest, to: value, in: items[index])
      else { return nil }
      items[index] = changed
      return .array(items)
    }
  }

  private static func removing(_ key: String, from object: Object) -> Object {
    var copy = Object()
    for member in object.members where member.key != key { copy.set(member) }
    return copy
  }
}
