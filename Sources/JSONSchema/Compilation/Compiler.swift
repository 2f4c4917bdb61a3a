internal import Diagnostics
internal import Documents

/// Turns schema documents into a `SchemaGraph`.
///
/// First every subschema of a document is compiled where it stands, which
/// finds all addresses and anchors; then the references are followed, which
/// may bring in further documents.
struct Compiler {
  let options: Schema.Options
  let load: ((String) -> Reading<Node>?)?
  var diagnostics: [Diagnostic] = []

  var subschemas: [Subschema] = []
  var resources: [Resource] = []
  /// What subschemas were made of, by their number.
  var nodes: [Node] = []
  /// The subschemas right below each, for pointers.
  var children: [[Int]] = []
  /// The subschemas that each applies to the same value whenever it is
  /// applied itself.
  var inPlace: [[Int]] = []
  var resourcesByAddress = NameTable<Int>()
  var targets: [Target] = []
  var pending: [PendingReference] = []
  var lateSubschemas: [LatePlace: Int] = [:]
  /// The children of those schemas that have many, by their place.
  var indexedChildren: [LatePlace: Int] = [:]
  var indexedParents: Set<Int> = []
  private var patterns = NameTable<RegularExpression>()
  private var depth = 0

  /// Documents are no deeper than this when they were read from a text.
  private static let depthLimit = 600

  init(options: Schema.Options, load: ((String) -> Reading<Node>?)?) {
    self.options = options
    self.load = load
  }

  mutating func compile(_ node: Node, file: String) -> SchemaGraph {
    let root = document(node, file: file, at: URIReference(file: file), dialect: defaultDialect)
    var next = 0
    while next < pending.count {
      let reference = pending[next]
      next += 1
      follow(reference)
    }
    reportCircles()
    return SchemaGraph(root: root, subschemas: subschemas, resources: resources, targets: targets)
  }

  var defaultDialect: Dialect { Dialect(draft: options.defaultDraft, assertsFormat: options.assertsFormat) }

  /// Compiles a whole document; `dialect` is that of a document without
  /// `$schema`.
  mutating func document(_ node: Node, file: String, at address: URIReference, dialect: Dialect) -> Int {
    resources.append(Resource(base: address, file: file, dialect: dialect, root: subschemas.count))
    resourcesByAddress.set(address.description, resources.count - 1)
    return subschema(node, .document([]), resource: resources.count - 1, isResourceRoot: true)
  }

  /// Compiles a schema below a keyword.
  mutating func subschema(_ node: Node, below source: KeywordSource, _ token: JSONPointer.Token? = nil) -> Int {
    let index = subschema(
      node, .child(of: source.subschema, keyword: source.name, token: token), resource: source.resource)
    children[source.subschema].append(index)
    return index
  }

  mutating func subschema(
    _ node: Node, _ origin: Subschema.Origin, resource: Int, isResourceRoot: Bool = false
  ) -> Int {
    let index = subschemas.count
    // The place is taken before the children are compiled.
    let resource = self.resource(of: node, lexical: resource, root: index, isRoot: isResourceRoot)
    subschemas.append(Subschema(origin: origin, resource: resource))
    nodes.append(node)
    children.append([])
    inPlace.append([])
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else {
      report("schema/limit", "the schema is nested more than \(Self.depthLimit) levels deep", node.range, index)
      return index
    }

    let place = KeywordPlace(subschema: index, keyword: "", range: node.range)
    switch node.value {
    case .boolean(true) where mayBeBoolean(origin, resource): break
    case .boolean(false) where mayBeBoolean(origin, resource):
      subschemas[index].keywords = [FalseSchema(place: place)]
    case .object(let object): compileKeywords(of: object, index, resource)
    default: report("schema/malformed-schema", .notASchema(node), node.range, index)
    }
    return index
  }

