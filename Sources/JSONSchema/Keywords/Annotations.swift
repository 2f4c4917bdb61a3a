internal import Diagnostics
internal import Documents

/// `title`, `description` (Validation 2020-12 §9.1) and other keywords that are read
/// elsewhere: checked to be text.
struct TextAnnotation: Keyword {
  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    _ = compiler.string(source)
    return nil
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool { true }
  func report(_ instance: Node, _ validation: inout Validation) {}
}

/// `deprecated`, `readOnly`, `writeOnly` (Validation 2020-12 §9.3 and §9.4) and
/// `$recursiveAnchor`, which the compiler reads itself:
/// checked to be true or false.
struct FlagAnnotation: Keyword {
  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    _ = compiler.boolean(source)
    return nil
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool { true }
  func report(_ instance: Node, _ validation: inout Validation) {}
}

/// `examples` (Validation 2020-12 §9.5): checked to be a list.
struct ListAnnotation: Keyword {
  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    _ = compiler.array(source)
    return nil
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool { true }
  func report(_ instance: Node, _ validation: inout Validation) {}
}
