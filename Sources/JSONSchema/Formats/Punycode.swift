/// The encoding of Unicode in host names (RFC 3492).
enum Punycode {
  // RFC 3492 §5.
  private static let base = 36
  private static let leastThreshold = 1
  private static let greatestThreshold = 26

  /// The text behind `xn--` in small letters; nil if it is malformed.
  static func decode(_ text: Substring) -> [Unicode.Scalar]? {
    guard text.utf8.count <= 63 else { return nil }
    let bytes = Array(text.utf8)
    let delimiter = bytes.lastIndex(of: UInt8(ascii: "-"))
    var output = bytes[..<(delimiter ?? 0)].map { Unicode.Scalar($0) }
    var rest = bytes[(delimiter.map { $0 + 1 } ?? 0)...]
    guard output.allSatisfy(\.isASCII), !rest.isEmpty else { return nil }
    var (value, place, bias) = (128, 0, 72)
    while !rest.isEmpty {
      let before = place
      var weight = 1
      var step = base
      while true {
        // At most 63 digits of base 36 can overflow, so every sum is checked.
        guard let byte = rest.popFirst(), let digit = digit(byte) else { return nil }
        let (product, overflow) = digit.multipliedReportingOverflow(by: weight)
        guard !overflow, product <= Int32.max, place <= Int(Int32.max) - product else { return nil }
        place += product
        let threshold = threshold(step, bias)
        if digit < threshold { break }
        weight *= base - threshold
        guard weight <= Int32.max else { return nil }
        step += base
      }
      bias = adapt(place - before, output.count + 1, isFirst: before == 0)
      value += place / (output.count + 1)
      place %= output.count + 1
      guard value <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(value)) else { return nil }
      output.insert(scalar, at: place)
      place += 1
    }
    return output
  }

  /// The text behind `xn--`; nil if the label is far too long for one.
  static func encode(_ scalars: [Unicode.Scalar]) -> String? {
    guard scalars.count <= 63 else { return nil }
    let plain = scalars.filter(\.isASCII)
    var output = plain.map { UInt8($0.value) }
    if !plain.isEmpty { output.append(UInt8(ascii: "-")) }
    var (value, delta, bias, handled) = (128, 0, 72, plain.count)
    while handled < scalars.count {
      guard let next = scalars.map({ Int($0.value) }).filter({ $0 >= value }).min() else { return nil }
      delta += (next - value) * (handled + 1)
      value = next
      for scalar in scalars {
        if scalar.value < value { delta += 1 }
        guard scalar.value == value else { continue }
        var rest = delta
        var step = base
        while true {
          let threshold = threshold(step, bias)
          if rest < threshold { break }
          output.append(letter(threshold + (rest - threshold) % (base - threshold)))
          rest = (rest - threshold) / (base - threshold)
          step += base
        }
        output.append(letter(rest))
        bias = adapt(delta, handled + 1, isFirst: handled == plain.count)
        delta = 0
        handled += 1
      }
      delta += 1
      value += 1
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func threshold(_ step: Int, _ bias: Int) -> Int {
    min(max(step - bias, leastThreshold), greatestThreshold)
  }

  /// RFC 3492 §6.1.
  private static func adapt(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
    var delta = isFirst ? delta / 700 : delta / 2
    delta += delta / count
    var step = 0
    while delta > (base - leastThreshold) * greatestThreshold / 2 {
      delta /= base - leastThreshold
      step += base
    }
    return step + (base - leastThreshold + 1) * delta / (delta + 38)
  }

  private static func digit(_ byte: UInt8) -> Int? {
    if byte.isASCIIDigit { return Int(byte - UInt8(ascii: "0")) + 26 }
    return byte.isASCIILetter ? Int((byte | 0x20) - UInt8(ascii: "a")) : nil
  }

  private static func letter(_ digit: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: digit < 26 ? Int(UInt8(ascii: "a")) + digit : Int(UInt8(ascii: "0")) + digit - 26)
  }
}
