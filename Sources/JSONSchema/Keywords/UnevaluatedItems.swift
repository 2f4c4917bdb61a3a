internal import Diagnostics
internal import Documents

/// `unevaluatedItems`: the schema of items that no other keyword, in whatever
/// branch, evaluated (Core 2020-12 §11.2).
struct UnevaluatedItems: Keyword {
  private let place: KeywordPlace
  private let schema: Int
  private let isFalse: Bool

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    place = source.place
    schema = compiler.schema(source)
    isFalse = source.value.boolean == false
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    guard case .array(let items) = instance.value else { return true }
    for (place, item) in items.enumerated() where !validation.evaluated.hasItem(place) {
      guard !isFalse, validation.acceptsChild(item, schema) else { return false }
      validation.evaluated.insertItem(place)
    }
    return true
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    guard case .array(let items) = instance.value else { return }
    for (offset, item) in items.enumerated() where !validation.evaluated.hasItem(offset) {
      validation.evaluated.insertItem(offset)
      if isFalse {
        validation.add(
          .unexpectedItem(offset, keyword: place.keyword), item.range, place, at: .index(offset))
      } else {
        validation.reportChild(item, .index(offset), schema)
      }
    }
  }
}
