internal import Diagnostics
internal import Documents

/// `$id`, `$anchor` and `$dynamicAnchor` (Core 2020-12 §8.2). The compiler has
/// registered the name; here only its form is checked.
struct Identifier: Keyword {
  init?(_ source: KeywordSource, _ compiler: inout Compiler) {
    guard let text = compiler.string(source) else { return nil }
    if source.name.hasSuffix("nchor"), !Self.isAnchor(text) {
      compiler.malformed(source, expected: "a letter or \"_\", then letters, digits, \"-\", \"_\" or \".\"") as Void?
    }
    return nil
  }

  private static func isAnchor(_ text: String) -> Bool {
    for (place, byte) in text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): continue
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): if place > 0 { continue }
      default: break
      }
      return false
    }
    return !text.isEmpty
  }

  func accepts(_ instance: Node, _ validation: inout Validation) -> Bool { true }
  func report(_ instance: Node, _ validation: inout Validation) {}
}
