import Contracts
import Platform
import Runs

/// An accepted document on its way to its target.
struct Artifact {
  private let target: TargetPath
  private let archive: String

  init(_ target: TargetPath, archive: String) {
    self.target = target
    self.archive = archive
  }

  /// Writes the document and returns its path and its hash. What is there
  /// already and is something else is moved to the archive first.
  func write(_ bytes: [UInt8], at now: Timestamp, durably: Bool) throws(SystemError) -> (path: String, hash: String) {
    let text = bytes.last == 10 ? bytes : bytes + [10]
    let path = target.path
    let written = (path, XXH64.hex(text))
    if FileSystem.status(path, followLinks: false)?.kind == .regular {
      let existing = try FileSystem.read(path)
      if existing == text { return written }
      let place = Path.join(archive, "replaced")
      try FileSystem.makeDirectories(place)
      let name = RunArchive.name(now) + "-" + Path.lastComponent(path)
      try FileSystem.writeAtomically(existing, to: Path.join(place, name), durably: durably)
    }
    try FileSystem.writeConfined(text, root: target.root, relative: target.relative, durably: durably)
    return written
  }
}
