internal import Diagnostics
internal import Documents

/// `prefixItems`: the schemas of the first items, one by one (Core 2020-12
/// §10.3.1.1).
struct PrefixItems: Keyword {
  private let schemas: [Int]

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let schemas = compiler.schemas(source) else { return nil }
    self.schemas = schemas
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    guard case .array(let items) = instance.value else { return true }
    for (place, (item, schema)) in zip(items, schemas).enumerated() {
      guard validation.acceptsChild(item, schema) else { return false }
      validation.evaluated.insertItem(place)
    }
    return true
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    guard case .array(let items) = instance.value else { return }
    for (place, (item, schema)) in zip(items, schemas).enumerated() {
      validation.reportChild(item, .index(place), schema)
      validation.evaluated.insertItem(place)
    }
  }
}
