import Diagnostics
import Documents

/// A word or a sign of a condition, with its place.
struct ConditionToken {
  enum Kind: Equatable {
    case word(String)
    case string(String)
    case number(Number)
    /// An operator, a bracket, a dot or a comma.
    case sign(String)
    case end
    /// What no condition contains, and why.
    case invalid(String)
  }

  var kind: Kind
  /// Its bytes in the text.
  var bytes: Range<Int>
  var range: TextRange
}
