import Documents

// MARK: - Which item a call is for

extension RunState {
  /// The pending item that a call of the node is given: the one that its
  /// prompt names and no other, else the first. nil for a node without a loop
  /// or without pending items.
  public func item(of name: String, for prompt: String) -> Int? {
    guard let node = nodes[name], node.isLoop else { return nil }
    let names = node.pendingItems.compactMap { index in node.items[index].name.map { (index: index, name: $0) } }
    return ItemNames(names).onlyOne(in: prompt) ?? node.pendingItems.first
  }
}

extension ItemState {
  /// What a prompt can call it by: its text, or its `id` or `name`.
  var name: String? {
    guard let value else { return nil }
    let names = [value, value["id"] ?? .null, value["name"] ?? .null]
    return names.lazy.compactMap { $0.string ?? $0.number?.description }.first { !$0.isEmpty }
  }
}

/// The names of items, looked for in a text.
private struct ItemNames {
  private struct Name {
    let index: Int
    let bytes: [UInt8]
  }

  /// By their first bytes, the longest first: `a.tsx` names no item `a.ts`.
  private var names: [UInt8: [Name]] = [:]

  init(_ names: [(index: Int, name: String)]) {
    for (index, name) in names {
      let bytes = Array(name.utf8)
      if let first = bytes.first { self.names[first, default: []].append(Name(index: index, bytes: bytes)) }
    }
    for first in self.names.keys { self.names[first]?.sort { $0.bytes.count > $1.bytes.count } }
  }

  /// The only item that the text names as a word of its own; nil if there is
  /// none or more than one.
  func onlyOne(in text: String) -> Int? {
    let bytes = Array(text.utf8)
    var found: Set<Int> = []
    var place = 0
    while place < bytes.count {
      if let (length, indices) = name(in: bytes, at: place) {
        found.formUnion(indices)
        if found.count > 1 { return nil }
        place += length
      } else {
        place += 1
      }
    }
    return found.first
  }

  /// The items of the longest name that stands there; equal names tell nothing.
  private func name(in text: [UInt8], at place: Int) -> (length: Int, indices: [Int])? {
    // Both may be long: inside of a word nothing is looked for.
    if place > 0, isWord(text[place - 1]), isWord(text[place]) { return nil }
    guard let names = names[text[place]], let name = names.first(where: { stands($0.bytes, in: text, at: place) })
    else { return nil }
    return (name.bytes.count, names.filter { $0.bytes == name.bytes }.map(\.index))
  }

  private func stands(_ name: [UInt8], in text: [UInt8], at place: Int) -> Bool {
    guard place + name.count <= text.count, text[place..<(place + name.count)].elementsEqual(name) else { return false }
    let before = place > 0 ? text[place - 1] : 0
    let after = place + name.count < text.count ? text[place + name.count] : 0
    return !(isWord(before) && isWord(name[0])) && !(isWord(after) && isWord(name[name.count - 1]))
  }

  private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}
