internal import Diagnostics
internal import Documents

/// `minItems`: the least number of items (Validation 2020-12 §6.4.2).
struct MinItems: Assertion {
  let place: KeywordPlace
  private let limit: Int

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let limit = compiler.count(source) else { return nil }
    place = source.place
    self.limit = limit
  }

  func accepts(_ instance: Node) -> Bool {
    guard case .array(let items) = instance.value else { return true }
    return items.count >= limit
  }

  func problem(with instance: Node) -> Violation.Kind { .minItems(found: instance.array?.count ?? 0, limit) }
}
