/// Which properties and items of one value were evaluated (Core 2020-12 §11).
struct Evaluated {
  /// Whether anybody will ask; otherwise nothing is kept.
  private(set) var isTracked = false
  private var properties: [Bool] = []
  private var items: [Bool] = []

  init(isTracked: Bool = false) { self.isTracked = isTracked }

  func hasProperty(_ place: Int) -> Bool { place < properties.count && properties[place] }
  func hasItem(_ place: Int) -> Bool { place < items.count && items[place] }

  mutating func insertProperty(_ place: Int) { if isTracked { Self.set(place, in: &properties) } }
  mutating func insertItem(_ place: Int) { if isTracked { Self.set(place, in: &items) } }

  mutating func formUnion(_ other: Evaluated) {
    for (place, isSet) in other.properties.enumerated() where isSet { Self.set(place, in: &properties) }
    for (place, isSet) in other.items.enumerated() where isSet { Self.set(place, in: &items) }
  }

  private static func set(_ place: Int, in places: inout [Bool]) {
    if place >= places.count { places.append(contentsOf: repeatElement(false, count: place + 1 - places.count)) }
    places[place] = true
  }
}
