import Diagnostics

/// Composes libyaml's events into trees (YAML 1.2.2 §3.1.2) and gives each
/// scalar its type.
///
/// Open collections stand on a stack of its own, so that no text can exhaust
/// the program's.
struct YAMLComposer {
  private(set) var diagnostics: [Diagnostic] = []

  private let file: String
  private let limits: YAMLReader.Limits
  private let documentLimit: Int

  private var documents: [Node] = []
  private var open: [Collection] = []
  private var anchors: [String: Anchored] = [:]
  /// The nodes of the document so far, aliases with all that they stand for.
  private var nodeCount = 0

  init(file: String, limits: YAMLReader.Limits, documentLimit: Int) {
    self.file = file
    self.limits = limits
    self.documentLimit = documentLimit
  }

  mutating func compose(_ text: YAMLText) throws(YAMLStop) -> [Node] {
    // libyaml asserts that there is a pointer.
    guard !text.bytes.isEmpty else { return [] }
    var events = YAMLEvents(text.bytes)
    while true {
      let (event, span): (YAMLEvents.Event, YAMLEvents.Span)
      do throws(YAMLEvents.Problem) {
        (event, span) = try events.next()
      } catch {
        throw YAMLStop(diagnostic: error.diagnostic(in: text))
      }
      let start = text.position(span.start)
      switch event {
      case .streamStart, .documentEnd: break
      case .streamEnd: return documents
      case .documentStart:
        guard documents.count < documentLimit else {
          throw text.stop("yaml/multiple-documents", .multipleDocuments, at: TextRange(start, text.position(span.end)))
        }
        anchors.removeAll()
        nodeCount = 0
      case .alias(let name):
        try add(resolve(name, at: TextRange(start, text.position(span.end)), text))
      case .scalar(let properties, let value, let isPlain, let isBlock):
        let end = isBlock ? text.trimmedEnd(span.end, from: span.start) : span.end
        let range = TextRange(start, text.position(end))
        add(scalar(value, isPlain: isPlain, properties, at: range), anchor: properties.anchor)
      case .sequenceStart(let properties, let isFlow):
        try begin(
          Collection(isMapping: false, isFlow: isFlow, anchor: properties.anchor, start: start), properties, text)
      case .mappingStart(let properties, let isFlow):
        try begin(
          Collection(isMapping: true, isFlow: isFlow, anchor: properties.anchor, start: start), properties, text)
      case .sequenceEnd, .mappingEnd:
        guard let collection = open.popLast() else { break }
        add(collection.finished(end: text.position(span.end)), anchor: collection.anchor)
      }
    }
  }

  private mutating func begin(
    _ collection: Collection, _ properties: YAMLEvents.Properties, _ text: YAMLText
  ) throws(YAMLStop) {
    let range = TextRange(at: collection.start)
    guard open.count < YAMLReader.depthLimit else { throw text.stop("yaml/too-deep", .tooDeep, at: range) }
    let kind = collection.isMapping ? "map" : "seq"
    if let tag = properties.tag, tag != "!", tag != CoreTag.prefix + kind {
      let isKnown = CoreTag(tag) != nil
      report(
        isKnown ? "yaml/tag-mismatch" : "yaml/unknown-tag",
        isKnown ? .tagMismatch(tag, collection.isMapping ? "a mapping" : "a sequence") : .unknownTag(tag), at: range)
    }
    if let anchor = properties.anchor { anchors[anchor] = .open }
    nodeCount += 1
    open.append(collection)
  }

  /// Puts a complete node where it belongs: behind its key, into its sequence,
  /// or as a document.
  private mutating func add(_ part: consuming Part, anchor: String? = nil) {
    if let anchor { anchors[anchor] = .complete(copy part) }
    let last = open.count - 1
    guard last >= 0 else { return documents.append(part.node) }
    if open[last].awaitsKey {
      open[last].add(key: key(part), part)
    } else if let duplicate = open[last].add(part) {
      report(
        "yaml/duplicate-key", .duplicateKey(duplicate.key.name ?? ""), at: duplicate.key.range,
        note: .init("first at \(duplicate.earlier.start)", at: duplicate.earlier.in(file)))
    }
  }

