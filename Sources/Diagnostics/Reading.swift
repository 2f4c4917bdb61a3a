/// What came out of reading a user's file: a value, what is wrong with it, or
/// both.
///
/// Mistakes of the user are collected here, all of them; `value` is nil only
/// if they leave nothing to go on with.
public struct Reading<Value: Sendable>: Sendable {
  public var value: Value?
  public var diagnostics: [Diagnostic]

  public init(_ value: Value?, _ diagnostics: [Diagnostic] = []) {
    self.value = value
    self.diagnostics = diagnostics
  }

  /// The value, if there is one and no diagnostic is an error.
  ///
  /// Inlinable, else each hook has to make the type at run time.
  @inlinable
  public var accepted: Value? { diagnostics.hasErrors ? nil : value }
}
