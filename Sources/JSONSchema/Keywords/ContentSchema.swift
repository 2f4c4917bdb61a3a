internal import Diagnostics
internal import Documents

/// `contentSchema`: the schema of a string's content, an annotation
/// (Validation 2020-12 §8.5). It is compiled, so that mistakes in it are found.
struct ContentSchema: Keyword {
  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    _ = compiler.schema(source)
    return nil
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool { true }
  func report(_ instance: Node, _ validation: inout Validation) {}
}
