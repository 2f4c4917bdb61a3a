import Documents
package import Platform

/// What the file system says of a journal as one of us left it, in a file
/// beside it.
///
/// As long as it still says so nobody else has written to the journal, and
/// what was checked of it before need not be read again, which takes some
/// milliseconds of a long one. Another change within the same tick of the
/// clock that leaves the length as it was would not show.
package struct JournalMark {
  /// Whether a line has the word `timeout`: without it there is no deadline.
  package let mentionsTimeout: Bool

  package static let timeout = Array("timeout".utf8)

  /// Shorter journals are read and checked as fast as a mark.
  static let leastLength = 256 << 10

  private static func path(of journal: String) -> String { Path.join(Path.parent(of: journal), "mark") }

  init(mentionsTimeout: Bool) { self.mentionsTimeout = mentionsTimeout }

  /// The mark of a journal with this status; nil if there is none that holds.
  package init?(of journal: String, _ status: FileStatus) {
    guard status.size >= Self.leastLength, let bytes = SealedFile.read(Self.path(of: journal)) else { return nil }
    var unpacker = Unpacker(bytes)
    let stamp = unpacker.word()
    mentionsTimeout = unpacker.flag()
    guard stamp == status.stampHash, unpacker.isComplete else { return nil }
  }

  func set(at journal: String, _ status: FileStatus) {
    guard status.size >= Self.leastLength else { return }
    var packer = Packer()
    packer.add(word: status.stampHash)
    packer.add(mentionsTimeout)
    // It only saves time.
    try? SealedFile.write(packer.bytes, to: Self.path(of: journal))
  }
}
