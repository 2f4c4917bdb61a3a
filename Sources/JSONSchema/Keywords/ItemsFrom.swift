internal import Diagnostics
internal import Documents

/// One schema for all items from a certain place on: what `items`,
/// `additionalItems` and `items` of the older drafts have in common.
struct ItemsFrom: Keyword {
  private let place: KeywordPlace
  private let start: Int
  private let schema: Int
  private let isFalse: Bool

  init(_ source: KeywordSource, start: Int, _ compiler: inout Compiler) {
    place = source.place
    self.start = start
    schema = compiler.schema(source)
    isFalse = source.value.boolean == false
  }

  /// It is a part of keywords, not one of its own.
  init?(_ source: KeywordSource, _ compiler: inout Compiler) { return nil }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    guard case .array(let items) = instance.value, items.count > start else { return true }
    for place in start..<items.count {
      guard !isFalse, validation.acceptsChild(items[place], schema) else { return false }
      validation.evaluated.insertItem(place)
    }
    return true
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    guard case .array(let items) = instance.value, items.count > start else { return }
    for offset in start..<items.count { validation.evaluated.insertItem(offset) }
    // The first item too many says it all.
    if isFalse {
      validation.add(
        .unexpectedItem(start, keyword: place.keyword), items[start].range, place, at: .index(start))
      return
    }
    for offset in start..<items.count { validation.reportChild(items[offset], .index(offset), schema) }
  }
}
