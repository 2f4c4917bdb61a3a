import Diagnostics

/// The chains of a flow as they were written.
struct SyntaxTree: Sendable {
  /// A word of the user's with its place.
  struct Name: Sendable {
    var text: String
    var range: TextRange
  }

  /// `* $var [n]` behind a name.
  struct Loop: Sendable {
    var variable: Name
    var degree: Int
    var range: TextRange
  }

  /// One mention of a node.
  struct Reference: Sendable {
    var name: Name
    var loop: Loop?
    var label: Name?
    var range: TextRange
  }

  /// One node, or several in brackets.
  struct Step: Sendable {
    var references: [Reference]
    var isGroup: Bool
  }

  struct Chain: Sendable {
    var steps: [Step]
    /// Whether a syntax error cut it off or took its head.
    var isBroken = false
  }

  var chains: [Chain] = []
}

extension SyntaxTree {
  /// The tree as indented lines with ranges, for tests.
  var dump: String {
    func place(_ range: TextRange) -> String { "@\(range.start)-\(range.end)" }
    var lines: [String] = []
    for chain in chains {
      lines.append("chain")
      for step in chain.steps {
        let indent = step.isGroup ? "    " : "  "
        if step.isGroup { lines.append("  group") }
        for reference in step.references {
          var line = "\(indent)\(reference.name.text) \(place(reference.name.range))"
          if let loop = reference.loop {
            line += " loop $\(loop.variable.text)[\(loop.degree)] \(place(loop.range))"
          }
          if let label = reference.label { line += " label \(label.text) \(place(label.range))" }
          lines.append(line)
        }
      }
    }
    return lines.joined(separator: "\n")
  }
}
