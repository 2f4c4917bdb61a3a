internal import Diagnostics
internal import Documents

/// `exclusiveMinimum`: the number that all must be above (Validation 2020-12 §6.2.5).
///
/// In draft 4 it is a boolean that `minimum` reads.
struct ExclusiveMinimum: Assertion {
  let place: KeywordPlace
  private let limit: Number

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    if source.draft == .draft4 {
      if compiler.boolean(source) != nil, source.siblings["minimum"] == nil {
        compiler.report("schema/malformed-keyword", .withoutLimit, source.member.keyRange, source)
      }
      return nil
    }
    guard let limit = compiler.number(source) else { return nil }
    place = source.place
    self.limit = limit
  }

  func accepts(_ instance: Node) -> Bool {
    guard case .number(let number) = instance.value else { return true }
    return number > limit
  }

  func problem(with instance: Node) -> Violation.Kind {
    .exclusiveMinimum(found: instance.number ?? limit, limit)
  }
}

extension Diagnostic.Message {
  /// Validation draft 4 §5.1.3.
  fileprivate static var withoutLimit: Self {
    "in draft 4 \"exclusiveMinimum\" belongs to a \"minimum\" beside it, and there is none"
  }
}
