public import Diagnostics
import Documents
package import JSONSchema

/// One reason why a document is rejected.
public struct Problem: Hashable, Sendable {
  public var diagnostic: Diagnostic
  /// The place in the schema that demands it; the root for what isn't the
  /// schema's demand.
  public var schema: JSONPointer

  public init(_ diagnostic: Diagnostic, schema: JSONPointer = .root) {
    self.diagnostic = diagnostic
    self.schema = schema
  }

  /// What makes it the same problem in another attempt: code, place in the
  /// data and place in the schema, not the wording.
  public var identity: String {
    "\(diagnostic.code) \(diagnostic.pointer?.description ?? "") \(schema)"
  }
}

extension Problem {
  /// A violation of a contract's schema, in the user's terms.
  package init(_ violation: Violation, file: String?) {
    self.init(
      Diagnostic(
        violation.code, violation.message, at: file.map { violation.instanceRange.in($0) }, pointer: violation.instance,
        notes: [Diagnostic.Note("demanded here", at: violation.schemaRange)]),
      schema: violation.schema)
  }
}
