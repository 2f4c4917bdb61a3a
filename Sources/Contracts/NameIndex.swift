import Documents
import Platform

/// Definition files, each read once, found by the name that they define
/// without parsing the others.
///
/// A file whose name can't be told from one plain line `name: …` is a
/// candidate for every name; whoever asks parses it and sees.
struct NameIndex {
  struct File {
    let path: String
    let text: [UInt8]
  }

  private(set) var files: [File] = []
  private var byName: [String: [Int]] = [:]
  private(set) var unsure: [Int] = []
  private var broken: [Int] = []
  private let ignoresCase: Bool

  /// `ofAgents`: the name stands in the frontmatter, and letter case is
  /// ignored, as the host does.
  init(_ files: [File], ofAgents: Bool) {
    self.files = files
    ignoresCase = ofAgents
    for (index, file) in files.enumerated() {
      if let name = Self.name(file.text, inFrontmatter: ofAgents) {
        byName[key(name), default: []].append(index)
      } else {
        unsure.append(index)
      }
    }
  }

  /// The files that may define the name, in the order of the files.
  func candidates(_ name: String) -> [Int] { ((byName[key(name)] ?? []) + broken + unsure).sorted() }

  /// Enters the names of the unsure files, which were parsed: nil is one that
  /// can't be. From then on each is a candidate for its own name alone.
  mutating func resolve(_ names: [(index: Int, name: String?)]) {
    for (index, name) in names {
      if let name { byName[key(name), default: []].append(index) } else { broken.append(index) }
    }
    unsure = []
  }

  private func key(_ name: String) -> String {
    ignoresCase ? String(decoding: Project.lowercased(name), as: UTF8.self) : name
  }

  /// The value of the only line that begins with `name:`, if it is a scalar
  /// that stands for itself.
  static func name(_ text: [UInt8], inFrontmatter: Bool) -> String? {
    let text = inFrontmatter ? Project.frontmatter(text) : text[...]
    let key = Array("name:".utf8)
    var found: ArraySlice<UInt8>?
    var start = text.startIndex
    while start < text.endIndex {
      let end = text.firstPlace(of: 10, from: start) ?? text.endIndex
      let line = text[start..<end]
      if line.starts(with: key) {
        guard found == nil else { return nil }
        found = line.dropFirst(key.count)
        // A scalar may go on in the next line.
        if end + 1 < text.endIndex, text[end + 1] == 32 || text[end + 1] == 9 { return nil }
      }
      start = end + 1
    }
    return found.flatMap(plainScalar)
  }

  /// Letters, digits, `-`, `_` and `.`, in quotes or not, and nothing else.
  private static func plainScalar(_ value: ArraySlice<UInt8>) -> String? {
    var value = value
    while let first = value.first, first == 32 || first == 9 { value.removeFirst() }
    while let last = value.last, last == 32 || last == 9 || last == 13 { value.removeLast() }
    if let quote = value.first, quote == 34 || quote == 39, value.count > 2, value.last == quote {
      value = value.dropFirst().dropLast()
    }
    let isPlain = value.allSatisfy { byte in
      switch byte {
      case 48...57, 65...90, 97...122, 45, 46, 95: true
      default: false
      }
    }
    return isPlain && !value.isEmpty ? String(decoding: value, as: UTF8.self) : nil
  }
}
