/// A list of words of 64 bits as a `Packer` has written it, of which none is
/// decoded before somebody asks, and those that were appended since.
package struct PackedWords: Sendable, RandomAccessCollection {
  private let packed: PackedBytes
  private var appended: [Int]

  package init(_ words: [Int] = []) { self.init(PackedBytes([]), words) }

  fileprivate init(_ packed: PackedBytes, _ appended: [Int] = []) {
    self.packed = packed
    self.appended = appended
  }

  private var packedCount: Int { packed.count / 8 }

  package var startIndex: Int { 0 }
  package var endIndex: Int { packedCount + appended.count }

  package subscript(place: Int) -> Int {
    guard place < packedCount else { return appended[place - packedCount] }
    precondition(place >= 0)
    return packed.withUnsafeBytes { Self.word($0, place) }
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Int {
    Int(truncatingIfNeeded: Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * place, as: Int64.self)))
  }

  package mutating func append(_ word: Int) { appended.append(word) }

  /// Takes words away that were appended.
  package mutating func removeLast(_ count: Int) { appended.removeLast(count) }

  /// The last place before `end` where a word stands.
  package func lastPlace(of word: Int, before end: Int? = nil) -> Int? {
    var place = Swift.min(end ?? count, count)
    while place > packedCount {
      place -= 1
      if appended[place - packedCount] == word { return place }
    }
    return packed.withUnsafeBytes { bytes in
      while place > 0 {
        place -= 1
        if Self.word(bytes, place) == word { return place }
      }
      return nil
    }
  }

  fileprivate func pack(to packer: inout Packer) {
    packer.add(count)
    packer.append(packed)
    for word in appended { packer.add(word: UInt64(truncatingIfNeeded: word)) }
  }
}

extension Packer {
  package mutating func add(_ words: PackedWords) { words.pack(to: &self) }
}

extension Unpacker {
  package mutating func words() -> PackedWords {
    let count = count()
    return PackedWords(take(count <= .max / 8 ? 8 * count : .max))
  }
}
