import Documents
import Platform

/// What the file system says of a journal as one of us left it, in a file
/// beside it.
///
/// As long as it still says so nobody else has written to the journal, and
/// what was checked of it before need not be read again, which takes some
/// milliseconds of a long one. Another change within the same tick of the
/// clock that leaves the length as it was would not show.
enum JournalMark {
  /// Shorter journals are read and checked as fast as a mark.
  private static let leastLength = 256 << 10

  private static func path(of journal: String) -> String { Path.join(Path.parent(of: journal), "mark") }

  static func holds(_ status: FileStatus, _ journal: String) -> Bool {
    guard status.size >= leastLength, let bytes = SealedFile.read(path(of: journal)) else { return false }
    var unpacker = Unpacker(bytes)
    return unpacker.word() == status.stampHash && unpacker.isComplete
  }

  static func set(_ status: FileStatus, _ journal: String) {
    guard status.size >= leastLength else { return }
    var packer = Packer()
    packer.add(word: status.stampHash)
    // It only saves time.
    try? SealedFile.write(packer.bytes, to: path(of: journal))
  }
}
