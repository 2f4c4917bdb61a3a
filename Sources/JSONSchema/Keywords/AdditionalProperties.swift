internal import Diagnostics
internal import Documents

/// `additionalProperties`: the schema of properties that neither `properties`
/// nor `patternProperties` beside it name (Core 2020-12 §10.3.2.3).
struct AdditionalProperties: Keyword {
  private let place: KeywordPlace
  private let schema: Int
  private let isFalse: Bool
  private let known: NameTable<Void>
  private let patterns: [RegularExpression]

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    place = source.place
    schema = compiler.schema(source)
    isFalse = source.value.boolean == false
    known = NameTable((source.siblings["properties"]?.object?.keys ?? []).map { ($0, ()) })
    // A malformed one is reported by `patternProperties` itself.
    patterns = (source.siblings["patternProperties"]?.object?.keys ?? []).compactMap { try? compiler.known($0) }
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    guard case .object(let object) = instance.value else { return true }
    for (place, member) in object.members.enumerated() where isAdditional(member.key) {
      guard !isFalse, validation.acceptsChild(member.value, schema) else { return false }
      validation.evaluated.insertProperty(place)
    }
    return true
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    guard case .object(let object) = instance.value else { return }
    for (offset, member) in object.members.enumerated() where isAdditional(member.key) {
      validation.evaluated.insertProperty(offset)
      guard isFalse else {
        validation.reportChild(member.value, .key(member.key), schema)
        continue
      }
      // A known name that is there already is not what was meant.
      let candidates = known.names.filter { object[$0] == nil }
      validation.add(
        .unexpectedProperty(
          member.key, keyword: place.keyword, nearest: likelyName(for: member.key, in: candidates)),
        member.keyRange, place, at: .key(member.key))
    }
  }

  private func isAdditional(_ name: String) -> Bool {
    if known[name] != nil { return false }
    for pattern in patterns where pattern.matches(name) != .no { return false }
    return true
  }
}
