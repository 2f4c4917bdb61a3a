internal import Diagnostics
internal import Documents

/// `multipleOf`: the number that divides without a rest (Validation 2020-12
/// §6.2.1), exactly.
struct MultipleOf: Assertion {
  let place: KeywordPlace
  private let divisor: Number

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let divisor = compiler.number(source) else { return nil }
    guard !divisor.isNegative, !divisor.digits.isEmpty else {
      compiler.malformed(source, expected: "a number above 0") as Void?
      return nil
    }
    place = source.place
    self.divisor = divisor
  }

  func accepts(_ instance: Node) -> Bool {
    guard case .number(let number) = instance.value else { return true }
    return number.isMultiple(of: divisor)
  }

  func problem(with instance: Node) -> Violation.Kind {
    .multipleOf(found: instance.number ?? divisor, divisor)
  }
}
