internal import Diagnostics
internal import Documents

/// `patternProperties`: the schemas of properties by patterns of their names
/// (Core 2020-12 §10.3.2.2).
struct PatternProperties: Keyword {
  private let place: KeywordPlace
  private let schemas: [(pattern: RegularExpression, schema: Int)]

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let members = source.value.object?.members else {
      compiler.malformed(source, expected: "an object whose values are schemas") as Void?
      return nil
    }
    place = source.place
    schemas = members.compactMap { member in
      let schema = compiler.subschema(member.value, below: source, .key(member.key))
      return compiler.pattern(member.key, source, at: member.keyRange).map { ($0, schema) }
    }
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    guard case .object(let object) = instance.value else { return true }
    for (place, member) in object.members.enumerated() {
      for (pattern, schema) in schemas {
        switch pattern.matches(member.key) {
        case .no: continue
        case .undecided:
          validation.leftUndecided(pattern.source)
          return false
        case .yes:
          guard validation.acceptsChild(member.value, schema) else { return false }
          validation.evaluated.insertProperty(place)
        }
      }
    }
    return true
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    guard case .object(let object) = instance.value else { return }
    for (offset, member) in object.members.enumerated() {
      for (pattern, schema) in schemas {
        switch pattern.matches(member.key) {
        case .no: continue
        case .undecided:
          validation.add(
            .undecidedPattern(found: member.key, pattern.source), member.keyRange, place, at: .key(member.key))
        case .yes:
          validation.reportChild(member.value, .key(member.key), schema)
          validation.evaluated.insertProperty(offset)
        }
      }
    }
  }
}
