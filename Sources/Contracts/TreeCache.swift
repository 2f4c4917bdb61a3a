import Diagnostics
import Documents
import Platform

/// The trees of definition files, as they were read before: to read YAML
/// takes most of the time that a contract or an agent takes.
///
/// A tree is kept with the text that it was read from, in a file for each
/// definition file; it is used if that is the text now. Only what had no
/// mistakes is kept.
///
/// With a contract's tree stands who found its schema sound, too: to compile
/// the schemas takes most of what is left of a start.
public struct TreeCache: Sendable {
  /// Its folder, absolute; without it nothing is kept.
  public let folder: String
  /// Stands for the program that compiles schemas: another one may refuse what
  /// it lets pass. Without it every schema is compiled.
  package var compiler: String?

  public init(folder: String) { self.folder = folder }

  /// To be raised whenever what is packed, or how a text is read, changes.
  static let format = 2

  /// What is kept of a text.
  struct Entry {
    var tree: Node
    /// Whether `compiler` has found the contract without mistakes.
    var isSound: Bool
  }

  /// The tree of the text in `path`, by `read` if it isn't known.
  func tree(of text: [UInt8], in path: String, _ read: () -> Reading<Node>) -> Reading<Node> {
    if let known = entry(of: text, in: path) { return Reading(known.tree) }
    let reading = read()
    if let tree = reading.value, reading.diagnostics.isEmpty { keep(tree, of: text, in: path) }
    return reading
  }

  func entry(of text: [UInt8], in path: String) -> Entry? {
    guard let bytes = SealedFile.read(place(of: path)) else { return nil }
    var unpacker = Unpacker(bytes)
    guard unpacker.integer() == Self.format, unpacker.packed().isEqual(to: PackedBytes(text)) else { return nil }
    let judge = unpacker.optionalText()
    let tree = unpacker.locatedNode()
    return unpacker.isComplete ? Entry(tree: tree, isSound: judge != nil && judge == compiler) : nil
  }

  func keep(_ tree: Node, of text: [UInt8], in path: String, isSound: Bool = false) {
    var packer = Packer()
    packer.add(Self.format)
    packer.add(text)
    packer.add(isSound ? compiler : nil)
    packer.add(located: tree)
    // It only saves time.
    try? SealedFile.write(packer.bytes, to: place(of: path))
  }

  private func place(of path: String) -> String { Path.join(folder, XXH64.hex(Array(path.utf8))) }
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
