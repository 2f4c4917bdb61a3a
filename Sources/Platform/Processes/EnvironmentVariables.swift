/// The variables of an environment: the process's own, or some that are given.
///
/// Those of the process are looked up one by one: most hooks need two or
/// three, and a dictionary of all costs more than the rest of their work.
public struct EnvironmentVariables: Sendable {
  private let given: [String: String]?

  /// The process's own.
  public static let current = EnvironmentVariables(given: nil)

  public init(_ variables: [String: String]) { given = variables }

  private init(given: [String: String]?) { self.given = given }

  public subscript(name: String) -> String? {
    guard let given else { return Environment.value(name) }
    return given[name]
  }

  /// All of them.
  public var all: [String: String] { given ?? Environment.current() }
}
