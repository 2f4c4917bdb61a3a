import Documents
import Platform

/// Where a run stood after some of its journal's lines, in a file beside the
/// journal: a hook then decodes only the lines behind them.
///
/// It only saves time. It names the lines that it stands for by their number,
/// their length and the hash of the last one, which holds the hashes of all
/// before it; if the journal's lines aren't those, or anything else about the
/// file is unusual, the whole journal is read.
struct Checkpoint {
  /// Those of the journal's lines that it stands for.
  var ends: LineEnds
  /// The hash of the last of them.
  var lastHash: String
  /// The state after them, packed.
  var state: PackedBytes

  /// How many lines of the journal it stands for.
  var count: Int { ends.count }
  /// Their length in bytes.
  var length: Int { ends.last ?? 0 }

  /// To be raised whenever what is packed, or what events do to a state,
  /// changes.
  static let format = 6

  static func path(of journal: String) -> String { Path.join(Path.parent(of: journal), "checkpoint") }

  /// The checkpoint of a journal; nil if there is none that can be used.
  static func read(journal: String) -> Checkpoint? {
    guard let bytes = SealedFile.read(path(of: journal)) else { return nil }
    var unpacker = Unpacker(bytes)
    guard unpacker.integer() == format else { return nil }
    let checkpoint = Checkpoint(
      ends: LineEnds(unpacker.words()), lastHash: unpacker.text(), state: unpacker.packed())
    return unpacker.isComplete && checkpoint.length > 0 ? checkpoint : nil
  }

  func write(journal: String) throws(SystemError) {
    var packer = Packer()
    packer.add(Self.format)
    packer.add(ends.places)
    packer.add(lastHash)
    packer.add(state)
    try SealedFile.write(packer.bytes, to: Self.path(of: journal))
  }
}
