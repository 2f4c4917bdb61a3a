import Documents
import Platform
import Runs

/// A definition as a checkpoint or a definition's cache holds it. Of its files
/// no text is made before somebody asks: a large workflow has thousands, of
/// which a hook needs a few.
struct PackedDefinition {
  /// Where a text stands in the bytes.
  fileprivate struct Place {
    let start, end: UInt32

    init?(_ range: Range<Int>?) {
      guard let range, let start = UInt32(exactly: range.lowerBound), let end = UInt32(exactly: range.upperBound) else {
        return nil
      }
      self.start = start
      self.end = end
    }

    var range: Range<Int> { Int(start)..<Int(end) }
  }

  fileprivate struct File {
    let role, path, hash, state: Place
    let name, target: Place?

    /// What doesn't depend on where and when it was read.
    var whatItSays: Range<Int> { Int(role.start)..<Int(hash.end) }
  }

  private let bytes: Unpacker
  private let places: [File]

  /// nil for a definition that isn't packed.
  init?(_ stored: StoredDefinition) {
    guard let unpacker = stored.unpacker else { return nil }
    bytes = unpacker
    places = unpacker.filePlaces()
  }

  /// The text of `flow.yaml`; nil for a workflow without a flow.
  var flowText: String? {
    var unpacker = bytes
    guard unpacker.integer() == Packer.Kind.object.rawValue else { return nil }
    for _ in 0..<unpacker.count() {
      if unpacker.text() == "flow" { return unpacker.textNode() }
      _ = unpacker.node()
    }
    return nil
  }

  /// Those of the files, relative to the project.
  var paths: [String] { places.map { text($0.path) } }

  var files: [DefinitionSnapshot.File] { places.compactMap(decoded) }

  /// The path of the file that defines a name, relative to the project.
  func path(of role: DefinitionSnapshot.Role, name: String) -> String? {
    let name = Array(name.utf8)
    return places.first { file in
      guard let place = file.name, place.range.count == name.count else { return false }
      return bytes.withBytes(at: place.range) { $0.elementsEqual(name) } && text(file.role) == role.rawValue
    }.map { text($0.path) }
  }

  /// The agents whose targets are wanted, by the bytes of their paths.
  func targets(where isWanted: (UnsafeRawBufferPointer) -> Bool) -> [(agent: String, target: String)] {
    places.compactMap { file in
      guard let target = file.target, let name = file.name, bytes.withBytes(at: target.range, isWanted) else {
        return nil
      }
      return (text(name), text(target))
    }
  }

  /// The files whose stamps aren't those that their paths have now.
  func staleFiles(_ stamp: (_ path: UnsafeRawBufferPointer) -> UInt64?) -> [DefinitionSnapshot.File] {
    places.compactMap { file in
      let now = bytes.withBytes(at: file.path.range, stamp)
      let isSame = now != nil && now == bytes.withBytes(at: file.state.range, XXH64.value(hex:))
      return isSame ? nil : decoded(file)
    }
  }

  /// Whether another one has the same files, in the same order, each saying
  /// the same.
  func saysTheSame(as other: PackedDefinition) -> Bool {
    places.count == other.places.count
      && places.indices.allSatisfy { index in
        let own = PackedBytes(bytes.bytes, places[index].whatItSays)
        return own.isEqual(to: PackedBytes(other.bytes.bytes, other.places[index].whatItSays))
      }
  }

  private func text(_ place: Place) -> String { bytes.text(at: place.range) }

  private func decoded(_ file: File) -> DefinitionSnapshot.File? {
    DefinitionSnapshot.Role(rawValue: text(file.role)).map { role in
      DefinitionSnapshot.File(
        role: role, name: file.name.map(text), path: text(file.path), hash: text(file.hash),
        target: file.target.map(text), state: text(file.state))
    }
  }
}

extension Unpacker {
  /// Where the values of each file stand, in their order.
  fileprivate func filePlaces() -> [PackedDefinition.File] {
    var unpacker = self
    guard unpacker.integer() == Packer.Kind.object.rawValue else { return [] }
    for _ in 0..<unpacker.count() {
      guard unpacker.text() == "files" else {
        _ = unpacker.node()
        continue
      }
      guard unpacker.integer() == Packer.Kind.array.rawValue else { return [] }
      let count = unpacker.count()
      var files: [PackedDefinition.File] = []
      files.reserveCapacity(Self.room(for: count))
      for _ in 0..<count {
        guard unpacker.integer() == Packer.Kind.array.rawValue, unpacker.count() == 6 else { return files }
        if let file = unpacker.filePlace() { files.append(file) }
      }
      return files
    }
    return []
  }

  private mutating func filePlace() -> PackedDefinition.File? {
    let (role, name, path) = (textNodePlace(), textNodePlace(), textNodePlace())
    let (hash, state, target) = (textNodePlace(), textNodePlace(), textNodePlace())
    guard let role = PackedDefinition.Place(role), let path = PackedDefinition.Place(path),
      let hash = PackedDefinition.Place(hash), let state = PackedDefinition.Place(state)
    else { return nil }
    return PackedDefinition.File(
      role: role, path: path, hash: hash, state: state, name: PackedDefinition.Place(name),
      target: PackedDefinition.Place(target))
  }
}

// Here and not beside the others, since generic code of another module isn't
// specialized.
extension Unpacker {
  /// The bytes of a text that `textPlace` has given.
  fileprivate func withBytes<Value>(at place: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Value) -> Value {
    bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[place])) }
  }
}
