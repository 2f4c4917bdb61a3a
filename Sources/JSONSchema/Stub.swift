public import Diagnostics
public import Documents
public struct Schema: Sendable {
  public static func compile(_ node: Node, file: String, load: ((String) -> Reading<Node>?)? = nil) -> Reading<Schema> { Reading(Schema()) }
  public func validate(_ instance: Node) -> [Violation] { [] }
}
public struct Violation: Hashable, Sendable {
  public var instance: JSONPointer
  public var instanceRange: TextRange
  public var schema: JSONPointer
  public var schemaRange: SourceRange
  public var code: Diagnostic.Code { "schema/x" }
  public var message: Diagnostic.Message { "x" }
  public var flattened: [Violation] { [self] }
}
