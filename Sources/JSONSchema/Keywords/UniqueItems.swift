internal import Diagnostics
internal import Documents

/// `uniqueItems`: no two items may be equal (Validation 2020-12 §6.4.3).
struct UniqueItems: Assertion {
  let place: KeywordPlace

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard compiler.boolean(source) == true else { return nil }
    place = source.place
  }

  func accepts(_ instance: Node) -> Bool { firstPair(in: instance) == nil }

  func problem(with instance: Node) -> Violation.Kind {
    guard let (first, second) = firstPair(in: instance), let items = instance.array else {
      return .uniqueItems(0, 0, .null)
    }
    return .uniqueItems(first, second, Violation.Value(items[second]))
  }

  private func firstPair(in instance: Node) -> (Int, Int)? {
    guard case .array(let items) = instance.value, items.count > 1 else { return nil }
    if items.count <= 8 {
      for second in 1..<items.count {
        for first in 0..<second where items[first] == items[second] { return (first, second) }
      }
      return nil
    }
    var places: [Item: Int] = [:]
    places.reserveCapacity(items.count)
    for (place, item) in items.enumerated() {
      if let first = places.updateValue(place, forKey: Item(node: item)) { return (first, place) }
    }
    return nil
  }
}

/// A value that hashes as it compares, so that long arrays need linear time.
private struct Item: Hashable {
  let node: Node

  func hash(into hasher: inout Hasher) { Self.hash(node, into: &hasher) }

  private static func hash(_ node: Node, into hasher: inout Hasher) {
    switch node.value {
    case .null: hasher.combine(0)
    case .boolean(let value): hasher.combine(value)
    case .number(let number): hasher.combine(number)
    case .string(let text): text.hashScalars(into: &hasher)
    case .array(let items):
      hasher.combine(items.count)
      for item in items { hash(item, into: &hasher) }
    case .object(let object):
      // The order of members doesn't count.
      var sum = 0
      for member in object.members {
        var part = Hasher()
        member.key.hashScalars(into: &part)
        hash(member.value, into: &part)
        sum ^= part.finalize()
      }
      hasher.combine(sum)
    }
  }
}
