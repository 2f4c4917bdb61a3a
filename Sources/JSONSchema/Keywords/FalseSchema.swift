internal import Diagnostics
internal import Documents

/// The schema `false`, which no value satisfies (Core 2020-12 §4.3.2).
struct FalseSchema: Assertion {
  let place: KeywordPlace

  init(place: KeywordPlace) { self.place = place }

  /// It is a schema, not a keyword, and never made from one.
  init?(_ source: KeywordSource, _ compiler: inout Compiler) { return nil }

  func accepts(_ instance: Node) -> Bool { false }

  func problem(with instance: Node) -> Violation.Kind { .nothing(found: Violation.Value(instance)) }
}
