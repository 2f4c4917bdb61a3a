internal import Diagnostics
internal import Documents

/// `anyOf`: schemas of which one at least applies (Core 2020-12 §10.2.1.2).
struct AnyOf: Keyword {
  private let place: KeywordPlace
  private let branches: [Int]

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let branches = compiler.schemas(source) else { return nil }
    compiler.applyInPlace(branches, source)
    place = source.place
    self.branches = branches
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    var isAccepted = false
    for branch in branches where validation.acceptsBranch(instance, branch) {
      isAccepted = true
      // Only who asks what was evaluated needs the other branches.
      if !validation.evaluated.isTracked { break }
    }
    return isAccepted
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    if accepts(instance, &validation) { return }
    AlternativeFindings(branches, of: instance, &validation).report(instance, place, &validation)
  }
}
