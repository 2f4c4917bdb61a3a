internal import Diagnostics
internal import Documents

/// `additionalItems`: until 2019-09 the schema of the items behind those that
/// the list in `items` names (Core 2019-09 §9.3.1.2).
struct AdditionalItems: Keyword {
  private let rest: ItemsFrom

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    // Compiled even where it has no effect, for references may lead here.
    let prefix = source.siblings["items"]?.array
    let rest = ItemsFrom(source, start: prefix?.count ?? 0, &compiler)
    if prefix == nil { return nil }
    self.rest = rest
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool { rest.accepts(instance, &validation) }
  func report(_ instance: Node, _ validation: inout Validation) { rest.report(instance, &validation) }
}
