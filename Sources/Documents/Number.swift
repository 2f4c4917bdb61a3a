/// An exact decimal number: `sign × digits × 10^exponent`.
///
/// Numbers keep every digit that was written, so that `0.1`, `1e400` and
/// `9007199254740993` compare and divide exactly. Equal values are equal
/// however they were written: `1`, `1.0` and `10e-1` are one number.
public struct Number: Hashable, Sendable {
  public let isNegative: Bool
  /// Significant decimal digits (values 0 to 9), the first and the last one
  /// not 0; empty for zero.
  public let digits: [UInt8]
  /// The power of ten of the last digit; 0 for zero.
  public let exponent: Int

  /// The largest exponent, of either sign, that the readers accept; a number
  /// beyond it is a mistake or an attack, and costs as much to print.
  public static let exponentLimit = 99_999

  /// The number of these digits (values 0 to 9, most significant first);
  /// zeros at either end are taken into the exponent.
  public init(isNegative: Bool, digits: some Sequence<UInt8>, exponent: Int) {
    var kept = Array(digits.drop { $0 == 0 })
    let trailing = kept.reversed().prefix { $0 == 0 }.count
    kept.removeLast(trailing)
    let (sum, overflow) = exponent.addingReportingOverflow(trailing)
    self.digits = kept
    self.isNegative = isNegative && !kept.isEmpty
    self.exponent = kept.isEmpty ? 0 : (overflow ? Int.max : sum)
  }

  public init(_ value: Int) { self.init(value, exponent: 0) }

  /// `value × 10^exponent`.
  public init(_ value: Int, exponent: Int) {
    // Without the generic code of the other initializer, whose first use in a
    // process costs as much as a small document.
    var (digits, rest, zeros) = ([UInt8](), value.magnitude, 0)
    while rest > 0 {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      if digit == 0, digits.isEmpty { zeros += 1 } else { digits.append(UInt8(digit)) }
      rest = quotient
    }
    digits.reverse()
    self.digits = digits
    isNegative = value < 0
    self.exponent = value == 0 ? 0 : exponent + zeros
  }

  /// Whether it has no fractional part: `1.0` is an integer (JSON Schema Core
  /// 2020-12 §4.2.3).
  public var isInteger: Bool { exponent >= 0 }

  /// The value as a machine integer, if it is one and fits.
  public var integer: Int? {
    guard exponent >= 0, exponent <= 19, digits.count <= 19 - exponent else { return nil }
    var magnitude: UInt = 0
    for digit in digits { magnitude = magnitude * 10 + UInt(digit) }
    for _ in 0..<exponent { magnitude *= 10 }
    return isNegative
      ? (magnitude <= Int.min.magnitude ? Int(truncatingIfNeeded: 0 &- magnitude) : nil) : Int(exactly: magnitude)
  }
}
