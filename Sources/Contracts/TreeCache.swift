import Diagnostics
import Documents
import Platform

/// The trees of definition files, as they were read before: to read YAML
/// takes most of the time that a contract or an agent takes.
///
/// A tree is kept with the text that it was read from, in a file for each
/// definition file; it is used if that is the text now. Only what had no
/// mistakes is kept.
public struct TreeCache: Sendable {
  /// Its folder, absolute; without it nothing is kept.
  public let folder: String

  public init(folder: String) { self.folder = folder }

  /// To be raised whenever what is packed, or how a text is read, changes.
  static let format = 1

  /// The tree of the text in `path`, by `read` if it isn't known.
  func tree(of text: [UInt8], in path: String, _ read: () -> Reading<Node>) -> Reading<Node> {
    let place = Path.join(folder, XXH64.hex(Array(path.utf8)))
    if let bytes = SealedFile.read(place), let known = Self.tree(in: bytes, of: text) { return Reading(known) }
    let reading = read()
    if let tree = reading.value, reading.diagnostics.isEmpty {
      var packer = Packer()
      packer.add(Self.format)
      packer.add(text)
      packer.add(located: tree)
      // It only saves time.
      try? SealedFile.write(packer.bytes, to: place)
    }
    return reading
  }

  private static func tree(in bytes: [UInt8], of text: [UInt8]) -> Node? {
    var unpacker = Unpacker(bytes)
    guard unpacker.integer() == format, unpacker.packed() == text else { return nil }
    let tree = unpacker.locatedNode()
    return unpacker.isComplete ? tree : nil
  }
}

extension Project {
  /// The tree of a definition file's text.
  func tree(of text: [UInt8], in path: String) -> Reading<Node> {
    let read = { YAMLReader(file: displayPath(path)).read(text) }
    return trees?.tree(of: text, in: path, read) ?? read()
  }

  /// An agent's file, whose frontmatter alone counts.
  func readAgent(_ text: [UInt8], path: String) -> Reading<Agent> {
    let file = displayPath(path)
    guard let trees else { return Agent.read(text, file: file) }
    var document: Reading<Document>?
    let header = trees.tree(of: text, in: path) {
      let reading = DocumentReader(file: file).read(text)
      document = reading
      let isUsual = reading.value?.hasFrontmatter == true && reading.diagnostics.isEmpty
      return Reading(isUsual ? reading.value?.header : nil)
    }
    if let document { return Agent.read(document, of: text, file: file) }
    return Agent.read(header: header.value ?? .null, of: text, file: file)
  }
}
