internal import Diagnostics
internal import Documents

/// Values by name; names are equal if their bytes are.
struct NameTable<Value: Sendable>: Sendable {
  private(set) var entries: [(name: String, value: Value)] = []
  private var places: [Name: Int] = [:]
  /// Up to here a search is cheaper than the first dictionary of a process,
  /// which costs about 100,000 instructions.
  private static var linearLimit: Int { 32 }

  init(_ entries: [(name: String, value: Value)] = []) {
    self.entries = entries
    if entries.count > Self.linearLimit { fillPlaces() }
  }

  var count: Int { entries.count }
  var names: [String] { entries.map(\.name) }

  subscript(name: String) -> Value? { place(of: name).map { entries[$0].value } }

  mutating func set(_ name: String, _ value: Value) {
    if let place = place(of: name) {
      entries[place].value = value
      return
    }
    entries.append((name, value))
    if entries.count == Self.linearLimit + 1 {
      fillPlaces()
    } else if entries.count > Self.linearLimit {
      places[Name(text: name)] = entries.count - 1
    }
  }

  private mutating func fillPlaces() {
    places.reserveCapacity(entries.count)
    for (place, entry) in entries.enumerated() { places[Name(text: entry.name)] = place }
  }

  private func place(of name: String) -> Int? {
    if entries.count > Self.linearLimit { return places[Name(text: name)] }
    for place in entries.indices where entries[place].name.hasSameScalars(as: name) { return place }
    return nil
  }
}

/// A string that hashes and compares by its bytes.
private struct Name: Hashable, Sendable {
  let text: String

  static func == (left: Name, right: Name) -> Bool { left.text.hasSameScalars(as: right.text) }

  func hash(into hasher: inout Hasher) {
    text.hashScalars(into: &hasher)
  }
}

/// The candidate that was likely meant; names of one or two letters are near to
/// everything and give none.
func likelyName(for name: String, in candidates: [String]) -> String? {
  name.utf8.count > 2 ? nearestName(to: name, in: candidates) : nil
}
