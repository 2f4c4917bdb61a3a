internal import Diagnostics
internal import Documents

/// `unevaluatedProperties`: the schema of properties that no other keyword, in
/// whatever branch, evaluated (Core 2020-12 §11.3).
struct UnevaluatedProperties: Keyword {
  private let place: KeywordPlace
  private let schema: Int
  private let isFalse: Bool
  private let known: [String]

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    place = source.place
    schema = compiler.schema(source)
    isFalse = source.value.boolean == false
    known = source.siblings["properties"]?.object?.keys ?? []
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    guard case .object(let object) = instance.value else { return true }
    for (place, member) in object.members.enumerated() where !validation.evaluated.hasProperty(place) {
      guard !isFalse, validation.acceptsChild(member.value, schema) else { return false }
      validation.evaluated.insertProperty(place)
    }
    return true
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    guard case .object(let object) = instance.value else { return }
    for (offset, member) in object.members.enumerated() where !validation.evaluated.hasProperty(offset) {
      validation.evaluated.insertProperty(offset)
      guard isFalse else {
        validation.reportChild(member.value, .key(member.key), schema)
        continue
      }
      let candidates = known.filter { object[$0] == nil }
      validation.add(
        .unexpectedProperty(
          member.key, keyword: place.keyword, nearest: likelyName(for: member.key, in: candidates)),
        member.keyRange, place, at: .key(member.key))
    }
  }
}
