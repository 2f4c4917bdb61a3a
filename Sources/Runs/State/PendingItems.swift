/// The places of items that are to be handed out, in this order.
///
/// They are taken one by one, mostly the first, and one that was lost is put
/// back in front; neither costs more in a longer list.
public struct PendingItems: Sendable, Sequence, Hashable, ExpressibleByArrayLiteral {
  /// The next one last. One that was taken from the middle stays there until
  /// all before it are gone.
  private var entries: [Int] = []
  /// Where in `entries` an item stands; nil if it isn't pending.
  private var positions: [Int?] = []
  public private(set) var count = 0

  /// Those of a list, each once; places start at 0.
  init(_ items: some BidirectionalCollection<Int>) {
    for item in items.reversed() { putInFront(item) }
  }

  public init(arrayLiteral elements: Int...) { self.init(elements) }

  public var isEmpty: Bool { count == 0 }

  public var first: Int? { entries.last }

  public func contains(_ item: Int) -> Bool { positions.indices.contains(item) && positions[item] != nil }

  public func makeIterator() -> some IteratorProtocol<Int> {
    entries.indices.reversed().lazy.filter { positions[entries[$0]] == $0 }.map { entries[$0] }.makeIterator()
  }

  mutating func remove(_ item: Int) {
    guard contains(item) else { return }
    positions[item] = nil
    count -= 1
    while let last = entries.last, positions[last] != entries.count - 1 { entries.removeLast() }
  }

  mutating func putInFront(_ item: Int) {
    guard item >= 0, !contains(item) else { return }
    if entries.count > 2 * count + 16 { self = PendingItems(Array(self)) }
    if item >= positions.count {
      positions.append(contentsOf: repeatElement(nil, count: item + 1 - positions.count))
    }
    positions[item] = entries.count
    entries.append(item)
    count += 1
  }

  /// How many entries it keeps for those that are pending.
  var entryCount: Int { entries.count }

  public static func == (one: PendingItems, other: PendingItems) -> Bool {
    one.count == other.count && one.elementsEqual(other)
  }

  public func hash(into hasher: inout Hasher) {
    for item in self { hasher.combine(item) }
  }
}
