public import Diagnostics
public import Documents

/// One way in which a value breaks a schema, with its place in both.
public struct Violation: Hashable, Sendable {
  /// The place of the value in the data. For a missing property it is the
  /// object's, for an unexpected one the property's.
  public var instance: JSONPointer
  /// Where that stands in the text: the value, an unexpected key, or the start
  /// of the object that lacks something.
  public var instanceRange: TextRange
  /// The place of the keyword in its schema document, with the item where the
  /// keyword is a list; with `code` and `instance` it identifies the problem.
  public var schema: JSONPointer
  /// Where the keyword stands in the schema's text.
  public var schemaRange: SourceRange
  public var kind: Kind
  /// For alternatives: what is wrong by the one that came nearest.
  public var causes: [Violation]
  /// For a cause that stands alone: the alternatives it was one of.
  public var alternatives: Alternatives?

  public init(
    instance: JSONPointer, instanceRange: TextRange, schema: JSONPointer, schemaRange: SourceRange, kind: Kind,
    causes: [Violation] = [], alternatives: Alternatives? = nil
  ) {
    self.instance = instance
    self.instanceRange = instanceRange
    self.schema = schema
    self.schemaRange = schemaRange
    self.kind = kind
    self.causes = causes
    self.alternatives = alternatives
  }

  /// The name of the kind: `schema/required`, `schema/type`…
  public var code: Diagnostic.Code { kind.code }

  /// Whether it is no problem of the instance but says that the schema could
  /// not be applied to it within limits of time and memory.
  public var isUndecided: Bool { kind.isUndecided }

  /// One sentence: what was found, what was expected.
  public var message: Diagnostic.Message {
    guard let alternatives else { return Diagnostic.Message(kind.sentence) }
    return Diagnostic.Message(kind.sentence + " (\(alternatives.sentence))")
  }
}

extension Violation {
  /// What is wrong, with the expected and the actual values.
  public indirect enum Kind: Hashable, Sendable {
    case type(found: Value, expected: [String])
    case enumeration(found: Value, expected: [Value], nearest: Value?)
    case constant(found: Value, expected: Value, isNear: Bool)
    case multipleOf(found: Number, Number)
    case minimum(found: Number, Number)
    case maximum(found: Number, Number)
    case exclusiveMinimum(found: Number, Number)
    case exclusiveMaximum(found: Number, Number)
    case minLength(found: String, length: Int, Int)
    case maxLength(found: String, length: Int, Int)
    case pattern(found: String, String)
    /// The pattern needs more steps or memory than a value is given.
    case undecidedPattern(found: String, String)
    case format(found: String, String)
    case content(found: String, String)
    case minItems(found: Int, Int)
    case maxItems(found: Int, Int)
    case unexpectedItem(Int, keyword: String)
    /// Two items, counted from 0, that are equal.
    case uniqueItems(Int, Int, Value)
    case minContains(found: Int, Int)
    case maxContains(found: Int, Int)
    case minProperties(found: Int, Int)
    case maxProperties(found: Int, Int)
    /// `nearest` is a property that is there and not known to the schema.
    case required(String, nearest: String?)
    case dependentRequired(String, because: String, nearest: String?)
    case unexpectedProperty(String, keyword: String, nearest: String?)
    case propertyName(String, Kind)
    case noAlternative(keyword: String, found: Value, Alternatives)
    /// The alternatives of `oneOf`, counted from 0, that all match.
    case severalAlternatives(found: Value, [Int])
    case not(found: Value)
    /// The schema is `false`.
    case nothing(found: Value)
    case limit(Limit)
  }

  /// A value as a message shows it: whole if it is a scalar.
  public enum Value: Hashable, Sendable {
    case null
    case boolean(Bool)
    case number(Number)
    case string(String)
    case array(count: Int)
    case object(count: Int)
    /// An array or object that is short enough to be shown, or demanded.
    case json(String)
  }

  /// What the branches of `anyOf` or `oneOf` ask for, where none accepts.
  public struct Alternatives: Hashable, Sendable {
    public struct Expectation: Hashable, Sendable {
      /// The place, from the value that was to be matched.
      public var place: JSONPointer
      public var kind: Kind
    }

    /// The branch that came nearest, counted from 0.
    public var nearest: Int
    /// The first thing each branch asked for in vain.
    public var expectations: [Expectation]
  }

  /// A bound on the work of judging one instance.
  public enum Limit: Hashable, Sendable {
    /// References lead in a circle without a step into the value.
    case recursion
    /// Subschemas are nested too deeply.
    case depth
    /// Too many subschemas were applied in all.
    case steps
    /// Whether this pattern matches, and with it what `not`, `if`, `oneOf` or
    /// `contains` come to, could not be decided.
    case pattern(String)
  }
}

extension Violation.Value {
  init(_ node: Node) {
    switch node.value {
    case .null: self = .null
    case .boolean(let value): self = .boolean(value)
    case .number(let value): self = .number(value)
    case .string(let value): self = .string(value)
    case .array(let items): self = .array(count: items.count)
    case .object(let object): self = .object(count: object.count)
    }
  }

  /// A value that the schema demands, shown whole.
  init(expected node: Node) {
    switch node.value {
    case .array, .object: self = .json(JSONWriter().write(node))
    default: self.init(node)
    }
  }
}

extension Sequence where Element == Violation {
  /// The problems to print: each stands alone, and of alternatives only those
  /// of the one that came nearest are left, which then mention the others.
  ///
  /// Inlinable, for the generic code costs an accepted value 25,000
  /// instructions.
  @inlinable
  public var flattened: [Violation] { Violation.flattened(Array(self)) }
}

extension Violation {
  @usableFromInline
  static func flattened(_ violations: [Violation]) -> [Violation] {
    if violations.isEmpty { return [] }
    return violations.flatMap { violation -> [Violation] in
      guard !violation.causes.isEmpty else { return [violation] }
      var leaves = violation.causes.flattened
      if case .noAlternative(_, _, let alternatives) = violation.kind, leaves[0].alternatives == nil {
        leaves[0].alternatives = alternatives
      }
      return leaves
    }
  }
}
