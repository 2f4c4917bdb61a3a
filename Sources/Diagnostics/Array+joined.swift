extension Array where Element == String {
  /// The texts with a separator between each two.
  ///
  /// It stands before the standard library's, which is generic code: the first
  /// call of that costs a process 100,000 instructions, a thirtieth of what a
  /// hook takes.
  package func joined(separator: String = "") -> String {
    guard count > 1 else { return first ?? "" }
    var size = (count - 1) * separator.utf8.count
    for text in self { size += text.utf8.count }
    return String(unsafeUninitializedCapacity: size) { joined in
      var place = 0
      for (index, text) in enumerated() {
        if index > 0 { place = joined.put(separator, at: place) }
        place = joined.put(text, at: place)
      }
      return place
    }
  }
}

extension UnsafeMutableBufferPointer<UInt8> {
  /// Puts the bytes of a text there; gives the place behind them.
  fileprivate func put(_ text: String, at place: Int) -> Int {
    let rest = UnsafeMutableBufferPointer(rebasing: self[place...])
    let done: Int? = text.utf8.withContiguousStorageIfAvailable { rest.update(fromContentsOf: $0) }
    return place + (done ?? rest.update(fromContentsOf: Array<UInt8>(text.utf8)))
  }
}
