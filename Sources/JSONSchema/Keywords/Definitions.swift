internal import Diagnostics
internal import Documents

/// `$defs`, up to draft 7 `definitions`: schemas for references (Core 2020-12
/// §8.2.4). They constrain nothing by themselves.
struct Definitions: Keyword {
  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    _ = compiler.schemasByName(source)
    return nil
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool { true }
  func report(_ instance: Node, _ validation: inout Validation) {}
}
