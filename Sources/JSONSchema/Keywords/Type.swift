internal import Diagnostics
internal import Documents

/// `type`: the types that a value may have (Validation 2020-12 §6.1.1).
struct Type: Assertion {
  let place: KeywordPlace
  private let names: [String]
  private let types: Types

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    let items = source.value.array ?? [source.value]
    var names: [String] = []
    var types: Types = []
    for item in items {
      guard let name = item.string, let type = Types(name: name) else {
        let nearest = item.string.flatMap { nearestName(to: $0, in: Types.names) }
        compiler.report("schema/malformed-keyword", .unknownType(item, nearest), item.range, source)
        continue
      }
      if names.contains(name) {
        compiler.report("schema/malformed-keyword", .repeated(source.name, name), item.range, source)
        continue
      }
      names.append(name)
      types.formUnion(type)
    }
    if items.isEmpty { compiler.malformed(source, expected: "a type or a non-empty array of types") as Void? }
    if names.isEmpty { return nil }
    place = source.place
    self.names = names
    self.types = types
  }

  func accepts(_ instance: Node) -> Bool {
    switch instance.value {
    case .null: types.contains(.null)
    case .boolean: types.contains(.boolean)
    case .number(let number): types.contains(.number) || types.contains(.integer) && number.isInteger
    case .string: types.contains(.string)
    case .array: types.contains(.array)
    case .object: types.contains(.object)
    }
  }

  func problem(with instance: Node) -> Violation.Kind {
    .type(found: Violation.Value(instance), expected: names)
  }
}

private struct Types: OptionSet {
  let rawValue: UInt8

  static let null = Types(rawValue: 1)
  static let boolean = Types(rawValue: 2)
  static let number = Types(rawValue: 4)
  static let integer = Types(rawValue: 8)
  static let string = Types(rawValue: 16)
  static let array = Types(rawValue: 32)
  static let object = Types(rawValue: 64)

  static let names = ["null", "boolean", "number", "integer", "string", "array", "object"]

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init?(name: String) {
    guard let place = Self.names.firstIndex(of: name) else { return nil }
    rawValue = 1 << UInt8(place)
  }
}

extension Diagnostic.Message {
  fileprivate static func unknownType(_ node: Node, _ nearest: String?) -> Self {
    let hint = nearest.map { " (did you mean \(quoted($0))?)" } ?? ""
    return
      "found \(Violation.Value(node).described) in \"type\", expected one of \(Types.names.joined(separator: ", "))\(hint)"
  }
}