  private mutating func key(_ part: Part) -> Key {
    let range = part.node.range
    if let name = part.node.string { return Key(name: name, range: range) }
    report("yaml/key-not-string", .keyNotString(part.node, written: part.plainText), at: range)
    // With the text for a name the rest of the object can still be checked.
    return Key(name: part.plainText.flatMap { $0.isEmpty ? nil : $0 }, range: range)
  }

  // MARK: Aliases

  private mutating func resolve(_ name: String, at range: TextRange, _ text: YAMLText) throws(YAMLStop) -> Part {
    switch anchors[name] {
    case .complete(var part):
      nodeCount += part.count
      guard nodeCount <= limits.maximumNodes else {
        throw text.stop("yaml/too-many-aliases", .tooManyAliases(limits.maximumNodes), at: range)
      }
      guard open.count + part.height <= YAMLReader.depthLimit else {
        throw text.stop("yaml/too-deep", .tooDeep, at: range)
      }
      // The alias is what stands here; places inside are those of the anchor.
      part.node.range = range
      part.plainText = nil
      return part
    case .open:
      report("yaml/recursive-alias", .recursiveAlias(name), at: range)
    case nil:
      report(
        "yaml/undefined-alias", .undefinedAlias(name), at: range,
        note: nearestName(to: name, in: Array(anchors.keys)).map { .init("the nearest anchor is \(quoted("&" + $0))") })
    }
    return Part(node: Node(.null, range: range))
  }

  // MARK: Scalars

  private mutating func scalar(
    _ text: String, isPlain: Bool, _ properties: YAMLEvents.Properties, at range: TextRange
  ) -> Part {
    nodeCount += 1
    let value: Node.Value
    if let tag = properties.tag, tag != "!" {
      value = tagged(text, tag, isPlain: isPlain, at: range)
    } else if isPlain, properties.tag == nil {
      value = resolved(text, at: range)
    } else {
      value = .string(text)
    }
    return Part(node: Node(value, range: range), plainText: isPlain ? text : nil)
  }

  private mutating func resolved(_ text: String, at range: TextRange) -> Node.Value {
    switch CoreSchema(text) {
    case .null: return .null
    case .boolean(let value): return .boolean(value)
    case .integer(let number), .float(let number): return .number(number)
    case .string: return .string(text)
    case .notFinite:
      report("yaml/not-finite", .notFinite(text), at: range)
    case .outOfRange:
      report("yaml/number-out-of-range", .outOfRange(text), at: range)
    }
    return .string(text)
  }

  /// The value that a tag asks for (YAML 1.2.2 §10.3.1).
  private mutating func tagged(_ text: String, _ tag: String, isPlain: Bool, at range: TextRange) -> Node.Value {
    guard let known = CoreTag(tag) else {
      report("yaml/unknown-tag", .unknownTag(tag), at: range)
      return isPlain ? resolved(text, at: range) : .string(text)
    }
    switch (known, CoreSchema(text)) {
    case (.str, _): return .string(text)
    case (.null, .null): return .null
    case (.bool, .boolean(let value)): return .boolean(value)
    case (.int, .integer(let number)), (.float, .integer(let number)), (.float, .float(let number)):
      return .number(number)
    case (.float, .notFinite), (.float, .outOfRange), (.int, .outOfRange): return resolved(text, at: range)
    default:
      report("yaml/tag-mismatch", .tagMismatch(tag, quoted(text, limit: 40)), at: range)
      return .string(text)
    }
  }

  private mutating func report(
    _ code: Diagnostic.Code, _ message: Diagnostic.Message, at range: TextRange, note: Diagnostic.Note? = nil
  ) {
    diagnostics.append(Diagnostic(code, message, at: range.in(file), notes: note.map { [$0] } ?? []))
  }
}

/// A complete node, with what it counts for when an alias repeats it.
private struct Part {
  var node: Node
  var count = 1
  /// How many collections stand inside each other in it.
  var height = 0
  /// What was written, if that is a plain scalar.
  var plainText: String?
}

/// What an anchor stands for.
private enum Anchored {
  /// A collection that is not at its end yet.
  case open
  case complete(Part)
}

/// A key whose value comes next; without a name it and its value are dropped.
private struct Key {
  var name: String?
  var range: TextRange
}

