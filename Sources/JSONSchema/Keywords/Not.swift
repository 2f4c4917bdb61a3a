internal import Diagnostics
internal import Documents

/// `not`: the schema that must not apply (Core 2020-12 §10.2.1.4).
struct Not: Keyword {
  private let place: KeywordPlace
  private let schema: Int

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    schema = compiler.schema(source)
    compiler.applyInPlace([schema], source)
    place = source.place
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    !validation.decided { $0.tests(instance, schema) }
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    if !accepts(instance, &validation) {
      validation.add(.not(found: Violation.Value(instance)), instance.range, place)
    }
  }
}
