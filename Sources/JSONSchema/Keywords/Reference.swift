internal import Diagnostics
internal import Documents

/// `$ref`: the schema that applies as well (Core 2020-12 §8.2.3.1).
struct Reference: Keyword {
  private let slot: Int

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let slot = compiler.reference(source, .ordinary) else { return nil }
    self.slot = slot
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    let target = validation.graph.targets[slot].subschema
    // An unknown target was reported when the schema was compiled.
    return target < 0 || validation.accepts(instance, target)
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    let target = validation.graph.targets[slot].subschema
    if target >= 0 { validation.report(instance, target) }
  }
}
