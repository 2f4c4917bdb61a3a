internal import Diagnostics
internal import Documents

/// A reference whose target is looked up once all addresses are known.
struct PendingReference {
  enum Kind {
    case ordinary, dynamic
  }

  let source: KeywordSource
  let text: String
  let kind: Kind
  /// Its place among the targets.
  let slot: Int
}

/// A schema that stands where no keyword expects one, below a known schema.
struct LatePlace: Hashable {
  let parent: Int
  let tokens: [JSONPointer.Token]
}

extension Compiler {
  /// Notes a reference; its target is at the returned place of the graph.
  mutating func reference(_ source: KeywordSource, _ kind: PendingReference.Kind) -> Int? {
    guard let text = string(source) else { return nil }
    // Until it is followed a reference leads to an empty schema.
    targets.append(Target(subschema: -1))
    pending.append(PendingReference(source: source, text: text, kind: kind, slot: targets.count - 1))
    return targets.count - 1
  }

  mutating func follow(_ reference: PendingReference) {
    guard let index = target(of: reference) else { return }
    targets[reference.slot].subschema = index
    if reference.kind == .ordinary {
      inPlace[reference.source.subschema].append(index)
      return
    }
    // A dynamic reference is one only if it first leads to a dynamic anchor.
    let fragment = Self.split(reference.text).fragment
    let resource = resources[subschemas[index].resource]
    if reference.text == "#", reference.source.draft == .draft2019 {
      if resource.isRecursiveAnchor { targets[reference.slot].dynamicAnchor = "" }
    } else if let fragment, resource.dynamicAnchors[fragment] == index {
      targets[reference.slot].dynamicAnchor = fragment
    }
  }

  private static func split(_ text: String) -> (address: Substring, fragment: String?) {
    guard let hash = text.utf8.firstIndex(of: UInt8(ascii: "#")) else { return (text[...], nil) }
    let fragment = text[text.utf8.index(after: hash)...]
    return (text[..<hash], fragment.percentDecoded ?? String(fragment))
  }

  private mutating func target(of reference: PendingReference) -> Int? {
    let source = reference.source
    let (address, fragment) = Self.split(reference.text)
    guard let resource = resource(at: address, reference) else { return nil }
    guard let fragment, !fragment.isEmpty else { return resources[resource].root }
    if !fragment.hasPrefix("/") {
      if let index = resources[resource].anchors[fragment] { return index }
      let nearest = nearestName(to: fragment, in: resources[resource].anchors.keys.sorted())
      report(
        "schema/unknown-reference", .unknownAnchor(reference.text, nearest: nearest), source.value.range, source)
      return nil
    }
    return subschema(at: fragment, in: resource, reference)
  }

  private mutating func resource(at address: Substring, _ reference: PendingReference) -> Int? {
    let source = reference.source
    let base = resources[source.resource].base
    if address.isEmpty { return source.resource }
    let target = base.resolving(URIReference(address))
    let text = target.description
    if let known = resourcesByAddress[text] { return known }
    let dialect = Dialect(draft: source.draft, assertsFormat: options.assertsFormat)
    if let node = MetaSchemas.node(at: text) {
      let index = document(node, file: text, at: target, dialect: dialect)
      return subschemas[index].resource
    }
    guard let reading = load?(text) else {
      let message: Diagnostic.Message =
        target.isRemote ? .network(reference.text, text) : .missingDocument(reference.text, text)
      report(
        target.isRemote ? "schema/network-reference" : "schema/unknown-reference", message, source.value.range, source)
      return nil
    }
    diagnostics += reading.diagnostics
    guard let node = reading.value else { return nil }
    let index = document(node, file: text, at: target, dialect: dialect)
    return subschemas[index].resource
  }

