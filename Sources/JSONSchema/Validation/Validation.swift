internal import Diagnostics
internal import Documents

/// The state of judging one instance: where we are, what was evaluated, what
/// was found.
struct Validation {
  let graph: SchemaGraph
  /// The schema resources entered and not left (Core 2020-12 §7.1), outermost
  /// first.
  private(set) var scope: [Int] = []
  var evaluated = Evaluated()
  /// The bound that was exceeded; the instance is then not valid, whatever
  /// else was found.
  private(set) var exceeded: Violation.Limit?
  private var depth = 0
  /// Subschemas applied without a step into the instance.
  private var standing = 0
  private var steps = 0
  private var path: [JSONPointer.Token] = []
  private var violations: [Violation] = []
  /// How many patterns could not be decided, and the last of them.
  private var undecided = (count: 0, pattern: "")

  /// Nested subschemas; their frames must fit into a stack of 8 MiB.
  static let depthLimit = 3000
  /// Nested subschemas for one value: more of them can only be a cycle.
  static let standingLimit = 256
  /// Subschemas applied in all: a schema whose alternatives recurse in two
  /// branches doubles the work with each level.
  static let stepLimit = 5_000_000

  private let stepLimit: Int

  init(_ graph: SchemaGraph, stepLimit: Int = Self.stepLimit) {
    self.graph = graph
    self.stepLimit = stepLimit
  }

  // MARK: The fast path

  /// Applies a subschema to the value at hand.
  mutating func accepts(_ instance: Node, _ subschema: Int) -> Bool {
    let keywords = graph.subschemas[subschema].keywords
    if keywords.isEmpty { return true }
    guard enter(subschema) else { return false }
    let outer = beginEvaluated(subschema)
    var isAccepted = true
    for keyword in keywords where !keyword.accepts(instance, &self) {
      isAccepted = false
      break
    }
    endEvaluated(outer)
    leave(subschema)
    return isAccepted
  }

  /// Applies a subschema to a part of the value at hand.
  mutating func acceptsChild(_ child: Node, _ subschema: Int) -> Bool {
    let keywords = graph.subschemas[subschema].keywords
    if keywords.isEmpty { return true }
    let outer = (standing, evaluated)
    (standing, evaluated) = (0, Evaluated())
    let isAccepted = accepts(child, subschema)
    (standing, evaluated) = outer
    return isAccepted
  }

  /// Applies a branch, which counts as evaluating only if it accepts.
  mutating func acceptsBranch(_ instance: Node, _ subschema: Int) -> Bool {
    guard evaluated.isTracked else { return accepts(instance, subschema) }
    let before = evaluated
    if accepts(instance, subschema) { return true }
    evaluated = before
    return false
  }

  /// Applies a subschema only to know its answer.
  mutating func tests(_ instance: Node, _ subschema: Int) -> Bool {
    let before = evaluated
    let isAccepted = accepts(instance, subschema)
    evaluated = before
    return isAccepted
  }

  // MARK: The reporting path

  mutating func report(_ instance: Node, _ subschema: Int) {
    let keywords = graph.subschemas[subschema].keywords
    if keywords.isEmpty { return }
    guard enter(subschema) else { return }
    let outer = beginEvaluated(subschema)
    for keyword in keywords { keyword.report(instance, &self) }
    endEvaluated(outer)
    leave(subschema)
  }

  mutating func reportChild(_ child: Node, _ token: JSONPointer.Token, _ subschema: Int) {
    let outer = (standing, evaluated)
    (standing, evaluated) = (0, Evaluated())
    path.append(token)
    report(child, subschema)
    path.removeLast()
    (standing, evaluated) = outer
  }

  /// What a branch would report, without reporting it.
  mutating func findings(_ instance: Node, _ subschema: Int) -> [Violation] {
    let before = violations
    violations = []
    report(instance, subschema)
    let found = violations
    violations = before
    return found
  }

  /// Adds a problem of the value at hand, or of its part at `token`.
  mutating func add(
    _ kind: Violation.Kind, _ range: TextRange, _ place: KeywordPlace, at token: JSONPointer.Token? = nil,
    item: Int? = nil, causes: [Violation] = []
  ) {
    var schema = graph.pointer(of: place.subschema)
    if !place.keyword.isEmpty { schema.tokens.append(.key(place.keyword)) }
    if let item { schema.tokens.append(.index(item)) }
    let file = graph.resources[graph.subschemas[place.subschema].resource].file
    violations.append(
      Violation(
        instance: JSONPointer(token.map { path + [$0] } ?? path), instanceRange: range, schema: schema,
        schemaRange: place.range.in(file), kind: kind, causes: causes))
  }

  mutating func add(contentsOf found: [Violation]) { violations += found }

  /// The place of the value at hand.
  var pointer: JSONPointer { JSONPointer(path) }

  /// Everything that was reported, in order of place.
  func result(for instance: Node) -> [Violation] {
    var all = violations
    if let exceeded {
      let file = graph.resources[graph.subschemas[graph.root].resource].file
      all.append(
        Violation(
          instance: .root, instanceRange: instance.range, schema: .root,
          schemaRange: TextRange(at: .start).in(file), kind: .limit(exceeded), causes: []))
    }
    var seen = Set<Violation>()
    return all.filter { seen.insert($0).inserted }.enumerated().sorted { left, right in
      let (first, second) = (left.element.instanceRange.start, right.element.instanceRange.start)
      return first == second ? left.offset < right.offset : first < second
    }
    .map(\.element)
  }

  // MARK: Patterns that can't be decided

  /// Notes that a pattern needs more steps or memory than it is given; the
  /// text then doesn't count as matching.
  mutating func leftUndecided(_ pattern: String) { undecided = (undecided.count + 1, pattern) }

  /// Applies a schema whose *rejection* may lead to acceptance, as that of
  /// `not` does: if it rejects for want of a decision, nothing is decided.
  mutating func decided(_ apply: (inout Validation) -> Bool) -> Bool {
    let before = undecided.count
    if apply(&self) { return true }
    if undecided.count > before, exceeded == nil { exceeded = .pattern(undecided.pattern) }
    return false
  }

  // MARK: Bookkeeping

  private mutating func enter(_ subschema: Int) -> Bool {
    guard exceeded == nil else { return false }
    depth += 1
    standing += 1
    steps += 1
    if standing > Self.standingLimit {
      exceeded = .recursion
    } else if depth > Self.depthLimit {
      exceeded = .depth
    } else if steps > stepLimit {
      exceeded = .steps
    }
    guard exceeded == nil else { return false }
    scope.append(graph.subschemas[subschema].resource)
    return true
  }

  private mutating func leave(_ subschema: Int) {
    depth -= 1
    standing -= 1
    scope.removeLast()
  }

  /// A subschema that asks what was evaluated sees only what it and its
  /// branches evaluate, not what its surroundings did.
  private mutating func beginEvaluated(_ subschema: Int) -> Evaluated? {
    guard graph.subschemas[subschema].asksForEvaluated else { return nil }
    let outer = evaluated
    evaluated = Evaluated(isTracked: true)
    return outer
  }

  private mutating func endEvaluated(_ outer: Evaluated?) {
    guard var outer else { return }
    if outer.isTracked { outer.formUnion(evaluated) }
    evaluated = outer
  }
}
