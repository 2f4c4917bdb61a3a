import Documents
import Testing

struct NodeTests {
  @Test func `equality ignores places and the order of members`() {
    #expect(Node.object(["a": .integer(1), "b": .null]) == .object(["b": .null, "a": .integer(1)]))
    #expect(Node.object(["a": .integer(1)]) != .object(["a": .integer(1), "b": .null]))
    #expect(Node.array([.integer(1), .integer(2)]) != .array([.integer(2), .integer(1)]))
  }

  @Test func `strings and keys are compared by code points`() {
    let composed = "\u{E9}"
    let decomposed = "e\u{301}"
    #expect(Node.string(composed) != .string(decomposed))
    for padding in [0, 20] {
      var object = Object()
      for index in 0..<padding { object.set("key\(index)", .null) }
      object.set(composed, .integer(1))
      object.set(decomposed, .integer(2))
      #expect(object.count == padding + 2)
      #expect(object[composed] == .integer(1))
      #expect(object[decomposed] == .integer(2))
    }
  }

  @Test func `an object keeps the first of equal keys with insert and the last with set`() {
    var object = Object()
    for index in 0..<30 {
      let earlier = object.insert(.init(key: "k\(index % 15)", value: .integer(index)))
      #expect(earlier?.value.integer == (index < 15 ? nil : index - 15))
    }
    #expect(object.count == 15)
    #expect(object["k14"] == .integer(14))
    object.set(.init(key: "k14", value: .integer(99)))
    #expect(object["k14"] == .integer(99))
    #expect(object.keys == (0..<15).map { "k\($0)" })
  }
}