  /// The subschema at a pointer (RFC 6901 §4) from a resource's root; one
  /// below an unknown keyword is compiled now.
  private mutating func subschema(at pointer: String, in resource: Int, _ reference: PendingReference) -> Int? {
    var current = resources[resource].root
    var node = nodes[current]
    // What was passed since `current`, the innermost known schema.
    var passed: [JSONPointer.Token] = []
    for part in pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      let key = part.replacingTildes
      switch node.value {
      case .object(let object):
        guard let child = object[key] else {
          let nearest = nearestName(to: key, in: object.keys)
          report(
            "schema/unknown-reference", .unknownPointer(reference.text, key, nearest: nearest),
            reference.source.value.range, reference.source)
          return nil
        }
        passed.append(.key(key))
        node = child
      case .array(let items):
        guard let place = Int(key), items.indices.contains(place) else { fallthrough }
        passed.append(.index(place))
        node = items[place]
      default:
        report(
          "schema/unknown-reference", .unknownPointer(reference.text, key, nearest: nil), reference.source.value.range,
          reference.source)
        return nil
      }
      if let child = child(of: current, at: passed) {
        current = child
        passed = []
      }
    }
    if passed.isEmpty { return current }
    if let known = lateSubschemas[LatePlace(parent: current, tokens: passed)] { return known }
    let graph = SchemaGraph(root: 0, subschemas: subschemas, resources: [], targets: [])
    let origin = Subschema.Origin.document(graph.pointer(of: current).tokens + passed)
    let index = subschema(node, origin, resource: subschemas[current].resource)
    lateSubschemas[LatePlace(parent: current, tokens: passed)] = index
    return index
  }

  /// The subschema right below another one at these tokens.
  private mutating func child(of parent: Int, at tokens: [JSONPointer.Token]) -> Int? {
    let all = children[parent]
    // Most schemas have few; with many the search would take the square.
    if all.count <= 32 { return all.first { isChild($0, at: tokens) } }
    if indexedParents.insert(parent).inserted {
      for index in all {
        guard case .child(_, let keyword, let token) = subschemas[index].origin else { continue }
        indexedChildren[LatePlace(parent: parent, tokens: [.key(keyword)] + (token.map { [$0] } ?? []))] = index
      }
    }
    return indexedChildren[LatePlace(parent: parent, tokens: tokens)]
  }

  private func isChild(_ index: Int, at tokens: [JSONPointer.Token]) -> Bool {
    guard case .child(_, let keyword, let token) = subschemas[index].origin else { return false }
    guard tokens.count == (token == nil ? 1 : 2), case .key(let key) = tokens[0] else { return false }
    return key.hasSameScalars(as: keyword) && (token == nil || tokens[1] == token)
  }

  /// Reports references that lead back to themselves without a step into the
  /// value (Core 2020-12 §9.4.1).
  mutating func reportCircles() {
    // Without references schemas are a tree.
    if pending.isEmpty { return }
    let (new, done) = (-1, Int.max)
    // For a schema on the stack: which of its children comes next. Plain
    // arrays of `Int`, for each type of element costs its first use 10,000
    // instructions.
    var next = [Int](repeating: new, count: inPlace.count)
    for start in inPlace.indices where next[start] == new {
      // An own stack, for the chain may be long.
      var stack = [start]
      next[start] = 0
      while let node = stack.last {
        guard next[node] < inPlace[node].count else {
          next[node] = done
          stack.removeLast()
          continue
        }
        let child = inPlace[node][next[node]]
        next[node] += 1
        if next[child] == new {
          next[child] = 0
          stack.append(child)
        } else if next[child] != done {
          report("schema/infinite-recursion", .circle, nodes[child].range, child)
        }
      }
    }
  }
}

extension Substring {
  /// The text of a pointer's token (RFC 6901 §4).
  fileprivate var replacingTildes: String {
    guard utf8.contains(UInt8(ascii: "~")) else { return String(self) }
    var text = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in unicodeScalars {
      switch (isEscaped, scalar) {
      case (true, "0"): text.append("~")
      case (true, "1"): text.append("/")
      case (true, _): text.append(contentsOf: ["~", scalar])
      case (false, "~"): break
      case (false, _): text.append(scalar)
      }
      isEscaped = !isEscaped && scalar == "~"
    }
    return String(text)
  }
}

extension Diagnostic.Message {
  fileprivate static func unknownAnchor(_ text: String, nearest: String?) -> Self {
    "reference \(quoted(text)) leads nowhere: there is no such anchor\(hint(nearest))"
  }

  fileprivate static func unknownPointer(_ text: String, _ key: String, nearest: String?) -> Self {
    "reference \(quoted(text)) leads nowhere: there is no \(quoted(key))\(hint(nearest))"
  }

  fileprivate static func missingDocument(_ text: String, _ address: String) -> Self {
    text == address
      ? "reference \(quoted(text)) leads nowhere: there is no such document"
      : "reference \(quoted(text)) leads nowhere: there is no document \(quoted(address))"
  }

  fileprivate static func network(_ text: String, _ address: String) -> Self {
    """
    reference \(quoted(text)) needs the network\(text == address ? "" : " (\(quoted(address)))"), which is never used; \
    expected a relative path, or a schema with that \"$id\" in this file
    """
  }

  fileprivate static var circle: Self { "this schema refers to itself without a step into the value" }

  private static func hint(_ nearest: String?) -> String { nearest.map { " (did you mean \(quoted($0))?)" } ?? "" }
}
