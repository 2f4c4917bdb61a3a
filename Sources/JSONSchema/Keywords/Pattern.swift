internal import Diagnostics
internal import Documents

/// `pattern`: the regular expression that matches somewhere in a string
/// (Validation 2020-12 §6.3.3).
struct Pattern: Keyword {
  private let place: KeywordPlace
  private let pattern: RegularExpression

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let text = compiler.string(source),
      let pattern = compiler.pattern(text, source, at: source.value.range)
    else { return nil }
    place = source.place
    self.pattern = pattern
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    guard case .string(let text) = instance.value else { return true }
    switch pattern.matches(text) {
    case .yes: return true
    case .no: return false
    case .undecided:
      validation.leftUndecided(pattern.source)
      return false
    }
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    guard case .string(let text) = instance.value else { return }
    switch pattern.matches(text) {
    case .yes: return
    case .no: validation.add(.pattern(found: text, pattern.source), instance.range, place)
    case .undecided: validation.add(.undecidedPattern(found: text, pattern.source), instance.range, place)
    }
  }
}
