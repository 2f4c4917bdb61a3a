#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A moment of the wall clock, to the millisecond.
public struct Timestamp: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Since 1970-01-01T00:00:00Z, leap seconds not counted.
  public let milliseconds: Int

  public init(milliseconds: Int) { self.milliseconds = milliseconds }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  /// In UTC, as in RFC 3339 §5.6: `2026-01-06T10:00:00.123Z`.
  public var description: String {
    let (seconds, thousandths) = milliseconds.dividedDown(by: 1000)
    let (days, second) = seconds.dividedDown(by: 86_400)
    let (year, month, day) = Self.date(days)
    let pad = { (value: Int, width: Int) in
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))T\(pad(second / 3600, 2)):\(pad(second / 60 % 60, 2)):"
      + "\(pad(second % 60, 2)).\(pad(thousandths, 3))Z"
  }

  /// Reads the form that `description` writes; nil for any other.
  public init?(parsing text: String) {
    let bytes = Array(text.utf8)
    let form = Array("dddd-dd-ddTdd:dd:dd.dddZ".utf8)
    guard bytes.count == form.count,
      zip(bytes, form).allSatisfy({ $1 == UInt8(ascii: "d") ? (48...57).contains($0) : $0 == $1 })
    else { return nil }
    let number = { (range: Range<Int>) in bytes[range].reduce(0) { $0 * 10 + Int($1) - 48 } }
    let month = number(5..<7), day = number(8..<10)
    guard (1...12).contains(month), (1...31).contains(day) else { return nil }
    let days = Self.days(year: number(0..<4), month: month, day: day)
    let seconds = days * 86_400 + number(11..<13) * 3600 + number(14..<16) * 60 + number(17..<19)
    milliseconds = seconds * 1000 + number(20..<23)
  }

  /// Days since 1970-01-01 to a date of the Gregorian calendar, counted in
  /// eras of 400 years that begin in March.
  private static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let (era, dayOfEra) = (days + 719_468).dividedDown(by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  private static func days(year: Int, month: Int, day: Int) -> Int {
    let (era, yearOfEra) = (month <= 2 ? year - 1 : year).dividedDown(by: 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension Int {
  /// Quotient and remainder with the remainder never negative.
  fileprivate func dividedDown(by divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

/// The clock on the wall, which people may set back.
public enum WallClock {
  public static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000)
  }
}

/// A moment until which something must be done, by a clock that nobody sets.
public struct Deadline: Hashable, Sendable {
  private let nanoseconds: Int

  public init(after time: Duration) {
    let (seconds, attoseconds) = time.components
    nanoseconds = Self.monotonicNanoseconds + Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
  }

  public var remaining: Duration { .nanoseconds(max(0, nanoseconds - Self.monotonicNanoseconds)) }
  public var hasPassed: Bool { nanoseconds <= Self.monotonicNanoseconds }

  /// Nanoseconds since some moment in the past.
  public static var monotonicNanoseconds: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }
}
