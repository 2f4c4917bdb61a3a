#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension UnsafeBufferPointer<UInt8> {
  /// The first place of `byte` from `offset` on. `memchr` looks at many bytes
  /// with each step, `firstIndex` spends ten instructions on each.
  func firstPlace(of byte: UInt8, from offset: Int = 0) -> Int? {
    guard let baseAddress, offset < count else { return nil }
    guard let found = memchr(baseAddress + offset, Int32(byte), count - offset) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(baseAddress)
  }

  /// Whether these bytes stand in it, one behind the other.
  func contains(_ wanted: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = wanted.first, let start = wanted.baseAddress else { return true }
    guard let baseAddress else { return false }
    var offset = 0
    while let place = firstPlace(of: first, from: offset), place + wanted.count <= count {
      if memcmp(baseAddress + place, start, wanted.count) == 0 { return true }
      offset = place + 1
    }
    return false
  }

  /// The place of the first byte from `offset` on that is not ASCII, or the
  /// end; eight bytes at a time.
  func endOfASCII(from offset: Int) -> Int {
    let raw = UnsafeRawBufferPointer(self)
    var offset = offset
    while offset + 8 <= count, raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
      offset += 8
    }
    while offset < count, self[offset] < 0x80 { offset += 1 }
    return offset
  }
}

extension [UInt8] {
  /// Whether others stand in them, one behind the other.
  package func contains(bytes wanted: some Collection<UInt8>) -> Bool {
    let wanted = Array(wanted)
    return withUnsafeBufferPointer { bytes in wanted.withUnsafeBufferPointer { bytes.contains($0) } }
  }

  /// The first place of `byte` from `offset` on.
  package func firstPlace(of byte: UInt8, from offset: Int = 0) -> Int? {
    withUnsafeBufferPointer { $0.firstPlace(of: byte, from: offset) }
  }
}

extension ArraySlice<UInt8> {
  /// The first place of `byte` from the index `start` on.
  package func firstPlace(of byte: UInt8, from start: Int) -> Int? {
    withUnsafeBufferPointer { $0.firstPlace(of: byte, from: start - startIndex) }.map { $0 + startIndex }
  }
}

extension PackedBytes {
  package func isEqual(to other: PackedBytes) -> Bool {
    count == other.count
      && withUnsafeBytes { own in
        other.withUnsafeBytes { other in
          guard let own = own.baseAddress, let other = other.baseAddress else { return true }
          return memcmp(own, other, count) == 0
        }
      }
  }

  /// Whether the UTF-8 of a text stands in it.
  package func contains(utf8 text: String) -> Bool {
    whole.withUnsafeBufferPointer { whole in
      var text = text
      return text.withUTF8 { UnsafeBufferPointer(rebasing: whole[range]).contains($0) }
    }
  }
}
