import Documents

/// A number within the bounds of some schemas, all of which apply.
///
/// It is reckoned in whole units of a power of ten that all bounds are
/// multiples of; if one of them is too large for that, it is left out.
struct SampleNumber {
  private let schemas: [Node]
  private let isInteger: Bool
  /// The decimals that are reckoned with: one more than the bounds have, so
  /// that there is room between any two.
  private let decimals: Int

  init(_ schemas: [Node], isInteger: Bool) {
    self.schemas = schemas
    self.isInteger = isInteger
    let keywords = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]
    let exponents = schemas.flatMap { schema in keywords.compactMap { schema[$0]?.number?.exponent } }
    decimals = min(8, max(0, -(exponents.min() ?? 0))) + 1
  }

  var value: Number { Number(smallest, exponent: -decimals) }

  /// Further numbers, which may lie above the bounds.
  var others: [Number] {
    (1...20).compactMap { count in
      let (sum, overflow) = smallest.addingReportingOverflow(count &* (grain ?? one))
      return overflow ? nil : Number(sum, exponent: -decimals)
    }
  }

  private var one: Int { Self.power(decimals) }

  /// What the number must be a multiple of.
  private var grain: Int? {
    let step = bounds("multipleOf").first { $0 > 0 }
    guard isInteger else { return step }
    guard let step else { return one }
    let multiple = (1...1000).first { ($0 &* step) % one == 0 } ?? 1
    return multiple &* step
  }

  private var smallest: Int {
    let least = bounds("minimum", strict: "exclusiveMinimum", by: 1).max()
    let most = bounds("maximum", strict: "exclusiveMaximum", by: -1).min()
    let start = least ?? min(0, most ?? 0)
    if let grain { return least == nil && start < 0 ? floor(start, grain) : -floor(-start, grain) }
    // A whole number is easier to read.
    let whole = -floor(-start, one)
    return whole <= most ?? .max ? whole : start
  }

  private func floor(_ value: Int, _ unit: Int) -> Int {
    let rest = value % unit
    return value - (rest < 0 ? rest + unit : rest)
  }

  private func bounds(_ keyword: String, strict: String, by difference: Int) -> [Int] {
    schemas.flatMap { schema -> [Int] in
      // Draft 4 has the strict one as a flag of the other.
      let isStrict = schema[strict]?.boolean == true
      return [
        scaled(schema[keyword]).map { isStrict ? $0 + difference : $0 }, scaled(schema[strict]).map { $0 + difference },
      ].compactMap(\.self)
    }
  }

  private func bounds(_ keyword: String) -> [Int] { schemas.compactMap { scaled($0[keyword]) } }

  private func scaled(_ node: Node?) -> Int? {
    guard let number = node?.number else { return nil }
    let power = number.exponent + decimals
    guard power >= 0, power + number.digits.count <= 17 else { return nil }
    let digits = number.digits.reduce(0) { $0 * 10 + Int($1) }
    return (number.isNegative ? -digits : digits) * Self.power(power)
  }

  private static func power(_ exponent: Int) -> Int { (0..<exponent).reduce(1) { value, _ in value * 10 } }
}
