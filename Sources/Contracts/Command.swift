package import Diagnostics
import Documents
import Platform

/// The entry command of a workflow: what its frontmatter says about contracts.
public struct Command: Sendable {
  public var file: String
  /// Absolute path.
  public var path: String
  public var input: Located<String>?
  public var output: Located<String>?
  /// Where it says `context: fork`: its turn then belongs to a subagent.
  package var fork: SourceRange?
}

extension Project {
  /// The command of that name, `.claude/commands/**/<name>.md`; nil if there
  /// is none. Throws if its frontmatter is broken.
  public func command(_ name: String) throws(DefinitionError) -> Command? {
    let folder = Path.join(claudeFolder, "commands")
    let direct = Path.join(folder, name + ".md")
    let path =
      FileSystem.exists(direct)
      ? direct
      : Self.files(below: folder, suffixes: [".md"], recursive: true).first { Path.stem($0) == name }
    guard let path else { return nil }
    let file = displayPath(path)
    let reading = DocumentReader(file: file).read(try readDefinition(path))
    guard let header = reading.accepted?.header else { throw DefinitionError(reading.diagnostics) }
    var decoder = Decoder(file: file, prefix: "command")
    let contract = { (decoder: inout Decoder, key: String) -> Located<String>? in
      guard let node = decoder.object(header, key) else { return nil }
      decoder.refuseUnknown(node, known: ["contract"])
      return decoder.text(node, "contract", required: true)
    }
    let command = Command(
      file: file, path: path, input: contract(&decoder, "input"), output: contract(&decoder, "output"),
      fork: header["context"].flatMap { $0.string == "fork" ? $0.range.in(file) : nil })
    if decoder.diagnostics.hasErrors { throw DefinitionError(decoder.diagnostics) }
    return command
  }
}
