internal import Diagnostics
internal import Documents

/// `dependencies`: until draft 7 what `dependentRequired` and
/// `dependentSchemas` are now (Validation draft 7 §6.5.7); later drafts keep it
/// for compatibility.
struct Dependencies: Keyword {
  private let required: DependentRequired
  private let schemas: DependentSchemas

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let object = compiler.object(source) else { return nil }
    var required: [(name: String, required: [String])] = []
    var schemas: [(name: String, value: Int)] = []
    for member in object.members {
      if case .array = member.value.value {
        compiler.names(member.value, source).map { required.append((member.key, $0)) }
      } else {
        schemas.append((member.key, compiler.subschema(member.value, below: source, .key(member.key))))
      }
    }
    self.required = DependentRequired(required, source.place)
    self.schemas = DependentSchemas(schemas)
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    required.accepts(instance, &validation) && schemas.accepts(instance, &validation)
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    required.report(instance, &validation)
    schemas.report(instance, &validation)
  }
}
