/// The items of a node's visit, in the order of its list.
///
/// It counts what is asked of all of them after each event: a list may have
/// thousands, of which an event changes one.
public struct ItemList: Sendable, RandomAccessCollection, ExpressibleByArrayLiteral {
  private var values: [ItemState]
  /// Items without an outcome.
  private(set) var unsettledCount = 0
  private(set) var failedCount = 0
  /// Items whose documents couldn't be checked.
  private(set) var heldCount = 0

  init(_ values: [ItemState]) {
    self.values = values
    for place in values.indices { count(place, 1) }
  }

  public init(arrayLiteral elements: ItemState...) { self.init(elements) }

  public var startIndex: Int { values.startIndex }
  public var endIndex: Int { values.endIndex }

  public internal(set) subscript(place: Int) -> ItemState {
    _read { yield values[place] }
    _modify {
      count(place, -1)
      defer { count(place, 1) }
      yield &values[place]
    }
  }

  mutating func append(_ item: ItemState) {
    values.append(item)
    count(values.count - 1, 1)
  }

  private mutating func count(_ place: Int, _ change: Int) {
    switch values[place].outcome {
    case nil: unsettledCount += change
    case .failed: failedCount += change
    case .done, .skipped: break
    }
    if values[place].held != nil { heldCount += change }
  }
}
