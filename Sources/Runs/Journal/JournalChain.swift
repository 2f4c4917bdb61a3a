import Documents
import Platform

/// The chain of hashes through a journal's lines, followed without decoding
/// them: the hash of each line stands at the end of the next one.
enum JournalChain {
  /// What stands behind a line's hash of the line before it.
  private static let tail: [UInt8] = Array("\"}".utf8)
  private static let digits = 16

  /// The places behind the first `count` lines and the hash of the last of
  /// them; nil if there aren't as many, or if one was changed.
  static func lines(of bytes: [UInt8], count: Int) -> (ends: [Int], lastHash: String)? {
    var ends: [Int] = []
    ends.reserveCapacity(count)
    var start = 0
    var previous: UInt64?
    return bytes.withUnsafeBytes { (text) -> (ends: [Int], lastHash: String)? in
      for _ in 0..<count {
        guard let end = bytes.firstPlace(of: 10, from: start) else { return nil }
        if let previous, hash(atEndOf: text, start, end) != previous { return nil }
        previous = XXH64.value(of: UnsafeRawBufferPointer(rebasing: text[start..<end]))
        start = end + 1
        ends.append(start)
      }
      return previous.map { (ends, XXH64.hex($0)) }
    }
  }

  /// The hash that a line says the line before it had.
  private static func hash(atEndOf text: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UInt64? {
    let place = end - tail.count - digits
    guard place > start, text[end - 2] == tail[0], text[end - 1] == tail[1] else { return nil }
    return XXH64.value(hex: UnsafeRawBufferPointer(rebasing: text[place..<(place + digits)]))
  }
}
