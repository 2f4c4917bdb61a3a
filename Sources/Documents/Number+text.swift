extension Number {
  /// The number that `[-+]? digits? (. digits?)? ([eE] [-+]? digits)?` means;
  /// nil if its exponent is beyond `exponentLimit`.
  ///
  /// The caller has checked the notation; other bytes are passed over.
  init?(literal: UnsafeBufferPointer<UInt8>) {
    if let value = Self.machineInteger(literal) {
      self.init(value)
      return
    }
    var digits: [UInt8] = []
    digits.reserveCapacity(literal.count)
    var isNegative = false
    var fraction: Int?
    var offset = 0
    scan: while offset < literal.count {
      let byte = literal[offset]
      offset += 1
      switch byte {
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits.append(byte - UInt8(ascii: "0"))
        fraction = fraction.map { $0 + 1 }
      case UInt8(ascii: "."): fraction = 0
      case UInt8(ascii: "e"), UInt8(ascii: "E"): break scan
      default: break
      }
    }
    let power = Self.power(literal[offset...])
    let number = Number(isNegative: isNegative, digits: digits, exponent: power - (fraction ?? 0))
    guard abs(number.exponent) <= Self.exponentLimit else { return nil }
    self = number
  }

  /// The value of `-? digits` if the text is that and short: most numbers are.
  private static func machineInteger(_ literal: UnsafeBufferPointer<UInt8>) -> Int? {
    guard literal.count <= 18 else { return nil }
    var value = 0
    for byte in literal.first == UInt8(ascii: "-") ? literal[1...] : literal[...] {
      guard byte &- UInt8(ascii: "0") <= 9 else { return nil }
      value = value * 10 + Int(byte & 0x0F)
    }
    return literal.first == UInt8(ascii: "-") ? -value : value
  }

  /// The value of `[-+]? digits`, cut off far beyond the limit.
  private static func power(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    var value = 0
    for byte in text where byte != UInt8(ascii: "-") && byte != UInt8(ascii: "+") {
      value = min(value * 10 + Int(byte & 0x0F), 1 << 50)
    }
    return text.first == UInt8(ascii: "-") ? -value : value
  }
}

extension Number: CustomStringConvertible {
  /// The number in JSON's notation (RFC 8259 §6), without loss: plain where
  /// that adds few zeros, about as ECMA-262 prints numbers, else with an
  /// exponent.
  public var description: String { String(decoding: text, as: UTF8.self) }

  /// The bytes of `description`.
  var text: [UInt8] {
    let zero = UInt8(ascii: "0")
    guard !digits.isEmpty else { return [zero] }
    var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
    let written = digits.map { $0 + zero }
    // Where the decimal point stands, counted from the first digit.
    let (point, overflow) = exponent.addingReportingOverflow(written.count)
    if exponent == 0 {
      text += written
    } else if exponent > 0, exponent <= 20 {
      text += written
      text += repeatElement(zero, count: exponent)
    } else if exponent < 0, point > 0 {
      text += written[..<point]
      text.append(UInt8(ascii: "."))
      text += written[point...]
    } else if exponent < 0, point > -6 {
      text += [zero, UInt8(ascii: ".")]
      text += repeatElement(zero, count: -point)
      text += written
    } else {
      text.append(written[0])
      if written.count > 1 {
        text.append(UInt8(ascii: "."))
        text += written[1...]
      }
      text.append(UInt8(ascii: "e"))
      text += String(overflow ? Int.max : point - 1).utf8
    }
    return text
  }
}
