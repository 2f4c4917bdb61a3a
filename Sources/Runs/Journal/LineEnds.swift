import Documents

/// The place behind each line of a journal, the line feed with it.
///
/// A checkpoint holds those of the lines that it stands for; a long journal
/// has thousands, of which a hook asks for a few.
struct LineEnds: Sendable {
  private(set) var places: PackedWords

  init(_ places: PackedWords = PackedWords()) { self.places = places }

  var count: Int { places.count }
  var last: Int? { count == 0 ? nil : places[count - 1] }

  subscript(place: Int) -> Int { places[place] }

  mutating func append(_ end: Int) { places.append(end) }

  /// Takes lines away that were appended.
  mutating func removeLast(_ count: Int) { places.removeLast(count) }

  /// The bytes of a line, without its line feed; lines start at 0.
  func line(_ place: Int) -> Range<Int>? {
    guard place >= 0, place < count else { return nil }
    let (start, end) = (place == 0 ? 0 : places[place - 1], places[place] - 1)
    return start >= 0 && start <= end ? start..<end : nil
  }
}
