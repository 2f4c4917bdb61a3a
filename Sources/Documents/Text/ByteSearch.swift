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
    guard let first = wanted.first else { return true }
    let wanted = Array(wanted)
    return withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return false }
      var offset = 0
      while let place = bytes.firstPlace(of: first, from: offset), place + wanted.count <= bytes.count {
        if memcmp(start + place, wanted, wanted.count) == 0 { return true }
        offset = place + 1
      }
      return false
    }
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
