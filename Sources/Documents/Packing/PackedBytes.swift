/// Bytes that a `Packer` has written, or a part of them: it shares the memory
/// of the whole.
///
/// An `ArraySlice` would be it as well, but each look at a byte takes more.
package struct PackedBytes: Sendable {
  package let whole: [UInt8]
  /// Places in `whole`.
  package let range: Range<Int>

  package init(_ whole: [UInt8]) { self.init(whole, 0..<whole.count) }

  package init(_ whole: [UInt8], _ range: Range<Int>) {
    self.whole = whole
    self.range = range.clamped(to: 0..<whole.count)
  }

  package var count: Int { range.count }

  /// The bytes in memory of their own.
  package var array: [UInt8] { Array(whole[range]) }

  /// A part of it; none if it has no such places. They start at 0.
  package func part(_ places: Range<Int>) -> PackedBytes {
    guard places.lowerBound >= 0, places.upperBound <= count else { return PackedBytes([]) }
    return PackedBytes(whole, (range.lowerBound + places.lowerBound)..<(range.lowerBound + places.upperBound))
  }

  func withUnsafeBytes<Value>(_ body: (UnsafeRawBufferPointer) -> Value) -> Value {
    whole.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }
}
