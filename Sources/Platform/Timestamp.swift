/// A point of time in milliseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Hashable, Comparable, Sendable, LosslessStringConvertible {
  public let milliseconds: Int

  public init(milliseconds: Int) { self.milliseconds = milliseconds }

  public func adding(seconds: Int) -> Timestamp { Timestamp(milliseconds: milliseconds + seconds * 1_000) }

  /// Reads RFC 3339 §5.6 in UTC: `2026-01-06T10:00:00.123Z`; digits beyond
  /// the milliseconds are dropped.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes.count <= 40, bytes.last == UInt8(ascii: "Z") else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in bytes[range] {
        guard byte >= 48, byte <= 57 else { return nil }
        value = value * 10 + Int(byte - 48)
      }
      return value
    }
    for (place, separator) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")] as [(Int, Unicode.Scalar)] {
      guard bytes[place] == UInt8(ascii: separator) else { return nil }
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day),
      hour < 24, minute < 60, second <= 60
    else { return nil }
    var thousandths = 0
    if bytes.count > 20 {
      let fraction = 20..<(bytes.count - 1)
      guard bytes[19] == UInt8(ascii: "."), !fraction.isEmpty, bytes[fraction].allSatisfy({ (48...57).contains($0) })
      else { return nil }
      for place in 0..<3 { thousandths = thousandths * 10 + (place < fraction.count ? Int(bytes[20 + place] - 48) : 0) }
    }
    let days = Self.days(before: year, month, day)
    milliseconds = (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + thousandths
  }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  /// RFC 3339 §5.6 in UTC with milliseconds; always 24 characters, so that
  /// the order of the texts is that of the times. Times outside the years
  /// 0000 to 9999, which it can't write, become the nearest one.
  public var description: String {
    let clamped = min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
    let seconds = clamped.flooringDivision(by: 1000)
    let days = seconds.quotient.flooringDivision(by: 86_400)
    let (year, month, day) = Self.date(ofDay: days.quotient)
    var text: [UInt8] = []
    text.reserveCapacity(24)
    func put(_ value: Int, digits: Int, then separator: Unicode.Scalar) {
      var divisor = 1
      for _ in 1..<digits { divisor *= 10 }
      while divisor > 0 {
        text.append(UInt8(48 + value / divisor % 10))
        divisor /= 10
      }
      text.append(UInt8(ascii: separator))
    }
    put(year, digits: 4, then: "-")
    put(month, digits: 2, then: "-")
    put(day, digits: 2, then: "T")
    put(days.remainder / 3600, digits: 2, then: ":")
    put(days.remainder / 60 % 60, digits: 2, then: ":")
    put(days.remainder % 60, digits: 2, then: ".")
    put(seconds.remainder, digits: 3, then: "Z")
    return String(decoding: text, as: UTF8.self)
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  // Both directions count years from March, so that the leap day is a year's
  // last, in eras of 400 years, which all have 146,097 days. Day 719,468 of
  // that count is 1970-01-01.
  private static func days(before year: Int, _ month: Int, _ day: Int) -> Int {
    let (era, yearOfEra) = (month <= 2 ? year - 1 : year).flooringDivision(by: 400)
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
    let (era, dayOfEra) = (day + 719_468).flooringDivision(by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }
}

extension Int {
  fileprivate func flooringDivision(by divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
