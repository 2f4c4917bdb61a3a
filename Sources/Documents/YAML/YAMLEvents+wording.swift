import Diagnostics

extension YAMLEvents.Problem {
  /// The problem as a diagnostic at its place in the text, said in the words
  /// of someone who writes YAML.
  func diagnostic(in source: YAMLText) -> Diagnostic {
    let place = source.position(index)
    let found = source.scalar(index)
    let width = found.map { $0 == "\n" || $0 == "\r" ? 0 : 1 } ?? 0
    let range = TextRange(place, Position(line: place.line, column: place.column + width))
    var notes: [Diagnostic.Note] = []
    if let context {
      let start = source.position(contextIndex)
      if start != place { notes.append(.init(Diagnostic.Message(context), at: TextRange(at: start).in(source.file))) }
    }
    return Diagnostic(
      "yaml/syntax", .syntax(text, context: context, found: found), at: range.in(source.file), notes: notes)
  }
}

extension Diagnostic.Message {
  fileprivate static func syntax(_ problem: String, context: String?, found: Unicode.Scalar?) -> Self {
    let shown =
      switch found {
      case nil: "end of text"
      case "\n", "\r": "end of line"
      case let scalar?: quoted(String(scalar))
      }
    switch problem {
    case "mapping values are not allowed in this context":
      return "a \":\" is not allowed here; put the text that contains it in quotes, or check the indentation"
    case "found character that cannot start any token":
      let advice = found == "\t" ? "; YAML is indented by spaces" : "; put a text that begins with it in quotes"
      return Self("expected a value but found \(shown)\(advice)")
    case "found a tab character that violates indentation",
      "found a tab character where an indentation space is expected":
      return "expected spaces for indentation but found a tab"
    case "could not find expected ':'": return Self("expected \":\" behind a key but found \(shown)")
    case "did not find expected key":
      return Self("expected a key or the end of the mapping but found \(shown); check indentation and quotes")
    case "did not find expected '-' indicator":
      return Self("expected \"-\" or the end of the sequence but found \(shown); check the indentation")
    case "did not find expected ',' or ']'": return Self("expected \",\" or \"]\" but found \(shown)")
    case "did not find expected ',' or '}'": return Self("expected \",\" or \"}\" but found \(shown)")
    case "did not find expected node content": return Self("expected a value but found \(shown)")
    case "did not find expected <document start>":
      return Self("expected \"---\" or the end of the document but found \(shown)")
    case "found unexpected end of stream", "found unexpected document indicator":
      return "expected a closing quote but found the end of the document"
    case "found unknown escape character": return "unknown escape in a text in double quotes"
    case "found undefined tag handle": return "the tag has a handle that no %TAG directive declares"
    case "found incompatible YAML document": return "expected YAML 1.2 but found another version"
    default:
      // libyaml's own sentences are clear where they are rare.
      return Self(context.map { "\(problem) (\($0))" } ?? problem)
    }
  }
}
