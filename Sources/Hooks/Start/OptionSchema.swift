import Contracts
import Diagnostics
import Documents

/// The typing of options by the workflow's input contract.
struct OptionSchema {
  private let outline: SchemaOutline?
  private let header: Node?

  init(_ contract: Contract?) {
    outline = contract?.outline
    header = outline?.property("header")
  }

  /// Whether the contract's schema names the option.
  func names(_ key: String) -> Bool { header.map { outline?.property(key, of: $0) != nil } ?? false }

  func isBoolean(_ key: String) -> Bool { Self.is("boolean", types(key)) }

  /// Whether a value can be of this type alone, or null.
  private static func `is`(_ type: String, _ types: [String]) -> Bool {
    types.contains(type) && types.allSatisfy { $0 == type || $0 == "null" }
  }

  /// The variables of the environment that the schema names.
  var environmentVariables: [String] {
    guard let outline, let env = outline.property("env") else { return [] }
    return (env["properties"]?.object?.keys ?? []) + (env["required"]?.array?.compactMap(\.string) ?? [])
  }

  /// The options as a header: values are strings, read as JSON where the
  /// schema asks for another type; a repeated key is an array.
  func header(of options: [(key: String, value: String?)]) -> Node {
    var object = Object()
    for (key, value) in options {
      let types = types(key)
      let isArray = Self.is("array", types)
      let items = options.filter { $0.key == key }
      if items.count > 1 || (isArray && value?.hasPrefix("[") != true) {
        let list = items.enumerated().map { place, item in
          typed(item.value, isArray ? self.types(forItem: place, of: key) : types)
        }
        object.set(key, .array(list))
      } else {
        object.set(key, typed(value, types))
      }
    }
    return Node(.object(object))
  }

  private func typed(_ value: String?, _ types: [String]) -> Node {
    guard let value else { return .boolean(true) }
    guard !types.isEmpty, !types.contains("string") else { return .string(value) }
    return JSONReader(file: "option").read(Array(value.utf8)).accepted ?? .string(value)
  }

  /// The schemas that apply to an option; none if the contract doesn't say
  /// anything about it.
  private func property(_ key: String) -> [Node] {
    header.map { outline?.schemas(for: key, in: $0) ?? [] } ?? []
  }

  private func types(_ key: String) -> [String] { types(of: property(key)) }

  private func types(forItem place: Int, of key: String) -> [String] {
    types(of: property(key).flatMap { outline?.schemas(forItem: place, of: $0) ?? [] })
  }

  private func types(of schemas: [Node]) -> [String] { schemas.flatMap { outline?.types(of: $0) ?? [] } }
}