  /// Draft 4 knows true and false only as values of two keywords (Validation
  /// draft 4 §5.3.1, §5.4.4).
  private func mayBeBoolean(_ origin: Subschema.Origin, _ resource: Int) -> Bool {
    if resources[resource].dialect.draft >= .draft6 { return true }
    guard case .child(_, let keyword, nil) = origin else { return false }
    return keyword == "additionalItems" || keyword == "additionalProperties"
  }

  private mutating func compileKeywords(of object: Object, _ index: Int, _ resource: Int) {
    let dialect = resources[resource].dialect
    let isOnlyReference = dialect.draft <= .draft7 && object.member("$ref") != nil
    anchors(of: object, index, resource)
    var keywords: [any Keyword] = []
    var unevaluated: [any Keyword] = []
    for member in object.members {
      let source = KeywordSource(
        name: member.key, member: member, siblings: object, subschema: index, resource: resource, dialect: dialect)
      // Up to draft 7 the siblings of `$ref` are ignored (Core draft 7 §8.3);
      // definitions can still be referred to.
      if isOnlyReference, !["$ref", "definitions", "$defs"].contains(member.key) { continue }
      guard let entry = KeywordTable.entry(member.key) else {
        reportUnknown(source)
        continue
      }
      guard entry.drafts.contains(dialect.draft) else {
        reportOtherDraft(source, entry)
        continue
      }
      guard dialect.draft >= entry.since, dialect.vocabularies.contains(entry.vocabulary), let type = entry.type,
        let keyword = type.compiled(source, &self)
      else { continue }
      if entry.vocabulary == .unevaluated {
        unevaluated.append(keyword)
      } else {
        keywords.append(keyword)
      }
    }
    // They ask what all others evaluated (Core 2020-12 §11).
    subschemas[index].keywords = unevaluated.isEmpty ? keywords : keywords + unevaluated
    subschemas[index].asksForEvaluated = !unevaluated.isEmpty
  }

  /// The pattern, compiled once however often it is written.
  mutating func pattern(_ text: String, _ source: KeywordSource, at range: TextRange) -> RegularExpression? {
    if let known = patterns[text] { return known }
    do {
      let pattern = try RegularExpression(text)
      patterns.set(text, pattern)
      return pattern
    } catch {
      report("schema/malformed-pattern", .malformedPattern(text, error), range, source)
      return nil
    }
  }

  /// The pattern without a report of its mistakes.
  mutating func known(_ text: String) throws(RegularExpression.SyntaxError) -> RegularExpression {
    if let known = patterns[text] { return known }
    let pattern = try RegularExpression(text)
    patterns.set(text, pattern)
    return pattern
  }

  // MARK: Diagnostics

  mutating func report(
    _ code: Diagnostic.Code, _ message: Diagnostic.Message, _ range: TextRange, _ source: KeywordSource,
    severity: Diagnostic.Severity = .error, notes: [Diagnostic.Note] = []
  ) {
    report(code, message, range, source.subschema, keyword: source.name, severity: severity, notes: notes)
  }

  mutating func report(
    _ code: Diagnostic.Code, _ message: Diagnostic.Message, _ range: TextRange, _ subschema: Int,
    keyword: String? = nil, severity: Diagnostic.Severity = .error, notes: [Diagnostic.Note] = []
  ) {
    let graph = SchemaGraph(root: 0, subschemas: subschemas, resources: [], targets: [])
    var pointer = graph.pointer(of: subschema)
    if let keyword { pointer.tokens.append(.key(keyword)) }
    let file = resources[subschemas[subschema].resource].file
    diagnostics.append(
      Diagnostic(code, message, severity: severity, at: range.in(file), pointer: pointer, notes: notes))
  }
}

extension Diagnostic.Message {
  fileprivate static func notASchema(_ node: Node) -> Self {
    "found \(Violation.Value(node).described), expected a schema: an object, true or false"
  }

  fileprivate static func malformedPattern(_ text: String, _ error: RegularExpression.SyntaxError) -> Self {
    "\(quoted(text)) is no regular expression of ECMA-262: \(error.reason)"
  }
}
