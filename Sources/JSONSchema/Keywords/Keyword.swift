internal import Diagnostics
internal import Documents

/// One keyword of a schema with its value, ready to judge instances.
protocol Keyword: Sendable {
  /// Reads the keyword; nil if it constrains nothing or if its value is
  /// malformed, which is then reported.
  init?(_ source: KeywordSource, _ compiler: inout Compiler)

  /// The keyword that `init` makes. A requirement, so that each type has code
  /// of its own for it: to call `init?` of a type that only the running program
  /// knows needs the metadata of its optional, 3,500 instructions for each.
  static func compiled(_ source: KeywordSource, _ compiler: inout Compiler) -> (any Keyword)?

  /// The fast path: yes or no.
  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool

  /// The reporting path: adds what is wrong to the validation.
  func report(_ instance: Node, _ validation: inout Validation)
}

extension Keyword {
  static func compiled(_ source: KeywordSource, _ compiler: inout Compiler) -> (any Keyword)? {
    Self(source, &compiler)
  }
}

/// A keyword that judges a value by itself, without subschemas.
protocol Assertion: Keyword {
  var place: KeywordPlace { get }

  func accepts(_ instance: Node) -> Bool

  /// What is wrong with an instance that was not accepted.
  func problem(with instance: Node) -> Violation.Kind
}

extension Assertion {
  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool { accepts(instance) }

  func report(_ instance: Node, _ validation: inout Validation) {
    if !accepts(instance) { validation.add(problem(with: instance), instance.range, place) }
  }
}

/// A keyword as it stands in the schema, with its siblings.
struct KeywordSource {
  let name: String
  let member: Object.Member
  let siblings: Object
  let subschema: Int
  let resource: Int
  let dialect: Dialect

  var value: Node { member.value }
  var draft: Draft { dialect.draft }
  var place: KeywordPlace { KeywordPlace(subschema: subschema, keyword: name, range: member.keyRange) }

  /// The same place seen from a sibling keyword, if it is there.
  func sibling(_ name: String) -> KeywordSource? {
    siblings.member(name).map {
      KeywordSource(
        name: name, member: $0, siblings: siblings, subschema: subschema, resource: resource, dialect: dialect)
    }
  }
}
