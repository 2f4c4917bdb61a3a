internal import Diagnostics
internal import Documents

/// `maximum`: the greatest number (Validation 2020-12 §6.2.2).
///
/// In draft 4 `exclusiveMaximum: true` beside it excludes the limit itself.
struct Maximum: Assertion {
  let place: KeywordPlace
  private let limit: Number
  private let isExclusive: Bool

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let limit = compiler.number(source) else { return nil }
    place = source.place
    self.limit = limit
    isExclusive = source.draft == .draft4 && source.siblings["exclusiveMaximum"]?.boolean == true
  }

  func accepts(_ instance: Node) -> Bool {
    guard case .number(let number) = instance.value else { return true }
    return isExclusive ? number < limit : number <= limit
  }

  func problem(with instance: Node) -> Violation.Kind {
    let found = instance.number ?? limit
    return isExclusive ? .exclusiveMaximum(found: found, limit) : .maximum(found: found, limit)
  }
}
