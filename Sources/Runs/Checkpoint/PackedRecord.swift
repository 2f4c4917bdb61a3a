import Documents

/// A node's record as a checkpoint holds it.
struct PackedRecord: Sendable {
  let bytes: PackedBytes
  /// The lines that its events stand in.
  let past: JournalText

  /// nil if it is none.
  var record: NodeRecord? {
    var unpacker = Unpacker(bytes)
    let record = unpacker.record(past)
    return unpacker.isComplete ? record : nil
  }

  /// Whether a text stands in it, be it as what it may.
  func mentions(_ text: String) -> Bool { bytes.contains(utf8: text) }

  /// Whether it is the same part of the same checkpoint.
  func isSame(as other: PackedRecord) -> Bool { past === other.past && bytes.range == other.bytes.range }
}
