import Contracts
import Documents
import Platform

/// Whether a file that lies where a hook belongs is a hook of this package,
/// so that a user's own program is neither replaced nor removed.
enum OwnExecutable {
  /// What `init` recorded, or a native program that has our name in it, as
  /// copies that were made by hand do.
  static func isOurs(_ bytes: [UInt8], at path: String, _ record: Installation) -> Bool {
    let hash = XXH64.hex(bytes)
    return record.files.contains { $0.path == path && $0.hash == hash } || (isNative(bytes) && isNamed(bytes))
  }

  /// ELF, or Mach-O for one or several processors.
  private static func isNative(_ bytes: [UInt8]) -> Bool {
    let magics: [[UInt8]] = [
      [0x7F, 0x45, 0x4C, 0x46], [0xCF, 0xFA, 0xED, 0xFE], [0xCA, 0xFE, 0xBA, 0xBE],
    ]
    return magics.contains { bytes.starts(with: $0) }
  }

  private static func isNamed(_ bytes: [UInt8]) -> Bool {
    bytes.contains(bytes: "claude-workflow".utf8)
  }
}
