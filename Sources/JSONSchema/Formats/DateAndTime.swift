/// Dates and times (RFC 3339 §5.6).
enum DateAndTime {
  static func isDateTime(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count > 11, bytes[10] | 0x20 == UInt8(ascii: "t") else { return false }
    return isDate(bytes[..<10]) && isTime(bytes[11...])
  }

  static func isDate(_ text: String) -> Bool { isDate(Array(text.utf8)[...]) }
  static func isTime(_ text: String) -> Bool { isTime(Array(text.utf8)[...]) }

  private static func isDate(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    guard let year = number(4, &rest), take("-", &rest), let month = number(2, &rest), take("-", &rest),
      let day = number(2, &rest), rest.isEmpty, (1...12).contains(month)
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...lengths[month - 1]).contains(day)
  }

  private static func isTime(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    guard let hour = number(2, &rest), take(":", &rest), let minute = number(2, &rest), take(":", &rest),
      let second = number(2, &rest), hour < 24, minute < 60, second <= 60
    else { return false }
    if take(".", &rest) {
      let digits = rest.prefix { $0.isASCIIDigit }
      guard !digits.isEmpty else { return false }
      rest = rest.dropFirst(digits.count)
    }
    var offset = 0
    if take("Z", &rest) || take("z", &rest) {
      offset = 0
    } else {
      let isWest = rest.first == UInt8(ascii: "-")
      guard take("+", &rest) || take("-", &rest), let hours = number(2, &rest), take(":", &rest),
        let minutes = number(2, &rest), hours < 24, minutes < 60
      else { return false }
      offset = (hours * 60 + minutes) * (isWest ? -1 : 1)
    }
    guard rest.isEmpty else { return false }
    // A leap second is the last one of a day in UTC (RFC 3339 §5.7).
    let day = 24 * 60
    return second < 60 || (hour * 60 + minute - offset + 2 * day) % day == day - 1
  }

  private static func number(_ count: Int, _ rest: inout ArraySlice<UInt8>) -> Int? {
    let digits = rest.prefix(count)
    guard digits.count == count, digits.allSatisfy(\.isASCIIDigit) else { return nil }
    rest = rest.dropFirst(count)
    return digits.reduce(0) { $0 * 10 + Int($1 & 0x0F) }
  }

  private static func take(_ scalar: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
    guard rest.first == UInt8(ascii: scalar) else { return false }
    rest = rest.dropFirst()
    return true
  }
}
