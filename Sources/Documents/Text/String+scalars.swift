extension String {
  /// Whether both consist of the same code points; `==` asks for canonical
  /// equivalence, which JSON and YAML don't know.
  @inlinable
  package func hasSameScalars(as other: String) -> Bool {
    utf8.count == other.utf8.count && hasSameBytes(as: other)
  }

  /// Compares texts of equal length. `elementsEqual` of the UTF-8 views takes
  /// four times as long.
  @usableFromInline
  package func hasSameBytes(as other: String) -> Bool {
    let result = utf8.withContiguousStorageIfAvailable { left in
      other.utf8.withContiguousStorageIfAvailable { right in
        for offset in 0..<min(left.count, right.count) where left[offset] != right[offset] { return false }
        return true
      }
    }
    return (result ?? nil) ?? utf8.elementsEqual(other.utf8)
  }

  /// Feeds the code points to a hasher; equal texts are those that
  /// `hasSameScalars` calls so.
  package func hashScalars(into hasher: inout Hasher) {
    let done: Void? = utf8.withContiguousStorageIfAvailable { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    if done == nil { for byte in utf8 { hasher.combine(byte) } }
  }
}
