internal import Diagnostics
internal import Documents

/// `const`: the only value that is allowed (Validation 2020-12 §6.1.3).
struct Const: Assertion {
  let place: KeywordPlace
  private let value: Node

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    place = source.place
    value = source.value
  }

  func accepts(_ instance: Node) -> Bool { value == instance }

  func problem(with instance: Node) -> Violation.Kind {
    let isNear =
      if let found = instance.string, let wanted = value.string { nearestName(to: found, in: [wanted]) != nil } else {
        false
      }
    // A composite that differs from the demanded one is shown whole too.
    let isComposite = value.typeName == instance.typeName
    return .constant(
      found: isComposite ? Violation.Value(expected: instance) : Violation.Value(instance),
      expected: Violation.Value(expected: value), isNear: isNear)
  }
}
