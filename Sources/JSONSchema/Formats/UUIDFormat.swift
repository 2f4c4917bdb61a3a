/// UUIDs (RFC 4122 §3): 8-4-4-4-12 hexadecimal digits.
enum UUIDFormat {
  static func isUUID(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 36 else { return false }
    for (place, byte) in bytes.enumerated() {
      switch place {
      case 8, 13, 18, 23: if byte != UInt8(ascii: "-") { return false }
      default: if byte.hexValue == nil { return false }
      }
    }
    return true
  }
}
