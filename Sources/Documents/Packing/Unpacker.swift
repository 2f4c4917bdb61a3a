/// Takes values from bytes that a `Packer` has written, in the same order.
///
/// What is not there, since the bytes are too few or others, is read as zero
/// or empty, and `isSound` is false from then on: ask it once, at the end.
package struct Unpacker {
  package let bytes: [UInt8]
  private var place: Int
  private let end: Int
  package private(set) var isSound = true
  private var depth = 0
  /// No value that is packed is nested deeper.
  private static let depthLimit = 1_024

  package init(_ bytes: PackedBytes) {
    self.bytes = bytes.whole
    place = bytes.range.lowerBound
    end = bytes.range.upperBound
  }

  package init(_ bytes: [UInt8]) { self.init(PackedBytes(bytes)) }

  /// Whether all was there, and nothing is left.
  package var isComplete: Bool { isSound && place == end }

  /// Notes that the bytes are none that a `Packer` has written.
  package mutating func fail() { isSound = false }

  /// Goes one level deeper as long as `body` runs; nil if that is too deep.
  package mutating func nested<Value>(_ body: (inout Unpacker) -> Value) -> Value? {
    guard depth < Self.depthLimit else {
      fail()
      return nil
    }
    depth += 1
    defer { depth -= 1 }
    return body(&self)
  }

  /// How many of `count` elements to make room for at once: a count alone
  /// proves nothing.
  package static func room(for count: Int) -> Int { min(count, 4_096) }

  package mutating func integer() -> Int {
    // Most are small.
    guard place < end, bytes[place] < 0x80 else { return longInteger() }
    let byte = Int(bytes[place])
    place += 1
    return (byte >> 1) ^ -(byte & 1)
  }

  private mutating func longInteger() -> Int {
    var rest: UInt = 0
    var shift: UInt = 0
    while place < end, shift < 64 {
      let byte = bytes[place]
      place += 1
      rest |= UInt(byte & 0x7F) << shift
      if byte < 0x80 { return Int(bitPattern: rest >> 1) ^ -Int(bitPattern: rest & 1) }
      shift += 7
    }
    fail()
    return 0
  }

  package mutating func flag() -> Bool {
    guard place < end else {
      fail()
      return false
    }
    place += 1
    return bytes[place - 1] == 1
  }

  /// How many elements follow: no more than bytes are left, since each takes
  /// at least one.
  package mutating func count() -> Int {
    let count = integer()
    guard count >= 0, count <= end - place else {
      fail()
      return 0
    }
    return count
  }

  package mutating func text() -> String {
    let length = count()
    defer { place += length }
    return text(at: place..<(place + length))
  }

  /// Where the bytes of a text stand, which is passed over.
  package mutating func textPlace() -> Range<Int> {
    let length = count()
    defer { place += length }
    return place..<(place + length)
  }

  /// The text at a place that `textPlace` has given.
  package func text(at place: Range<Int>) -> String {
    bytes.withUnsafeBufferPointer { String(decoding: UnsafeBufferPointer(rebasing: $0[place]), as: UTF8.self) }
  }

  package mutating func optionalInteger() -> Int? { flag() ? integer() : nil }

  package mutating func optionalText() -> String? { flag() ? text() : nil }

  package mutating func integers() -> [Int] {
    let count = count()
    var values: [Int] = []
    values.reserveCapacity(Self.room(for: count))
    for _ in 0..<count { values.append(integer()) }
    return values
  }

  package mutating func texts() -> [String] {
    let count = count()
    var values: [String] = []
    values.reserveCapacity(Self.room(for: count))
    for _ in 0..<count { values.append(text()) }
    return values
  }

  package mutating func packed() -> PackedBytes { PackedBytes(bytes, textPlace()) }

  package mutating func word() -> UInt64 {
    take(8).withUnsafeBytes { $0.count == 8 ? UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) : 0 }
  }

  /// The next bytes; none if there aren't as many.
  mutating func take(_ count: Int) -> PackedBytes {
    guard count <= end - place else {
      fail()
      return PackedBytes([])
    }
    defer { place += count }
    return PackedBytes(bytes, place..<(place + count))
  }
}
