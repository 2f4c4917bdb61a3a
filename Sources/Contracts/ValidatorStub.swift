import Diagnostics
import Documents
public struct Validator: Sendable, Hashable { public var path: String; public init?(parsing text: String) { path = text } }
struct ValidatorRunner: Sendable {
  init(folder: String, projectRoot: String, environment: [String: String], timeLimit: Duration) {}
  func run(_ validator: Validator, on data: Node) throws(ValidatorFailure) -> [String] { [] }
}
struct ValidatorFailure: Error { var message: Diagnostic.Message { "x" } }
