import Documents

/// What the agents of random runs hand over.
enum RandomDocument {
  private static let statuses = ["ok", "bad", "odd", "again", "redo", "none"].map(Node.string)
  private static let numbers: [Node] = [.integer(0), .integer(1), .integer(2), .string("x")]
  private static let lists: [Node] = [
    .array([]), .array([.string("a")]), .array([.string("b"), .string("c"), .integer(3)]), .string("no list"),
  ]

  static func header(_ random: inout SeededGenerator) -> Node {
    var bits = random.next()
    func take(_ list: [Node]) -> Node {
      defer { bits /= UInt64(list.count) }
      return list[Int(bits % UInt64(list.count))]
    }
    var header = Object()
    header.set("status", take(statuses))
    header.set("n", take(numbers))
    if bits % 4 == 0 { header.set("items", take(lists)) }
    if bits % 5 == 0 { header.set("flag", .boolean(bits % 2 == 0)) }
    return Node(.object(header))
  }
}
