internal import Diagnostics
internal import Documents

/// `properties`: the schemas of properties by name (Core 2020-12 §10.3.2.1).
struct Properties: Keyword {
  private let schemas: NameTable<Int>

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let schemas = compiler.schemasByName(source), !schemas.isEmpty else { return nil }
    self.schemas = NameTable(schemas)
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    guard case .object(let object) = instance.value else { return true }
    for (place, member) in object.members.enumerated() {
      guard let schema = schemas[member.key] else { continue }
      guard validation.acceptsChild(member.value, schema) else { return false }
      validation.evaluated.insertProperty(place)
    }
    return true
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    guard case .object(let object) = instance.value else { return }
    for (place, member) in object.members.enumerated() {
      guard let schema = schemas[member.key] else { continue }
      validation.reportChild(member.value, .key(member.key), schema)
      validation.evaluated.insertProperty(place)
    }
  }
}
