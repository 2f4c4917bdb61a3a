internal import Diagnostics
internal import Documents

/// `minimum`: the least number (Validation 2020-12 §6.2.4).
///
/// In draft 4 `exclusiveMinimum: true` beside it excludes the limit itself.
struct Minimum: Assertion {
  let place: KeywordPlace
  private let limit: Number
  private let isExclusive: Bool

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let limit = compiler.number(source) else { return nil }
    place = source.place
    self.limit = limit
    isExclusive = source.draft == .draft4 && source.siblings["exclusiveMinimum"]?.boolean == true
  }

  func accepts(_ instance: Node) -> Bool {
    guard case .number(let number) = instance.value else { return true }
    return isExclusive ? number > limit : number >= limit
  }

  func problem(with instance: Node) -> Violation.Kind {
    let found = instance.number ?? limit
    return isExclusive ? .exclusiveMinimum(found: found, limit) : .minimum(found: found, limit)
  }
}
