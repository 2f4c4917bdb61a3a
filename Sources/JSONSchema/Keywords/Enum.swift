internal import Diagnostics
internal import Documents

/// `enum`: the values that are allowed (Validation 2020-12 §6.1.2).
struct Enum: Assertion {
  let place: KeywordPlace
  private let values: [Node]

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let values = compiler.array(source) else { return nil }
    // Later drafts only advise against both (Validation draft 4 §5.5.1).
    let isStrict = source.draft == .draft4
    if values.isEmpty {
      compiler.report(
        "schema/malformed-keyword", .empty, source.value.range, source, severity: isStrict ? .error : .warning)
    }
    if isStrict {
      for (place, value) in values.enumerated() where values[..<place].contains(value) {
        compiler.report("schema/malformed-keyword", .repeated, value.range, source)
      }
    }
    place = source.place
    self.values = values
  }

  func accepts(_ instance: Node) -> Bool {
    for value in values where value == instance { return true }
    return false
  }

  func problem(with instance: Node) -> Violation.Kind {
    let nearest = instance.string.flatMap { nearestName(to: $0, in: values.compactMap(\.string)) }
    return .enumeration(
      found: Violation.Value(instance), expected: values.map(Violation.Value.init(expected:)),
      nearest: nearest.map(Violation.Value.string))
  }
}

extension Diagnostic.Message {
  fileprivate static var repeated: Self { "a value stands twice in \"enum\"" }
  fileprivate static var empty: Self { "an empty \"enum\" allows no value" }
}
