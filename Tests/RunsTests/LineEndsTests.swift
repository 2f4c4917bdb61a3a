import Documents
import Testing

@testable import Runs

@Suite("The ends of a journal's lines")
struct LineEndsTests {
  /// Those of lines before a checkpoint, and of one behind it.
  private func restored(_ past: [Int], and more: [Int] = []) throws -> LineEnds {
    var packer = Packer()
    packer.add(LineEnds(PackedWords(past)).places)
    var unpacker = Unpacker(packer.bytes)
    var ends = LineEnds(unpacker.words())
    try #require(unpacker.isComplete)
    for end in more { ends.append(end) }
    return ends
  }

  @Test func `are the same before a checkpoint and behind it`() throws {
    let ends = [3, 4, 10, 12]
    for count in 0...ends.count {
      let known = try restored(Array(ends[..<count]), and: Array(ends[count...]))
      #expect(known.count == 4)
      #expect(known.last == 12)
      #expect((0..<4).map { known[$0] } == ends)
      // The line feed is not the line's.
      #expect((0..<4).map { known.line($0) } == [0..<2, 3..<3, 4..<9, 10..<11], "\(count)")
      #expect(known.line(-1) == nil)
      #expect(known.line(4) == nil)
    }
    #expect(LineEnds().last == nil)
  }

  @Test func `lose the last lines again`() throws {
    var ends = try restored([3, 4], and: [10, 12])
    ends.removeLast(2)
    #expect(ends.count == 2)
    #expect(ends.last == 4)
    ends.append(9)
    #expect(ends.line(2) == 4..<8)
  }

  @Test func `that can't be are no lines`() throws {
    let ends = try restored([5, 2, -4, 0, 9])
    #expect(ends.line(1) == nil, "it would end before it begins")
    #expect(ends.line(2) == nil)
    #expect(ends.line(3) == nil)
    #expect(ends.line(4) == 0..<8)
  }
}
