internal import Diagnostics
internal import Documents

/// `maxItems`: the greatest number of items (Validation 2020-12 §6.4.1).
struct MaxItems: Assertion {
  let place: KeywordPlace
  private let limit: Int

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let limit = compiler.count(source) else { return nil }
    place = source.place
    self.limit = limit
  }

  func accepts(_ instance: Node) -> Bool {
    guard case .array(let items) = instance.value else { return true }
    return items.count <= limit
  }

  func problem(with instance: Node) -> Violation.Kind { .maxItems(found: instance.array?.count ?? 0, limit) }
}
