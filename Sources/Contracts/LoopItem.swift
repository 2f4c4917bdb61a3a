public import Documents
import Platform

/// One element of the list that a loop goes through, as its target names it.
public struct LoopItem: Sendable, Hashable {
  /// What stands for `{index}`: the place in the list, starting at 0.
  public let index: String
  /// What stands for `{item}`: the element's text or its `id` or `name`,
  /// reduced to `[A-Za-z0-9_-]{1,64}`, else the index.
  public let name: String

  /// Any item: `*` stands for what tells it from the others.
  public static let any = LoopItem(index: "*", name: "*")

  /// Whether the index alone tells the items of this target apart.
  static func goesByIndex(_ template: String) -> Bool {
    LoopItem(index: "0", name: "a").target(template) == LoopItem(index: "0", name: "b").target(template)
  }

  private init(index: String, name: String) {
    self.index = index
    self.name = name
  }

  /// The items of a list. No two have the same name: what would be the same
  /// gets the index behind it, since the documents must not replace each other.
  public static func all(of list: [Node]) -> [LoopItem] {
    let reduced = list.map(Self.reduced)
    var counts: [String: Int] = [:]
    for name in reduced { counts[name, default: 0] += 1 }
    var used: Set<String> = []
    return reduced.enumerated().map { index, plain in
      var name = plain.isEmpty ? String(index) : counts[plain] == 1 ? plain : "\(plain)-\(index)"
      while !used.insert(name).inserted { name += "-\(index)" }
      return LoopItem(index: String(index), name: name)
    }
  }

  private static func reduced(_ value: Node) -> String {
    let names = [value, value["id"] ?? .null, value["name"] ?? .null]
    let text = names.lazy.compactMap { $0.string ?? $0.number?.description }.first ?? ""
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      let isPlain =
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "_")
        || byte == UInt8(ascii: "-")
      if isPlain { bytes.append(byte) } else if bytes.last != UInt8(ascii: "-") { bytes.append(UInt8(ascii: "-")) }
    }
    let trimmed = bytes.drop { $0 == UInt8(ascii: "-") }.prefix(64)
    let end = trimmed.lastIndex { $0 != UInt8(ascii: "-") }.map { $0 + 1 } ?? trimmed.startIndex
    return String(decoding: trimmed[..<end], as: UTF8.self)
  }

  /// The target of this item: `{item}` and `{index}` replaced, or, if neither
  /// is there, `-<index>` before the extension.
  public func target(_ template: String) -> String {
    let (text, isNamed) = replacing(template)
    guard !isNamed else { return text }
    let end = Path.fileExtension(template)
    guard !end.isEmpty else { return template + "-" + index }
    return String(template.dropLast(end.count + 1)) + "-" + index + "." + end
  }

  private func replacing(_ template: String) -> (text: String, isNamed: Bool) {
    var bytes = Array(template.utf8)[...]
    var result: [UInt8] = []
    var isNamed = false
    while let byte = bytes.first {
      // `${item}` is a variable of the environment.
      if result.last != UInt8(ascii: "$"), let (word, value) = placeholder(at: bytes) {
        result += value.utf8
        bytes = bytes.dropFirst(word.utf8.count)
        isNamed = true
      } else {
        result.append(byte)
        bytes = bytes.dropFirst()
      }
    }
    return (String(decoding: result, as: UTF8.self), isNamed)
  }

  private func placeholder(at bytes: ArraySlice<UInt8>) -> (word: String, value: String)? {
    [("{item}", name), ("{index}", index)].first { bytes.starts(with: $0.0.utf8) }
  }
}
