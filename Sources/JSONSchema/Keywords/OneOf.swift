internal import Diagnostics
internal import Documents

/// `oneOf`: schemas of which exactly one applies (Core 2020-12 §10.2.1.3).
struct OneOf: Keyword {
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
    for branch in branches where validation.decided({ $0.acceptsBranch(instance, branch) }) {
      if isAccepted { return false }
      isAccepted = true
    }
    return isAccepted
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    let accepting = branches.indices.filter { place in
      validation.decided { $0.acceptsBranch(instance, branches[place]) }
    }
    switch accepting.count {
    case 0: AlternativeFindings(branches, of: instance, &validation).report(instance, place, &validation)
    case 1: return
    default:
      validation.add(
        .severalAlternatives(found: Violation.Value(instance), accepting), instance.range, place)
    }
  }
}
