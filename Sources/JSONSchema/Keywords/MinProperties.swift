internal import Diagnostics
internal import Documents

/// `minProperties`: the least number of properties (Validation 2020-12 §6.5.2).
struct MinProperties: Assertion {
  let place: KeywordPlace
  private let limit: Int

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let limit = compiler.count(source) else { return nil }
    place = source.place
    self.limit = limit
  }

  func accepts(_ instance: Node) -> Bool {
    guard case .object(let object) = instance.value else { return true }
    return object.count >= limit
  }

  func problem(with instance: Node) -> Violation.Kind { .minProperties(found: instance.object?.count ?? 0, limit) }
}
