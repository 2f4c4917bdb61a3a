internal import Diagnostics

/// The compiled schema: subschemas that name each other by number, so that
/// cycles of references need no cycle of objects.
///
/// A class, for it is shared by every validation; it never changes.
final class SchemaGraph: Sendable {
  let root: Int
  let subschemas: [Subschema]
  let resources: [Resource]
  /// Where each `Reference` leads: the number of a subschema.
  let targets: [Target]

  init(root: Int, subschemas: [Subschema], resources: [Resource], targets: [Target]) {
    self.root = root
    self.subschemas = subschemas
    self.resources = resources
    self.targets = targets
  }

  /// Where a subschema stands in its document.
  func pointer(of subschema: Int) -> JSONPointer {
    var tokens: [JSONPointer.Token] = []
    var current = subschema
    while true {
      switch subschemas[current].origin {
      case .document(let base): return JSONPointer(base + tokens.reversed())
      case .child(let parent, let keyword, let token):
        if let token { tokens.append(token) }
        tokens.append(.key(keyword))
        current = parent
      }
    }
  }
}

/// One schema object or boolean: its keywords, in the order of their work.
struct Subschema: Sendable {
  enum Origin: Sendable {
    /// At this place of a document.
    case document([JSONPointer.Token])
    /// Below a keyword of another subschema.
    case child(of: Int, keyword: String, token: JSONPointer.Token?)
  }

  let origin: Origin
  /// The schema resource it belongs to (Core 2020-12 §4.3.5).
  let resource: Int
  var keywords: [any Keyword] = []
  /// Whether it asks which properties or items others evaluated.
  var asksForEvaluated = false
}

/// A schema with an address of its own (Core 2020-12 §4.3.5).
struct Resource: Sendable {
  let base: URIReference
  let file: String
  var dialect: Dialect
  var root: Int
  var anchors: [String: Int] = [:]
  var dynamicAnchors: [String: Int] = [:]
  /// Whether `$recursiveAnchor` is true at its root (2019-09 §8.2.4.2.2).
  var isRecursiveAnchor = false
}

/// Where a reference leads.
struct Target: Sendable {
  var subschema: Int
  /// The anchor to look for in the dynamic scope first (Core 2020-12
  /// §8.2.3.2); nil for an ordinary reference.
  var dynamicAnchor: String?
}

/// A draft and those of its vocabularies that are in force.
struct Dialect: Sendable {
  var draft: Draft
  var vocabularies = Vocabulary.all
  var assertsFormat: Bool
}

/// Groups of keywords that a meta-schema switches on (Core 2020-12 §8.1.2).
struct Vocabulary: OptionSet, Sendable {
  let rawValue: UInt16

  static let core = Vocabulary(rawValue: 1)
  static let applicator = Vocabulary(rawValue: 2)
  static let unevaluated = Vocabulary(rawValue: 4)
  static let validation = Vocabulary(rawValue: 8)
  static let content = Vocabulary(rawValue: 16)
  static let metaData = Vocabulary(rawValue: 32)
  static let format = Vocabulary(rawValue: 64)
  static let formatAnnotation = Vocabulary(rawValue: 128)
  static let formatAssertion = Vocabulary(rawValue: 256)
  static let all = Vocabulary(rawValue: 511)

  init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The vocabulary whose address ends with this name.
  init?(name: String) {
    switch name {
    case "core": self = .core
    case "applicator": self = .applicator
    case "unevaluated": self = .unevaluated
    case "validation": self = .validation
    case "content": self = .content
    case "meta-data": self = .metaData
    case "format": self = .format
    case "format-annotation": self = .formatAnnotation
    case "format-assertion": self = .formatAssertion
    default: return nil
    }
  }
}

/// Where a keyword stands in its schema.
struct KeywordPlace: Sendable {
  let subschema: Int
  /// Empty for a boolean schema, which has no keyword.
  let keyword: String
  let range: TextRange
}
