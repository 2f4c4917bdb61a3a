internal import Diagnostics
internal import Documents

/// `dependentSchemas`: the schemas that apply to an object if it has a property
/// (Core 2020-12 §10.2.2.4).
struct DependentSchemas: Keyword {
  private let schemas: [(name: String, value: Int)]

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let schemas = compiler.schemasByName(source) else { return nil }
    self.schemas = schemas
  }

  /// The part of `dependencies` that is schemas.
  init(_ schemas: [(name: String, value: Int)]) { self.schemas = schemas }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    guard case .object(let object) = instance.value else { return true }
    for (name, schema) in schemas where object[name] != nil {
      guard validation.accepts(instance, schema) else { return false }
    }
    return true
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    guard case .object(let object) = instance.value else { return }
    for (name, schema) in schemas where object[name] != nil { validation.report(instance, schema) }
  }
}
