/// Eight bytes of a JSON string, looked at together: at a tenth of the
/// instructions that they take one by one.
struct JSONWord {
  private let bytes: UInt64

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// nil if fewer than eight bytes stand behind `offset`.
  init?(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) {
    guard offset + 8 <= text.count else { return nil }
    bytes = UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  var isASCII: Bool { bytes & Self.highs == 0 }

  /// Whether none of them is a quotation mark, a backslash or a control, which
  /// stand for something else or have to be escaped (RFC 8259 §7).
  ///
  /// Taking 1 from each byte borrows into the high bit of those that are 0,
  /// taking 0x20 into that of controls; what had its high bit before is none.
  var isPlain: Bool {
    let quotes = bytes ^ Self.ones &* 0x22
    let backslashes = bytes ^ Self.ones &* 0x5C
    let found =
      ((quotes &- Self.ones) & ~quotes) | ((backslashes &- Self.ones) & ~backslashes)
      | ((bytes &- Self.ones &* 0x20) & ~bytes)
    return found & Self.highs == 0
  }
}
