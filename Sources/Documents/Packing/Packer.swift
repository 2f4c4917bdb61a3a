/// Writes values one behind the other, without names or types, for a cache
/// that this program reads again: an `Unpacker` must take them in the same
/// order.
package struct Packer {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// An integer, in the fewer bytes the smaller it is: its sign in the lowest
  /// bit, then seven bits a byte, the lowest first.
  package mutating func add(_ value: Int) {
    var rest = UInt(bitPattern: (value << 1) ^ (value >> (Int.bitWidth - 1)))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  package mutating func add(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

  package mutating func add(_ text: String) {
    add(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  package mutating func add(_ value: Int?) {
    add(value != nil)
    if let value { add(value) }
  }

  package mutating func add(_ text: String?) {
    add(text != nil)
    if let text { add(text) }
  }

  package mutating func add(_ values: [Int]) {
    add(values.count)
    for value in values { add(value) }
  }

  package mutating func add(_ texts: [String]) {
    add(texts.count)
    for text in texts { add(text) }
  }

  /// Bytes that somebody else packed.
  package mutating func add(_ packed: PackedBytes) {
    add(packed.count)
    append(packed)
  }

  package mutating func add(_ packed: [UInt8]) { add(PackedBytes(packed)) }

  package mutating func add(word: UInt64) {
    withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Bytes whose number the reader knows.
  package mutating func append(_ packed: PackedBytes) { bytes += packed.whole[packed.range] }
}
