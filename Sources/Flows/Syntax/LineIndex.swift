/// Where the lines of a file begin, so that a place far down in it is found
/// without counting from its first byte.
struct LineIndex {
  let bytes: [UInt8]
  /// The offset of each line's first byte.
  private let starts: [Int]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var starts = [0]
    for (offset, byte) in bytes.enumerated() {
      let isBreak = byte == 0x0A || (byte == 0x0D && (offset + 1 == bytes.count || bytes[offset + 1] != 0x0A))
      if isBreak { starts.append(offset + 1) }
    }
    self.starts = starts
  }

  /// The offset of a line, counted from 1; of the last one if there is none.
  func start(ofLine line: Int) -> Int { starts[min(max(line, 1), starts.count) - 1] }

  /// The line, counted from 1, or the last one.
  func line(_ line: Int) -> Int { min(max(line, 1), starts.count) }
}
