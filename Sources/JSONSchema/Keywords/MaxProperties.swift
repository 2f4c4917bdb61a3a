internal import Diagnostics
internal import Documents

/// `maxProperties`: the greatest number of properties (Validation 2020-12 §6.5.1).
struct MaxProperties: Assertion {
  let place: KeywordPlace
  private let limit: Int

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let limit = compiler.count(source) else { return nil }
    place = source.place
    self.limit = limit
  }

  func accepts(_ instance: Node) -> Bool {
    guard case .object(let object) = instance.value else { return true }
    return object.count <= limit
  }

  func problem(with instance: Node) -> Violation.Kind { .maxProperties(found: instance.object?.count ?? 0, limit) }
}
