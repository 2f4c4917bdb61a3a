public import Diagnostics

/// Something that the project's owner wrote, or the machine, keeps us from
/// checking at all: an unreadable contract, a broken agent file, an undefined
/// variable.
///
/// It is not the fault of the model whose work is being checked, so it is
/// thrown and never becomes a problem of a document.
public struct DefinitionError: Error, Sendable {
  /// What is wrong and where; never empty.
  public var diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
  public init(_ diagnostic: Diagnostic) { diagnostics = [diagnostic] }
}
