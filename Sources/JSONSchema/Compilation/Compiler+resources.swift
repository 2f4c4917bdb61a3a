internal import Diagnostics
internal import Documents

extension Compiler {
  /// The resource of a schema: the one around it, or its own if it has an
  /// identifier (Core 2020-12 §8.2.1).
  mutating func resource(of node: Node, lexical: Int, root index: Int, isRoot: Bool) -> Int {
    guard case .object(let object) = node.value else { return lexical }
    if isRoot { resources[lexical].dialect = dialect(of: object, resources[lexical].dialect, in: lexical) }
    let draft = resources[lexical].dialect.draft
    guard let member = object.member(draft == .draft4 ? "id" : "$id"), let text = member.value.string,
      draft >= .draft2019 || object.member("$ref") == nil
    else { return lexical }
    let hash = text.utf8.firstIndex(of: UInt8(ascii: "#")) ?? text.endIndex
    // An empty fragment says nothing; up to draft 7 another one is an anchor.
    let isFragment = hash == text.startIndex
    if isFragment, draft <= .draft7 || text.utf8.count <= 1 { return lexical }
    if hash < text.utf8.index(text.endIndex, offsetBy: -1), draft >= .draft2019 {
      diagnostics.append(
        Diagnostic(
          "schema/malformed-keyword", .fragmentInIdentifier(text), at: member.value.range.in(resources[lexical].file)))
      if isFragment { return lexical }
    }

    let address = resources[lexical].base.resolving(URIReference(text[..<hash]))
    if let known = resourcesByAddress[address.description], !(isRoot && known == lexical) {
      let first = nodes.indices.contains(resources[known].root) ? nodes[resources[known].root].range : nil
      diagnostics.append(
        Diagnostic(
          "schema/duplicate-id", .duplicateIdentifier(text), at: member.value.range.in(resources[lexical].file),
          notes: first.map { [Diagnostic.Note("first used here", at: $0.in(resources[known].file))] } ?? []))
      return lexical
    }
    var resource = Resource(
      base: address, file: resources[lexical].file, dialect: resources[lexical].dialect, root: index)
    if isRoot {
      // The document stays known under the address it was read from.
      resources[lexical] = resource
      resourcesByAddress.set(address.description, lexical)
      return lexical
    }
    resource.dialect = dialect(of: object, resource.dialect, in: lexical)
    resources.append(resource)
    resourcesByAddress.set(address.description, resources.count - 1)
    return resources.count - 1
  }

  /// What `$schema` chooses (Core 2020-12 §8.1.1).
  private mutating func dialect(of object: Object, _ inherited: Dialect, in resource: Int) -> Dialect {
    guard let member = object.member("$schema"), let address = member.value.string else { return inherited }
    if let draft = Draft(metaSchema: address) { return Dialect(draft: draft, assertsFormat: options.assertsFormat) }
    let file = resources[resource].file
    guard let metaSchema = load?(address)?.value else {
      diagnostics.append(
        Diagnostic("schema/unknown-draft", .unknownDraft(address), at: member.value.range.in(file)))
      return inherited
    }
    var dialect = inherited
    if let draft = metaSchema["$schema"]?.string.flatMap(Draft.init(metaSchema:)) { dialect.draft = draft }
    guard let vocabularies = metaSchema["$vocabulary"]?.object else { return dialect }
    dialect.vocabularies = [.core]
    for vocabulary in vocabularies.members {
      let name = vocabulary.key.split(separator: "/").last.map(String.init) ?? ""
      if vocabulary.key.hasPrefix("https://json-schema.org/draft/"), let known = Vocabulary(name: name) {
        dialect.vocabularies.insert(known)
        if known == .applicator, dialect.draft == .draft2019 { dialect.vocabularies.insert(.unevaluated) }
      } else if vocabulary.value.boolean == true {
        diagnostics.append(
          Diagnostic(
            "schema/unknown-vocabulary", .unknownVocabulary(vocabulary.key, address), at: member.value.range.in(file)))
      }
    }
    if dialect.vocabularies.contains(.formatAssertion) { dialect.assertsFormat = true }
    if !dialect.vocabularies.isDisjoint(with: [.formatAnnotation, .formatAssertion]) {
      dialect.vocabularies.insert(.format)
    }
    return dialect
  }

  /// Registers the anchors that a schema defines (Core 2020-12 §8.2.2).
  mutating func anchors(of object: Object, _ index: Int, _ resource: Int) {
    let draft = resources[resource].dialect.draft
    func name(_ keyword: String) -> String? { object.member(keyword)?.value.string }
    if draft <= .draft7 {
      let identifier = name(draft == .draft4 ? "id" : "$id")
      if let identifier, identifier.hasPrefix("#"), object.member("$ref") == nil {
        resources[resource].anchors[String(identifier.dropFirst())] = index
      }
      return
    }
    if let anchor = name("$anchor") { resources[resource].anchors[anchor] = index }
    if draft >= .draft2020, let anchor = name("$dynamicAnchor") {
      resources[resource].anchors[anchor] = index
      resources[resource].dynamicAnchors[anchor] = index
    }
    if draft == .draft2019, object["$recursiveAnchor"]?.boolean == true { resources[resource].isRecursiveAnchor = true }
  }
}

extension Diagnostic.Message {
  fileprivate static func fragmentInIdentifier(_ text: String) -> Self {
    "identifier \(quoted(text)) has a fragment, expected \"$anchor\" for a name inside a schema"
  }

  fileprivate static func duplicateIdentifier(_ text: String) -> Self {
    "identifier \(quoted(text)) is used twice"
  }

  fileprivate static func unknownDraft(_ address: String) -> Self {
    let known = Draft.allCases.reversed().map(\.metaSchema)
    let nearest = nearestName(to: address, in: known).map { " (did you mean \(quoted($0))?)" } ?? ""
    return
      "unknown \"$schema\" \(quoted(address)), expected one of \(known.map { quoted($0) }.joined(separator: ", "))\(nearest)"
  }

  fileprivate static func unknownVocabulary(_ name: String, _ address: String) -> Self {
    "meta-schema \(quoted(address)) requires the vocabulary \(quoted(name)), which is unknown"
  }
}
