import Diagnostics

/// A word or a sign of the flow, with its place.
struct Token {
  enum Kind: Equatable {
    case name, integer, arrow, openBracket, closeBracket, comma, star, dollar, question
    /// The end of a chain; not every line's end is one.
    case newline
    case end
    /// Characters that the syntax does not know.
    case unknown
  }

  var kind: Kind
  var text: String
  var range: TextRange

  /// How an error names the token.
  var name: String {
    switch kind {
    case .newline: "the end of the line"
    case .end: "the end of the flow"
    default: quoted(text, limit: 40)
    }
  }
}
