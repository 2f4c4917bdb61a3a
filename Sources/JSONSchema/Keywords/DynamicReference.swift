internal import Diagnostics
internal import Documents

/// `$dynamicRef` (Core 2020-12 §8.2.3.2) and its forerunner `$recursiveRef`
/// (Core 2019-09 §8.2.4.2.1): the schema with that anchor in the outermost
/// resource that was entered and has one.
struct DynamicReference: Keyword {
  private let slot: Int

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let slot = compiler.reference(source, .dynamic) else { return nil }
    self.slot = slot
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    let target = target(validation)
    return target < 0 || validation.accepts(instance, target)
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    let target = target(validation)
    if target >= 0 { validation.report(instance, target) }
  }

  private func target(_ validation: Validation) -> Int {
    let target = validation.graph.targets[slot]
    guard let anchor = target.dynamicAnchor else { return target.subschema }
    for scope in validation.scope {
      let resource = validation.graph.resources[scope]
      // `$recursiveRef` has no name and means the root.
      if anchor.isEmpty, resource.isRecursiveAnchor { return resource.root }
      if let found = resource.dynamicAnchors[anchor] { return found }
    }
    return target.subschema
  }
}
