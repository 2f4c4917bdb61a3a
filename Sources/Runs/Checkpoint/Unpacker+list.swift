import Documents

extension Unpacker {
  /// As many elements as a count says that stands before them. It stands here
  /// and not beside the others since generic code of another module isn't
  /// specialized.
  mutating func list<Element>(_ element: (inout Unpacker) -> Element) -> [Element] {
    let count = count()
    guard count > 0 else { return [] }
    var elements: [Element] = []
    elements.reserveCapacity(Self.room(for: count))
    for _ in 0..<count { elements.append(element(&self)) }
    return elements
  }
}
