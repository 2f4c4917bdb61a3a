/// A file whose contents are told from torn ones by a hash in front of them:
/// for what only saves time, and may be lost.
///
/// It is written over in place; a rename would cost as much as such a file
/// saves. Two writers at once, or one that dies, leave a file that is none.
public enum SealedFile {
  /// The hash and the length.
  private static let headLength = 16

  /// The contents; nil if there is no file, or none that was written whole.
  public static func read(_ path: String) -> [UInt8]? {
    guard var bytes = try? FileSystem.read(path), bytes.count >= headLength else { return nil }
    let end = bytes.withUnsafeBytes { (all) -> Int? in
      let hash = UInt64(littleEndian: all.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
      let length = UInt64(littleEndian: all.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      // What an earlier, longer one has left behind it doesn't count.
      guard length <= UInt64(all.count - headLength) else { return nil }
      let contents = UnsafeRawBufferPointer(rebasing: all[headLength..<(headLength + Int(length))])
      return XXH64.value(of: contents) == hash ? headLength + Int(length) : nil
    }
    guard let end else { return nil }
    // Where they are: a copy would touch as much memory again.
    bytes.removeSubrange(end...)
    bytes.removeSubrange(..<headLength)
    return bytes
  }

  public static func write(_ contents: [UInt8], to path: String) throws(SystemError) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(headLength + contents.count)
    for word in [contents.withUnsafeBytes { XXH64.value(of: $0) }, UInt64(contents.count)] {
      withUnsafeBytes(of: word.littleEndian) { bytes += $0 }
    }
    try FileSystem.overwrite(path, with: bytes + contents)
  }
}
