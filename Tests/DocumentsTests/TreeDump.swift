import Diagnostics
import Documents

/// A tree with the place of each value and key, a line each.
func treeDump(_ node: Node?, indent: Int = 0) -> String {
  guard let node else { return "nothing\n" }
  let margin = String(repeating: "  ", count: indent)
  let place = "\(node.range.start)-\(node.range.end)"
  switch node.value {
  case .array(let elements):
    return "\(margin)\(place) array\n" + elements.map { treeDump($0, indent: indent + 1) }.joined()
  case .object(let object):
    return "\(margin)\(place) object\n"
      + object.members.map { member in
        let key = "\(margin)  \(member.keyRange.start)-\(member.keyRange.end) key \(member.key)\n"
        return key + treeDump(member.value, indent: indent + 2)
      }
      .joined()
  default:
    return "\(margin)\(place) \(JSONWriter().write(node))\n"
  }
}

/// A diagnostic in one line: `line:column-line:column code: message`.
func line(_ diagnostic: Diagnostic) -> String {
  let place = diagnostic.range.map { "\($0.start)-\($0.end) " } ?? ""
  return "\(place)\(diagnostic.code): \(diagnostic.message)"
}

/// Numbers that look random and are the same in each run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  mutating func node(depth: Int = 4) -> Node {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &self) {
    case 0: return .null
    case 1: return .boolean(Bool.random(using: &self))
    case 2: return .integer(Int.random(in: Int.min...Int.max, using: &self))
    case 3:
      let digits = (0..<Int.random(in: 0..<30, using: &self)).map { _ in UInt8.random(in: 0...9, using: &self) }
      let exponent = Int.random(in: -60...60, using: &self)
      return Node(.number(Number(isNegative: Bool.random(using: &self), digits: digits, exponent: exponent)))
    case 4, 5: return .string(string())
    case 6: return .array((0..<Int.random(in: 0..<5, using: &self)).map { _ in node(depth: depth - 1) })
    default:
      var object = Object()
      for _ in 0..<Int.random(in: 0..<20, using: &self) { object.set(string(), node(depth: depth - 1)) }
      return Node(.object(object))
    }
  }

  mutating func string() -> String {
    let samples: [Unicode.Scalar] = [
      "a", "\"", "\\", "/", "\n", "\r", "\t", "\0", "\u{1F}", "\u{7F}", "<", "&", "é", "e", "\u{301}", "\u{AD}",
      "\u{2028}", "\u{FEFF}", "日", "\u{FFFF}", "\u{10FFFF}", "😀", "\u{E0041}", " ", "#", ":", "-",
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0..<20, using: &self) { text.append(samples.randomElement(using: &self) ?? "a") }
    return String(text)
  }
}
