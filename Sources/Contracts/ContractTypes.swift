public import Diagnostics
import Documents
import Platform

extension Project {
  /// A diagnostic for every type that two contracts of the project share: a
  /// document's `type` would then not tell which of them it must satisfy.
  ///
  /// Files that can't be read as contracts are not looked at.
  public func sharedContractTypes() -> [Diagnostic] {
    var first: [String: Located<String>] = [:]
    var diagnostics: [Diagnostic] = []
    for (name, type) in contractFiles().compactMap({ contractType(inFile: $0) }) {
      if let earlier = first[type.value], earlier.value != name {
        diagnostics.append(.sharedType(type, name: name, earlier: earlier))
      } else {
        first[type.value] = Located(name, at: type.range)
      }
    }
    return diagnostics
  }

  /// The name and the type of the contract in a file.
  private func contractType(inFile path: String) -> (name: String, type: Located<String>)? {
    guard let text = try? FileSystem.read(path, limit: Self.definitionLimit),
      Self.contains(text[...], Array("const".utf8)),
      let node = YAMLReader(file: displayPath(path)).read(text).value, let name = node["name"]?.string,
      let type = node["schema"].flatMap({ Contract.type(ofSchema: $0) }), let value = type.string
    else { return nil }
    return (name, Located(value, at: type.range.in(displayPath(path))))
  }
}

extension Diagnostic {
  fileprivate static func sharedType(
    _ type: Located<String>, name: String, earlier: Located<String>
  ) -> Diagnostic {
    Diagnostic(
      "contract/shared-type",
      "the contracts \(quoted(name)) and \(quoted(earlier.value)) have the same type \(quoted(type.value)), expected a type of its own for each",
      at: type.range, notes: [Note("the other one is here", at: earlier.range)])
  }
}
