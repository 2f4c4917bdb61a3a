/// The hash function XXH64 of the xxHash specification, version 0.1.1, with
/// the seed 0.
///
/// It shows that bytes are no longer what they were, at a thirtieth of what
/// SHA-256 costs; whoever wants to can make other bytes of the same hash.
public enum XXH64 {
  /// The hash in 16 lower-case hexadecimal digits, the most significant first.
  public static func hex(_ bytes: some Collection<UInt8>) -> String {
    hex(bytes.withContiguousStorageIfAvailable { value(of: UnsafeRawBufferPointer($0)) } ?? value(of: Array(bytes)))
  }

  /// A hash in digits.
  public static func hex(_ hash: UInt64) -> String {
    String(unsafeUninitializedCapacity: 16) { text in
      for place in 0..<16 {
        let digit = UInt8(truncatingIfNeeded: hash >> UInt64(60 - 4 * place)) & 15
        text[place] = digit < 10 ? 48 + digit : 87 + digit
      }
      return 16
    }
  }

  /// The hash that 16 lower-case hexadecimal digits mean; nil if the text is
  /// no such thing.
  public static func value(hex text: String) -> UInt64? {
    text.utf8.withContiguousStorageIfAvailable { value(hex: UnsafeRawBufferPointer($0)) }
      ?? Array(text.utf8).withUnsafeBytes { value(hex: $0) }
  }

  public static func value(hex digits: UnsafeRawBufferPointer) -> UInt64? {
    guard digits.count == 16 else { return nil }
    var hash: UInt64 = 0
    for byte in digits {
      switch byte {
      case 48...57: hash = hash << 4 | UInt64(byte - 48)
      case 97...102: hash = hash << 4 | UInt64(byte - 87)
      default: return nil
      }
    }
    return hash
  }

  /// The hash of a text's UTF-8.
  public static func value(of text: String) -> UInt64 {
    text.utf8.withContiguousStorageIfAvailable { value(of: UnsafeRawBufferPointer($0)) } ?? value(of: Array(text.utf8))
  }

  private static func value(of bytes: [UInt8]) -> UInt64 { bytes.withUnsafeBytes { value(of: $0) } }

  public static func value(of bytes: UnsafeRawBufferPointer) -> UInt64 {
    var place = 0
    var hash: UInt64
    if bytes.count >= 32 {
      var lanes = (prime1 &+ prime2, prime2, UInt64(0), 0 &- prime1)
      while place + 32 <= bytes.count {
        lanes.0 = round(lanes.0, word(bytes, place))
        lanes.1 = round(lanes.1, word(bytes, place + 8))
        lanes.2 = round(lanes.2, word(bytes, place + 16))
        lanes.3 = round(lanes.3, word(bytes, place + 24))
        place += 32
      }
      hash = rotate(lanes.0, 1) &+ rotate(lanes.1, 7) &+ rotate(lanes.2, 12) &+ rotate(lanes.3, 18)
      hash = merged(merged(merged(merged(hash, lanes.0), lanes.1), lanes.2), lanes.3)
    } else {
      hash = prime5
    }
    hash = hash &+ UInt64(bytes.count)
    while place + 8 <= bytes.count {
      hash = rotate(hash ^ round(0, word(bytes, place)), 27) &* prime1 &+ prime4
      place += 8
    }
    if place + 4 <= bytes.count {
      let half = UInt64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
      hash = rotate(hash ^ (half &* prime1), 23) &* prime2 &+ prime3
      place += 4
    }
    while place < bytes.count {
      hash = rotate(hash ^ (UInt64(bytes[place]) &* prime5), 11) &* prime1
      place += 1
    }
    hash = (hash ^ (hash >> 33)) &* prime2
    hash = (hash ^ (hash >> 29)) &* prime3
    return hash ^ (hash >> 32)
  }

  @inline(__always)
  private static func word(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
    rotate(lane &+ (input &* prime2), 31) &* prime1
  }

  @inline(__always)
  private static func merged(_ hash: UInt64, _ lane: UInt64) -> UInt64 {
    (hash ^ round(0, lane)) &* prime1 &+ prime4
  }

  @inline(__always)
  private static func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 {
    (word &<< count) | (word &>> (64 &- count))
  }

  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5
}
