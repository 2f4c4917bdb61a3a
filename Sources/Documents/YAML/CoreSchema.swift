/// What a plain scalar stands for in the core schema (YAML 1.2.2 §10.3.2).
enum CoreSchema {
  case null
  case boolean(Bool)
  case integer(Number)
  case float(Number)
  /// `.inf` or `.nan`, which JSON has no value for.
  case notFinite
  /// A number with an exponent beyond `Number.exponentLimit`, or more
  /// hexadecimal digits than anyone means.
  case outOfRange
  case string

  init(_ text: String) {
    var text = text
    self = text.withUTF8 { Self.resolve($0) }
  }

  private static let digitLimit = 256

  private static func resolve(_ text: UnsafeBufferPointer<UInt8>) -> CoreSchema {
    guard let first = text.first else { return .null }
    switch first {
    case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"):
      return text.isOne(of: "~", "null", "Null", "NULL") ? .null : .string
    case UInt8(ascii: "t"), UInt8(ascii: "T"):
      return text.isOne(of: "true", "True", "TRUE") ? .boolean(true) : .string
    case UInt8(ascii: "f"), UInt8(ascii: "F"):
      return text.isOne(of: "false", "False", "FALSE") ? .boolean(false) : .string
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"):
      return number(text)
    default: return .string
    }
  }

  private static func number(_ text: UnsafeBufferPointer<UInt8>) -> CoreSchema {
    if text.starts(with: "0o".utf8) { return integer(text[2...], radix: 8) }
    if text.starts(with: "0x".utf8) { return integer(text[2...], radix: 16) }
    var rest = text[...]
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    let unsigned = UnsafeBufferPointer(rebasing: rest)
    if unsigned.isOne(of: ".inf", ".Inf", ".INF") || text.isOne(of: ".nan", ".NaN", ".NAN") { return .notFinite }

    let whole = rest.prefix(while: \.isDigit).count
    rest = rest.dropFirst(whole)
    if rest.isEmpty { return whole > 0 ? decimal(text).map(Self.integer) ?? .outOfRange : .string }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      let fraction = rest.prefix(while: \.isDigit).count
      guard whole + fraction > 0 else { return .string }
      rest = rest.dropFirst(fraction)
    } else if whole == 0 {
      return .string
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
      guard rest.first?.isDigit == true else { return .string }
      rest = rest.drop(while: \.isDigit)
    }
    guard rest.isEmpty else { return .string }
    return decimal(text).map(Self.float) ?? .outOfRange
  }

  private static func decimal(_ text: UnsafeBufferPointer<UInt8>) -> Number? { Number(literal: text) }

  /// `0o [0-7]+` and `0x [0-9a-fA-F]+`, behind the prefix, in decimal digits.
  private static func integer(_ text: Slice<UnsafeBufferPointer<UInt8>>, radix: Int) -> CoreSchema {
    guard !text.isEmpty else { return .string }
    // Least significant digit first.
    var decimal: [UInt8] = []
    for (count, byte) in text.enumerated() {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80, digit < radix else {
        return .string
      }
      if count >= digitLimit { continue }
      var carry = digit
      for index in decimal.indices {
        carry += Int(decimal[index]) * radix
        decimal[index] = UInt8(carry % 10)
        carry /= 10
      }
      while carry > 0 {
        decimal.append(UInt8(carry % 10))
        carry /= 10
      }
    }
    if text.count > digitLimit { return .outOfRange }
    return .integer(Number(isNegative: false, digits: decimal.reversed(), exponent: 0))
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate func isOne(of words: StaticString...) -> Bool {
    words.contains { word in
      elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }
  }
}
