internal import Diagnostics
internal import Documents

/// `$vocabulary`: which vocabularies a meta-schema switches on (Core 2020-12
/// §8.1.2); the compiler reads it where `$schema` leads to it. Here its form
/// is checked.
struct VocabularyList: Keyword {
  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    for member in compiler.object(source)?.members ?? [] where member.value.boolean == nil {
      compiler.malformed(source, member.value, expected: "true or false") as Void?
    }
    return nil
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool { true }
  func report(_ instance: Node, _ validation: inout Validation) {}
}
