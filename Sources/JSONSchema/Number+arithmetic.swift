internal import Documents

/// The order of numbers, exactly. No conformance to `Comparable`: that would be
/// visible to every program that imports both modules.
extension Number {
  static func < (left: Number, right: Number) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative ? right.magnitudeIsLess(than: left) : left.magnitudeIsLess(than: right)
  }

  static func > (left: Number, right: Number) -> Bool { right < left }
  static func <= (left: Number, right: Number) -> Bool { !(right < left) }
  static func >= (left: Number, right: Number) -> Bool { !(left < right) }

  private func magnitudeIsLess(than other: Number) -> Bool {
    guard !digits.isEmpty, !other.digits.isEmpty else { return digits.isEmpty && !other.digits.isEmpty }
    // The power of ten of the first digit; an overflow is beyond all bounds.
    let (high, isBeyond) = exponent.addingReportingOverflow(digits.count)
    let (otherHigh, otherIsBeyond) = other.exponent.addingReportingOverflow(other.digits.count)
    if isBeyond || otherIsBeyond { return !isBeyond }
    return high == otherHigh ? digits.lexicographicallyPrecedes(other.digits) : high < otherHigh
  }
}

extension Number {
  /// Whether this is `divisor` times an integer, exactly.
  ///
  /// The work grows with the digits that were written, not with exponents.
  func isMultiple(of divisor: Number) -> Bool {
    if digits.isEmpty { return true }
    if divisor.digits.isEmpty { return false }
    // The last digit is not 0, so no power of ten divides the digits.
    if exponent < divisor.exponent { return false }
    let (difference, isBeyond) = exponent.subtractingReportingOverflow(divisor.exponent)
    // Behind the digits come `difference` zeros. What they add are factors of
    // 2 and 5, of which a divisor of n digits has less than 4 n.
    let zeros = min(isBeyond ? Int.max : difference, 4 * divisor.digits.count)
    return divisor.digits.count <= 18
      ? remainderIsZero(zeros: zeros, machineDivisor: divisor.digits)
      : remainderIsZero(zeros: zeros, longDivisor: divisor.digits)
  }

  private func remainderIsZero(zeros: Int, machineDivisor: [UInt8]) -> Bool {
    let divisor = machineDivisor.reduce(0 as UInt64) { $0 * 10 + UInt64($1) }
    var rest: UInt64 = 0
    for digit in digits { rest = (rest * 10 + UInt64(digit)) % divisor }
    for _ in 0..<zeros { rest = rest * 10 % divisor }
    return rest == 0
  }

  /// Long division as on paper, most significant digit first.
  private func remainderIsZero(zeros: Int, longDivisor divisor: [UInt8]) -> Bool {
    // One digit longer than the divisor, so that ten times a rest fits.
    let width = divisor.count + 1
    let divisor = [0] + divisor
    var rest = [UInt8](repeating: 0, count: width)
    func shift(in digit: UInt8) {
      rest.removeFirst()
      rest.append(digit)
      while !rest.lexicographicallyPrecedes(divisor) {
        var borrow: Int8 = 0
        for place in stride(from: width - 1, through: 0, by: -1) {
          let value = Int8(rest[place]) - Int8(divisor[place]) - borrow
          borrow = value < 0 ? 1 : 0
          rest[place] = UInt8(value < 0 ? value + 10 : value)
        }
      }
    }
    for digit in digits { shift(in: digit) }
    for _ in 0..<zeros { shift(in: 0) }
    return rest.allSatisfy { $0 == 0 }
  }
}
