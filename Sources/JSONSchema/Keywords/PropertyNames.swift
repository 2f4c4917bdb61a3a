internal import Diagnostics
internal import Documents

/// `propertyNames`: the schema of the names of properties (Core 2020-12
/// §10.3.2.4).
struct PropertyNames: Keyword {
  private let schema: Int

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    schema = compiler.schema(source)
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    guard case .object(let object) = instance.value else { return true }
    for member in object.members where !validation.acceptsChild(name(of: member), schema) { return false }
    return true
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    guard case .object(let object) = instance.value else { return }
    for member in object.members {
      let name = name(of: member)
      if validation.acceptsChild(name, schema) { continue }
      let before = validation.evaluated
      for var violation in validation.findings(name, schema) {
        violation.instance = violation.instance.appending(member.key)
        violation.kind = .propertyName(member.key, violation.kind)
        violation.causes = []
        validation.add(contentsOf: [violation])
      }
      validation.evaluated = before
    }
  }

  /// The name as a value that stands where the key does.
  private func name(of member: Object.Member) -> Node { Node(.string(member.key), range: member.keyRange) }
}
