internal import Diagnostics
internal import Documents

/// The branches of `anyOf` or `oneOf`, none of which accepts a value: which
/// one did its author mean?
struct AlternativeFindings {
  private let findings: [[Violation]]
  private let depth: Int

  init(_ branches: [Int], of instance: Node, _ validation: inout Validation) {
    findings = branches.map { validation.findings(instance, $0) }
    depth = validation.pointer.tokens.count
  }

  /// Reports the branch that came nearest, or all together where each fails at
  /// once on the value's type or its constant.
  func report(_ instance: Node, _ place: KeywordPlace, _ validation: inout Validation) {
    // A branch without findings was stopped by a limit.
    guard findings.allSatisfy({ !$0.isEmpty }), let nearest else { return }
    let alternatives = Violation.Alternatives(
      nearest: nearest,
      expectations: findings.map { found in
        let first = found.first { isDiscriminator($0) } ?? found[0]
        return Violation.Alternatives.Expectation(
          place: JSONPointer(Array(first.instance.tokens.dropFirst(depth))), kind: first.kind)
      })
    validation.add(
      .noAlternative(keyword: place.keyword, found: Violation.Value(instance), alternatives), instance.range, place,
      causes: findings.allSatisfy(isAboutValueItself) ? [] : findings[nearest])
  }

  private func isAboutValueItself(_ found: [Violation]) -> Bool {
    guard found[0].instance.tokens.count == depth else { return false }
    return switch found[0].kind {
    case .type, .constant, .enumeration: found.count == 1 || findings.count == 1
    case .noAlternative: found[0].causes.isEmpty && found.count == 1
    default: false
    }
  }

  /// Whether it says that the branch is meant for another sort of value: its
  /// type, or a constant of the value or of one of its properties.
  private func isDiscriminator(_ violation: Violation) -> Bool {
    let distance = violation.instance.tokens.count - depth
    return switch violation.kind {
    case .type: distance == 0
    case .constant, .enumeration: distance <= 1
    default: false
    }
  }

  /// No discriminator failed, then the fewest problems, then the deepest ones,
  /// then the first.
  private var nearest: Int? {
    func rank(_ found: [Violation]) -> (Int, Int, Int, Int) {
      let isOtherType = found.contains { isDiscriminator($0) && $0.instance.tokens.count == depth }
      let isOtherKind = found.contains(where: isDiscriminator)
      let deepest = found.map(\.instance.tokens.count).max() ?? 0
      return (isOtherType ? 1 : 0, isOtherKind ? 1 : 0, found.count, -deepest)
    }
    let ranks = findings.map(rank)
    return ranks.indices.min { ranks[$0] < ranks[$1] }
  }
}
