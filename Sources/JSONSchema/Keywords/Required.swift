internal import Diagnostics
internal import Documents

/// `required`: the properties that must be there (Validation 2020-12 §6.5.3).
struct Required: Keyword {
  private let place: KeywordPlace
  private let names: [String]
  /// What the schema knows, so that none of these is taken for a misspelling.
  private let known: [String]

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let names = compiler.names(source), !names.isEmpty else { return nil }
    place = source.place
    self.names = names
    known = names + (source.siblings["properties"]?.object?.keys ?? [])
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    guard case .object(let object) = instance.value else { return true }
    for name in names where object[name] == nil { return false }
    return true
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    guard case .object(let object) = instance.value else { return }
    for (item, name) in names.enumerated() where object[name] == nil {
      let candidates = object.keys.filter { key in !known.contains { $0.hasSameScalars(as: key) } }
      validation.add(
        .required(name, nearest: likelyName(for: name, in: candidates)), TextRange(at: instance.range.start), place,
        item: item)
    }
  }
}
