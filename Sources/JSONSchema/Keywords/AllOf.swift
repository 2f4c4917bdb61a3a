internal import Diagnostics
internal import Documents

/// `allOf`: schemas that all apply (Core 2020-12 §10.2.1.1).
struct AllOf: Keyword {
  private let branches: [Int]

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let branches = compiler.schemas(source) else { return nil }
    compiler.applyInPlace(branches, source)
    self.branches = branches
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    for branch in branches where !validation.accepts(instance, branch) { return false }
    return true
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    for branch in branches { validation.report(instance, branch) }
  }
}
