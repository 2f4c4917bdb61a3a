import Documents

/// The place behind each line of a journal, the line feed with it.
///
/// A checkpoint holds those of the lines that it stands for; a long journal
/// has thousands, of which a hook asks for a few.
struct LineEnds: Sendable {
  private let past: PackedWords
  private var recent: [Int]

  init(past: PackedWords = PackedWords(), recent: [Int] = []) {
    self.past = past
    self.recent = recent
  }

  var count: Int { past.count + recent.count }
  var last: Int? { count == 0 ? nil : self[count - 1] }

  subscript(place: Int) -> Int {
    place < past.count ? past[place] : recent[place - past.count]
  }

  mutating func append(_ end: Int) { recent.append(end) }

  /// Takes lines away that were appended.
  mutating func removeLast(_ count: Int) { recent.removeLast(count) }

  /// The bytes of a line, without its line feed; lines start at 0.
  func line(_ place: Int) -> Range<Int>? {
    guard place >= 0, place < count else { return nil }
    let (start, end) = (place == 0 ? 0 : self[place - 1], self[place] - 1)
    return start >= 0 && start <= end ? start..<end : nil
  }

  func pack(to packer: inout Packer) {
    packer.add(past, and: recent)
  }
}
