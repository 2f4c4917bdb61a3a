internal import Diagnostics

/// Values by property name; names are equal if their bytes are.
struct NameTable<Value: Sendable>: Sendable {
  private(set) var entries: [(name: String, value: Value)] = []
  private var places: [Name: Int] = [:]
  private static var linearLimit: Int { 8 }

  init(_ entries: [(name: String, value: Value)]) {
    self.entries = entries
    guard entries.count > Self.linearLimit else { return }
    places.reserveCapacity(entries.count)
    for (place, entry) in entries.enumerated() { places[Name(text: entry.name)] = place }
  }

  var count: Int { entries.count }
  var names: [String] { entries.map(\.name) }

  subscript(name: String) -> Value? {
    guard entries.count > Self.linearLimit else {
      for entry in entries where entry.name.hasBytes(of: name) { return entry.value }
      return nil
    }
    return places[Name(text: name)].map { entries[$0].value }
  }
}

/// A string that hashes and compares by its bytes.
private struct Name: Hashable, Sendable {
  let text: String

  static func == (left: Name, right: Name) -> Bool { left.text.hasBytes(of: right.text) }

  func hash(into hasher: inout Hasher) { text.hashBytes(into: &hasher) }
}

extension String {
  /// Whether both consist of the same code points, which is equality in JSON.
  func hasBytes(of other: String) -> Bool {
    utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
  }

  func hashBytes(into hasher: inout Hasher) {
    let done: Void? = utf8.withContiguousStorageIfAvailable { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    if done == nil { for byte in utf8 { hasher.combine(byte) } }
  }
}

/// The candidate that was likely meant; names of one or two letters are near to
/// everything and give none.
func likelyName(for name: String, in candidates: [String]) -> String? {
  name.utf8.count > 2 ? nearestName(to: name, in: candidates) : nil
}
