import Diagnostics
import Documents
import Platform

/// What a contract says to those who write for it: its file, read without
/// compiling the schema, which is half the work.
public struct ContractText {
  public let name: String
  /// Absolute path of the file.
  let path: String
  let examples: [Contract.Example]
  let outline: SchemaOutline

  /// The folder that holds `contracts/`.
  var folder: String { Path.parent(of: Path.parent(of: path)) }
}

extension Contract {
  public var text: ContractText { ContractText(name: name, path: path, examples: examples, outline: outline) }
}

extension Project {
  /// The contract in `path`, which was found without mistakes before: those
  /// of its schema don't show here. Throws if the file is none any more.
  public func contractText(inFile path: String) throws(DefinitionError) -> ContractText {
    let file = displayPath(path)
    let reading = tree(of: try readDefinition(path), in: path)
    var decoder = Decoder(file: file, prefix: "contract")
    guard let node = reading.accepted, let name = decoder.text(node, "name", required: true),
      let schema = decoder.schema(node)
    else { throw DefinitionError(reading.diagnostics + decoder.diagnostics) }
    let files = ReferencedFiles(project: self)
    let outline = SchemaOutline(schema) { files.read(Contract.path(of: $0, from: file))?.value }
    return ContractText(name: name.value, path: path, examples: decoder.examples(node), outline: outline)
  }
}
