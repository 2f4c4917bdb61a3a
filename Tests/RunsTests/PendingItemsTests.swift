import Testing

@testable import Runs

@Suite("The items to be handed out")
struct PendingItemsTests {
  @Test func `are taken from anywhere, and put back in front`() {
    var items = PendingItems(0..<5)
    items.remove(3)
    items.remove(0)
    #expect(items == [1, 2, 4])
    #expect(items.first == 1)
    items.putInFront(3)
    items.putInFront(0)
    #expect(Array(items) == [0, 3, 1, 2, 4])
    #expect(items.count == 5)
    for item in [0, 3, 1] { items.remove(item) }
    // The place in the middle from which it was taken first isn't its own any more.
    #expect(Array(items) == [2, 4])
  }

  @Test func `stand in it once, and only if they may`() {
    var items: PendingItems = [2, 1]
    items.putInFront(1)
    items.putInFront(-1)
    items.remove(7)
    items.remove(-1)
    #expect(items == [2, 1])
    #expect(!items.contains(0) && !items.contains(-1) && !items.contains(7))
    items = []
    #expect(items.isEmpty && items.first == nil && Array(items) == [])
  }

  @Test("are those of a plain list that goes the same way", arguments: 0..<20)
  func likeAList(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let size = Int.random(in: 1...40, using: &random)
    var items = PendingItems(0..<size)
    var plain = Array(0..<size)
    for _ in 0..<2_000 {
      let item = Int.random(in: 0..<size, using: &random)
      if Bool.random(using: &random) {
        items.remove(item)
        plain.removeAll { $0 == item }
      } else {
        items.putInFront(item)
        if !plain.contains(item) { plain.insert(item, at: 0) }
      }
      #expect(items.elementsEqual(plain))
      #expect(items.first == plain.first)
      #expect(items.count == plain.count)
      #expect(items.contains(item) == plain.contains(item))
    }
    #expect(items == PendingItems(plain))
  }

  @Test func `keep no trace of all that was ever put back`() {
    var items = PendingItems(0..<10)
    for _ in 0..<1_000 {
      // From behind the first one, so that its place is not freed at once.
      items.remove(5)
      items.putInFront(5)
      items.remove(9)
      items.putInFront(9)
    }
    #expect(Array(items) == [9, 5, 0, 1, 2, 3, 4, 6, 7, 8])
    #expect(items.entryCount < 50)
  }
}
