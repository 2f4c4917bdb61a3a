extension UnsafeBufferPointer<UInt8> {
  /// The length of the well-formed UTF-8 sequence at `offset`; nil if there is
  /// none (Unicode 16.0 §3.9, table 3-7).
  func sequenceLength(at offset: Int) -> Int? {
    func has(_ distance: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
      offset + distance < count && range.contains(self[offset + distance])
    }
    guard offset < count else { return nil }
    return switch self[offset] {
    case 0x00...0x7F: 1
    case 0xC2...0xDF: has(1) ? 2 : nil
    case 0xE0: has(1, 0xA0...0xBF) && has(2) ? 3 : nil
    case 0xED: has(1, 0x80...0x9F) && has(2) ? 3 : nil
    case 0xE1...0xEF: has(1) && has(2) ? 3 : nil
    case 0xF0: has(1, 0x90...0xBF) && has(2) && has(3) ? 4 : nil
    case 0xF1...0xF3: has(1) && has(2) && has(3) ? 4 : nil
    case 0xF4: has(1, 0x80...0x8F) && has(2) && has(3) ? 4 : nil
    default: nil
    }
  }

  /// The Unicode scalar at `offset` and its length; nil if there is none.
  func scalar(at offset: Int) -> (scalar: Unicode.Scalar, length: Int)? {
    guard let length = sequenceLength(at: offset) else { return nil }
    var value = UInt32(self[offset])
    if length > 1 { value &= 0x7F >> UInt32(length) }
    for distance in 1..<Swift.max(length, 1) { value = value << 6 | UInt32(self[offset + distance] & 0x3F) }
    return Unicode.Scalar(value).map { ($0, length) }
  }

  /// The first place of an ill-formed sequence, nil if there is none.
  func firstInvalidUTF8() -> Int? {
    var offset = endOfASCII(from: 0)
    while offset < count {
      guard let length = sequenceLength(at: offset) else { return offset }
      offset = endOfASCII(from: offset + length)
    }
    return nil
  }

  var hasUTF8BOM: Bool { count >= 3 && self[0] == 0xEF && self[1] == 0xBB && self[2] == 0xBF }

  /// Whether the text begins with the byte order mark of UTF-16.
  var hasUTF16BOM: Bool {
    count >= 2 && (self[0] == 0xFF && self[1] == 0xFE || self[0] == 0xFE && self[1] == 0xFF)
  }
}
