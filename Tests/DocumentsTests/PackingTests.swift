import Diagnostics
import Documents
import Testing

@Suite("Packed values")
struct PackingTests {
  private static let integers = [0, 1, -1, 63, -64, 64, 127, 128, 1 << 20, .max, .min]
  private static let texts = [
    "", "a", "fifteen bytes..", "sixteen bytes...", "é🦉\u{0}\n", String(repeating: "x", count: 5_000),
  ]

  @Test func `integers, texts, flags and words come back`() {
    var packer = Packer()
    for value in Self.integers { packer.add(value) }
    for text in Self.texts { packer.add(text) }
    packer.add(true)
    packer.add(false)
    packer.add(word: 0x0123_4567_89AB_CDEF)
    packer.add(Self.integers)
    packer.add(Self.texts)
    packer.add([1, 0, 255] as [UInt8])
    packer.add(nil as Int?)
    packer.add(7 as Int?)
    packer.add(nil as String?)
    packer.add("b" as String?)

    var unpacker = Unpacker(packer.bytes)
    let integers = Self.integers.map { _ in unpacker.integer() }
    let texts = Self.texts.map { _ in unpacker.text() }
    let flags = [unpacker.flag(), unpacker.flag()]
    let word = unpacker.word()
    let lists = (unpacker.integers(), unpacker.texts(), unpacker.packed())
    let optionalIntegers = [unpacker.optionalInteger(), unpacker.optionalInteger()]
    let optionalTexts = [unpacker.optionalText(), unpacker.optionalText()]
    #expect(integers == Self.integers)
    #expect(texts == Self.texts)
    #expect(flags == [true, false])
    #expect(word == 0x0123_4567_89AB_CDEF)
    #expect(lists.0 == Self.integers)
    #expect(lists.1 == Self.texts)
    #expect(lists.2.array == [1, 0, 255])
    #expect(optionalIntegers == [nil, 7])
    #expect(optionalTexts == [nil, "b"])
    #expect(unpacker.isComplete)
  }

  @Test func `words are found by their value, and joined`() throws {
    var first = Packer()
    first.add(PackedWords([1, .min, 1, -1]))
    first.add(7)
    var unpacker = Unpacker(first.bytes)
    var words = unpacker.words()
    #expect(unpacker.integer() == 7)
    var second = Packer()
    for word in [5, 1, 8] { words.append(word) }
    words.removeLast(1)
    #expect(Array(words) == [1, .min, 1, -1, 5, 1])
    #expect((words.lastPlace(of: 5), words.lastPlace(of: 1, before: 5)) == (4, 2))
    second.add(words)
    unpacker = Unpacker(second.bytes)
    let joined = unpacker.words()
    #expect(unpacker.isComplete)
    #expect(Array(joined) == [1, .min, 1, -1, 5, 1])
    #expect(joined.lastPlace(of: 1) == 5)
    #expect(joined.lastPlace(of: 1, before: 5) == 2)
    #expect(joined.lastPlace(of: 1, before: 2) == 0)
    #expect(joined.lastPlace(of: 1, before: 0) == nil)
    #expect(joined.lastPlace(of: -1) == 3)
    #expect(joined.lastPlace(of: 6) == nil)
    #expect(PackedWords().lastPlace(of: 0) == nil)
    for length in 0..<second.bytes.count {
      var torn = Unpacker(Array(second.bytes[..<length]))
      _ = torn.words()
      #expect(!torn.isComplete, "\(length)")
    }
  }

  private static let document = """
    {"null": null, "yes": true, "no": false, "text": "é", "list": [1, -2.50, 1e400, 0.1, [], {}],
     "deep": {"a": {"b": [{"c": 12345678901234567890}]}}}
    """

  @Test func `a tree comes back with exact numbers and its order`() throws {
    let node = try #require(JSONReader(file: "x").read(Array(Self.document.utf8)).accepted)
    var packer = Packer()
    packer.add(node)
    packer.add(nil as Node?)
    packer.add(node as Node?)
    var unpacker = Unpacker(packer.bytes)
    let back = unpacker.node()
    let optional = [unpacker.optionalNode(), unpacker.optionalNode()]
    #expect(back == node)
    #expect(JSONWriter().write(back) == JSONWriter().write(node))
    #expect(optional == [nil, node])
    #expect(unpacker.isComplete)
  }

  @Test func `whatever the bytes are, reading them ends, and what is cut off is noticed`() throws {
    let node = try #require(JSONReader(file: "x").read(Array(Self.document.utf8)).accepted)
    var packer = Packer()
    packer.add(node)
    for length in 0..<packer.bytes.count {
      var unpacker = Unpacker(Array(packer.bytes[..<length]))
      _ = unpacker.node()
      #expect(!unpacker.isComplete, "\(length) bytes")
    }
    for place in packer.bytes.indices {
      for byte: UInt8 in [0, 1, 127, 128, 255] {
        var bytes = packer.bytes
        bytes[place] = byte
        var unpacker = Unpacker(bytes)
        _ = unpacker.node()
        #expect(unpacker.isComplete || !unpacker.isSound || bytes != packer.bytes)
      }
    }
    // Nested without end, which a stack would not survive.
    for kind: UInt8 in [10, 12] {
      var deep = Unpacker([UInt8](repeating: kind, count: 200_000))
      _ = deep.node()
      #expect(!deep.isSound)
      var located = Unpacker([UInt8](repeating: kind, count: 200_000))
      _ = located.locatedNode()
      #expect(!located.isSound)
    }
    var digits = Packer()
    digits.add(3)
    digits.add(false)
    digits.add([200, 7] as [UInt8])
    digits.add(0)
    var wrong = Unpacker(digits.bytes)
    _ = wrong.node()
    #expect(!wrong.isSound)
    var endless = Unpacker([UInt8](repeating: 255, count: 100))
    let nothing = endless.integer()
    #expect(nothing == 0)
    #expect(!endless.isSound)
  }
}