/// A sequence or mapping whose end has not come yet.
private struct Collection {
  var isMapping: Bool
  var isFlow: Bool
  var anchor: String?
  var start: Position
  var elements: [Node] = []
  var object = Object()
  var key: Key?
  var count = 1
  var height = 1
  var lastEnd: Position

  init(isMapping: Bool, isFlow: Bool, anchor: String?, start: Position) {
    self.isMapping = isMapping
    self.isFlow = isFlow
    self.anchor = anchor
    self.start = start
    lastEnd = start
  }

  var awaitsKey: Bool { isMapping && key == nil }

  mutating func add(key: Key, _ part: Part) {
    take(part)
    self.key = key
  }

  /// Adds an element or the value of the key; gives the key and the place of
  /// the earlier one if that is there already.
  mutating func add(_ part: consuming Part) -> (key: Key, earlier: TextRange)? {
    take(part)
    guard let key = key.take() else {
      elements.append(part.node)
      return nil
    }
    guard let name = key.name else { return nil }
    let member = Object.Member(key: name, keyRange: key.range, value: part.node)
    return object.insert(member).map { (key, $0.keyRange) }
  }

  private mutating func take(_ part: Part) {
    count += part.count
    height = max(height, part.height + 1)
    lastEnd = part.node.range.end
  }

  /// A block collection ends with its last child; libyaml takes the next
  /// token for its end.
  func finished(end: Position) -> Part {
    let range = TextRange(start, isFlow ? end : lastEnd)
    return Part(node: Node(isMapping ? .object(object) : .array(elements), range: range), count: count, height: height)
  }
}

/// The tags of the core schema.
private enum CoreTag: String {
  case str, int, float, bool, null, map, seq

  static let prefix = "tag:yaml.org,2002:"

  init?(_ tag: String) {
    guard tag.hasPrefix(Self.prefix) else { return nil }
    self.init(rawValue: String(tag.dropFirst(Self.prefix.count)))
  }
}

extension Diagnostic.Message {
  fileprivate static var tooDeep: Self {
    "more than \(YAMLReader.depthLimit) sequences and mappings inside each other"
  }

  fileprivate static var multipleDocuments: Self { "expected one document but found a second one" }

  fileprivate static func duplicateKey(_ key: String) -> Self { Self("duplicate key \(quoted(key))") }

  fileprivate static func keyNotString(_ node: Node, written text: String?) -> Self {
    if let text, !text.isEmpty {
      return Self(
        "expected a string as key but found the \(node.typeName) \(quoted(text, limit: 40)); put the key in quotes")
    }
    let found =
      switch node.value {
      case .array: "a sequence"
      case .object: "a mapping"
      case .null: "nothing"
      default: "a \(node.typeName)"
      }
    return Self("expected a string as key but found \(found)")
  }

  fileprivate static func tooManyAliases(_ limit: Int) -> Self {
    Self("the aliases make more than \(limit) nodes of this document")
  }

  fileprivate static func recursiveAlias(_ name: String) -> Self {
    Self("the alias \(quoted("*" + name)) stands inside the node that it names")
  }

  fileprivate static func undefinedAlias(_ name: String) -> Self {
    Self("the alias \(quoted("*" + name)) has no anchor \(quoted("&" + name)) before it")
  }

  fileprivate static func notFinite(_ text: String) -> Self {
    Self("\(quoted(text)) has no form in JSON; put it in quotes if it is a text")
  }

  fileprivate static func outOfRange(_ text: String) -> Self {
    Self("the number \(quoted(text, limit: 40)) is out of range; put it in quotes if it is a text")
  }

  fileprivate static func unknownTag(_ tag: String) -> Self {
    Self("unknown tag \(shownTag(tag)), expected one of !!str !!int !!float !!bool !!null !!map !!seq")
  }

  fileprivate static func tagMismatch(_ tag: String, _ found: String) -> Self {
    Self("expected what the tag \(shownTag(tag)) says but found \(found)")
  }

  private static func shownTag(_ tag: String) -> String {
    tag.hasPrefix(CoreTag.prefix) ? quoted("!!" + tag.dropFirst(CoreTag.prefix.count)) : quoted(tag)
  }
}
