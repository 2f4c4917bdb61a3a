import Documents

extension Condition {
  /// What the condition asks about and found there: `output.count is 7`; each
  /// path once, in text order. What can't be reached is left out.
  public func values(in context: ConditionContext) -> String {
    let evaluator = Evaluator(context: context)
    var found: [String] = []
    expression.forEachPath { root, accessors, range in
      let path = root.rawValue + accessors.map(\.text).joined()
      let asked = Expression(kind: .path(root, accessors), text: path, range: range)
      guard let value = try? evaluator.value(of: asked) else { return }
      let words = "\(path) is \(value.array.map { "an array of \($0.count)" } ?? value.described)"
      if !found.contains(words) { found.append(words) }
    }
    return found.joined(separator: ", ")
  }
}
