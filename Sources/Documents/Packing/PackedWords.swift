/// A list of words of 64 bits as a `Packer` has written it: none is decoded
/// before somebody asks.
package struct PackedWords: Sendable, RandomAccessCollection {
  fileprivate let bytes: ArraySlice<UInt8>

  package init() { bytes = [] }

  fileprivate init(bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  package var startIndex: Int { 0 }
  package var endIndex: Int { bytes.count / 8 }

  package subscript(place: Int) -> UInt64 {
    precondition(indices.contains(place))
    return bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self)) }
  }

  /// The last place before `end` where a word stands.
  package func lastPlace(of word: UInt64, before end: Int? = nil) -> Int? {
    bytes.withUnsafeBytes { bytes in
      var place = Swift.min(end ?? count, count)
      while place > 0 {
        place -= 1
        if UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self)) == word { return place }
      }
      return nil
    }
  }
}

extension Packer {
  /// Words, and more behind them, as one list.
  package mutating func add(_ words: PackedWords, and more: some Collection<UInt64>) {
    add(words.count + more.count)
    append(words.bytes)
    for word in more { add(word: word) }
  }
}

extension Unpacker {
  package mutating func words() -> PackedWords {
    let count = count()
    return PackedWords(bytes: take(count <= .max / 8 ? 8 * count : .max))
  }
}
