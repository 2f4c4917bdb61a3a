public import Diagnostics

/// A condition that has no answer for the data it was given.
public struct ConditionError: Error, Hashable, Sendable {
  public let message: Diagnostic.Message
  /// The part of the condition that has no answer.
  public let range: TextRange
}
