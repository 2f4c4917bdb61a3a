/// A list of words of 64 bits as a `Packer` has written it: none is decoded
/// before somebody asks.
package struct PackedWords: Sendable, RandomAccessCollection {
  fileprivate let bytes: PackedBytes

  package init() { bytes = PackedBytes([]) }

  fileprivate init(bytes: PackedBytes) { self.bytes = bytes }

  package var startIndex: Int { 0 }
  package var endIndex: Int { bytes.count / 8 }

  package subscript(place: Int) -> Int {
    precondition(indices.contains(place))
    return bytes.withUnsafeBytes { Self.word($0, place) }
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Int {
    Int(truncatingIfNeeded: Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * place, as: Int64.self)))
  }

  /// The last place before `end` where a word stands.
  package func lastPlace(of word: Int, before end: Int? = nil) -> Int? {
    bytes.withUnsafeBytes { bytes in
      var place = Swift.min(end ?? count, count)
      while place > 0 {
        place -= 1
        if Self.word(bytes, place) == word { return place }
      }
      return nil
    }
  }
}

extension Packer {
  /// Words, and more behind them, as one list.
  package mutating func add(_ words: PackedWords, and more: [Int]) {
    add(words.count + more.count)
    append(words.bytes)
    for word in more { add(word: UInt64(truncatingIfNeeded: word)) }
  }
}

extension Unpacker {
  package mutating func words() -> PackedWords {
    let count = count()
    return PackedWords(bytes: take(count <= .max / 8 ? 8 * count : .max))
  }
}
