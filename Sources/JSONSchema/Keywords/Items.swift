internal import Diagnostics
internal import Documents

/// `items`: the schema of all items behind `prefixItems` (Core 2020-12
/// §10.3.1.2); until 2019-09 also a list of schemas, which is `prefixItems` now.
struct Items: Keyword {
  private let keyword: any Keyword

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    if source.draft < .draft2020, let items = source.value.array {
      if items.isEmpty {
        compiler.malformed(source, expected: "a schema or a non-empty array of schemas") as Void?
        return nil
      }
      guard let prefix = PrefixItems(source, &compiler) else { return nil }
      keyword = prefix
    } else {
      let prefix = source.draft < .draft2020 ? nil : source.siblings["prefixItems"]?.array
      keyword = ItemsFrom(source, start: prefix?.count ?? 0, &compiler)
    }
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool { keyword.accepts(instance, &validation) }
  func report(_ instance: Node, _ validation: inout Validation) { keyword.report(instance, &validation) }
}
