internal import Diagnostics
internal import Documents

/// `dependentRequired`: the properties that must be there if another one is
/// (Validation 2020-12 §6.5.4).
struct DependentRequired: Keyword {
  private let place: KeywordPlace
  private let dependencies: [(name: String, required: [String])]

  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let object = compiler.object(source) else { return nil }
    dependencies = object.members.compactMap { member in
      compiler.names(member.value, source).map { (member.key, $0) }
    }
    place = source.place
  }

  /// The part of `dependencies` that is lists of names.
  init(_ dependencies: [(name: String, required: [String])], _ place: KeywordPlace) {
    self.dependencies = dependencies
    self.place = place
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool {
    guard case .object(let object) = instance.value else { return true }
    for (name, required) in dependencies where object[name] != nil {
      for other in required where object[other] == nil { return false }
    }
    return true
  }

  func report(_ instance: Node, _ validation: inout Validation) {
    guard case .object(let object) = instance.value else { return }
    for (name, required) in dependencies where object[name] != nil {
      for other in required where object[other] == nil {
        validation.add(
          .dependentRequired(
            other, because: name, nearest: likelyName(for: other, in: object.keys.filter { $0 != name })),
          TextRange(at: instance.range.start), place)
      }
    }
  }
}
