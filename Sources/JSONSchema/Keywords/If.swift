internal import Diagnostics
internal import Documents

/// `if` with `then` and `else`: which of two schemas applies (Core 2020-12
/// §10.2.2).
struct If: Keyword {
  private let condition: Int
  private let then: Int?
  private let otherwise: Int?

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    condition = compiler.schema(source)
    compiler.applyInPlace([condition], source)
    then = source.sibling("then").map { compiler.schema($0) }
    otherwise = source.sibling("else").map { compiler.schema($0) }
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    guard let branch = branch(for: instance, &validation) else { return true }
    return validation.accepts(instance, branch)
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    guard let branch = branch(for: instance, &validation) else { return }
    validation.report(instance, branch)
  }

  private func branch(for instance: Node, _ validation: inout Validation) -> Int? {
    // Without branches it matters only for what it evaluates.
    if then == nil, otherwise == nil, !validation.evaluated.isTracked { return nil }
    return validation.decided { $0.acceptsBranch(instance, condition) } ? then : otherwise
  }
}

/// A `then` or `else` without `if`, which is ignored (Core 2020-12 §10.2.2.2)
/// but may be referred to.
struct Then: Keyword {
  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    if source.sibling("if") == nil { _ = compiler.schema(source) }
    return nil
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool { true }
  func report(_ instance: Node, _ validation: inout Validation) {}
}
