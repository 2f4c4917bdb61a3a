import Documents
import Testing

@testable import Runs

@Suite("The items of a visit")
struct ItemListTests {
  private static let outcomes: [ItemState.Outcome?] = [nil, .done, .skipped, .failed(because: "why")]

  @Test("count their outcomes as they change", arguments: 0..<10)
  func counts(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var items = ItemList((0..<5).map { ItemState(index: $0, value: .integer($0)) })
    for step in 0..<500 {
      if step % 50 == 0 { items.append(ItemState(index: items.count, value: .integer(items.count))) }
      let place = Int.random(in: 0..<items.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: items[place].outcome = Self.outcomes.randomElement(using: &random) ?? nil
      case 1: items[place].held = Bool.random(using: &random) ? "held" : nil
      default:
        var item = ItemState(index: place, value: nil)
        item.outcome = Self.outcomes.randomElement(using: &random) ?? nil
        items[place] = item
      }
      #expect(items.unsettledCount == items.count { $0.outcome == nil })
      #expect(items.failedCount == items.count { if case .failed = $0.outcome { true } else { false } })
      #expect(items.heldCount == items.count { $0.held != nil })
    }
    #expect(items.map(\.index) == Array(items.indices))
    #expect(ItemList(Array(items)).unsettledCount == items.unsettledCount)
  }

  @Test func `stand for others by text, id or name, else by value`() {
    let elements = ListElements([
      .string("p"), .object(["id": .string("q"), "rest": .integer(1)]), .object(["name": .string("r")]), .integer(7),
      .object(["file": .string("s")]), .null,
    ])
    for same: Node in [
      .string("p"), .object(["name": .string("p")]), .string("q"), .object(["id": .string("q")]), .string("r"),
      .string("7"), .object(["file": .string("s")]), .null,
    ] {
      #expect(elements.contains(same), "\(JSONWriter().write(same))")
    }
    for other: Node in [
      .string("s"), .object(["file": .string("t")]), .object(["file": .string("s"), "id": .string("x")]), .integer(8),
      .boolean(false), .string(""),
    ] {
      #expect(!elements.contains(other), "\(JSONWriter().write(other))")
    }
  }
}
