/// Addresses of the Internet Protocol.
enum IPAddress {
  /// Four decimal numbers without leading zeros (RFC 2673 §3.2).
  static func isIPv4(_ text: Substring.UTF8View) -> Bool {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        guard (1...3).contains(part.count), part.allSatisfy(\.isASCIIDigit) else { return false }
        guard part.count == 1 || part.first != UInt8(ascii: "0") else { return false }
        return part.reduce(0) { $0 * 10 + Int($1 & 0x0F) } <= 255
      }
  }

  /// Eight groups, some of which `::` may stand for; the last two may be an
  /// IPv4 address (RFC 4291 §2.2).
  static func isIPv6(_ text: Substring.UTF8View) -> Bool {
    let colon = UInt8(ascii: ":")
    var groups = text.split(separator: colon, omittingEmptySubsequences: false)
    guard groups.count >= 3, groups.count <= 9 else { return false }
    var count = 0
    if let last = groups.last, last.contains(UInt8(ascii: ".")) {
      guard isIPv4(last) else { return false }
      groups.removeLast()
      count = 2
    }
    // A colon at either end is only allowed as half of `::`.
    if groups[0].isEmpty {
      guard groups.count > 1, groups[1].isEmpty else { return false }
      groups.removeFirst()
    }
    if count == 0, let last = groups.last, last.isEmpty {
      guard groups.count > 1, groups[groups.count - 2].isEmpty else { return false }
      groups.removeLast()
    }
    let gaps = groups.filter(\.isEmpty).count
    for group in groups where !group.isEmpty {
      guard group.count <= 4, group.allSatisfy({ $0.hexValue != nil }) else { return false }
      count += 1
    }
    return gaps == 0 ? count == 8 : gaps == 1 && count <= 7
  }
}
