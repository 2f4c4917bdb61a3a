extension Array where Element == String {
  /// The texts with a separator between each two.
  ///
  /// It stands before the standard library's, which is generic code: the first
  /// call of that costs a process 100,000 instructions, a thirtieth of what a
  /// hook takes.
  package func joined(separator: String = "") -> String {
    var size = Swift.max(0, count - 1) * separator.utf8.count
    for text in self { size += text.utf8.count }
    var joined = ""
    joined.reserveCapacity(size)
    var isFirst = true
    for text in self {
      if !isFirst { joined += separator }
      isFirst = false
      joined += text
    }
    return joined
  }
}
