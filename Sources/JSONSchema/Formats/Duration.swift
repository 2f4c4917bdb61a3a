/// Durations (RFC 3339, appendix A): no fractions, no gaps between units.
enum Duration {
  static func isDuration(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    guard rest.popFirst() == UInt8(ascii: "P"), !rest.isEmpty else { return false }
    let time = rest.firstIndex(of: UInt8(ascii: "T"))
    let date = rest[..<(time ?? rest.endIndex)]
    if date.last == UInt8(ascii: "W") {
      return time == nil && date.count > 1 && date.dropLast().allSatisfy(\.isASCIIDigit)
    }
    if let time, !isRun(of: "HMS", rest[(time + 1)...]) { return false }
    return date.isEmpty ? time != nil : isRun(of: "YMD", date)
  }

  /// Whether it consists of numbers with neighbouring units in this order.
  private static func isRun(of units: StaticString, _ text: ArraySlice<UInt8>) -> Bool {
    let units = units.withUTF8Buffer { Array($0) }
    var rest = text
    var last: Int?
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCIIDigit }
      rest = rest.dropFirst(digits.count)
      guard !digits.isEmpty, let unit = rest.popFirst(), let place = units.firstIndex(of: unit),
        last.map({ place == $0 + 1 }) ?? true
      else { return false }
      last = place
    }
    return last != nil
  }
}
