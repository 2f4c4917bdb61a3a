import Documents
import Runs

/// A definition as a checkpoint holds it. Nothing is decoded before somebody
/// asks: a large workflow has thousands of files, of which a hook needs a few.
struct PackedDefinition {
  /// One file's values, by their places in the bytes.
  struct File {
    fileprivate let bytes: Unpacker
    fileprivate let role, path, hash, state: Range<Int>
    fileprivate let name, target: Range<Int>?

    /// Its path's bytes.
    func withPath<Value>(_ body: (UnsafeRawBufferPointer) -> Value) -> Value { bytes.withBytes(at: path, body) }

    /// The bytes of the hash of its stamp, in hexadecimal digits.
    func withState<Value>(_ body: (UnsafeRawBufferPointer) -> Value) -> Value { bytes.withBytes(at: state, body) }

    /// Its agent's target, if it has one and `isWanted` says so of its bytes.
    func target(where isWanted: (UnsafeRawBufferPointer) -> Bool) -> String? {
      target.flatMap { bytes.withBytes(at: $0, isWanted) ? bytes.text(at: $0) : nil }
    }

    /// Whether it defines the agent or contract of a name.
    func defines(_ role: DefinitionSnapshot.Role, _ name: [UInt8]) -> Bool {
      guard let place = self.name, place.count == name.count else { return false }
      return bytes.withBytes(at: place) { $0.elementsEqual(name) } && bytes.text(at: self.role) == role.rawValue
    }

    var decoded: DefinitionSnapshot.File? {
      DefinitionSnapshot.Role(rawValue: bytes.text(at: role)).map { role in
        DefinitionSnapshot.File(
          role: role, name: name.map(bytes.text), path: bytes.text(at: path), hash: bytes.text(at: hash),
          target: target.map(bytes.text), state: bytes.text(at: state))
      }
    }
  }

  private let bytes: Unpacker

  /// nil for a definition that isn't packed.
  init?(_ stored: StoredDefinition) {
    guard let unpacker = stored.unpacker else { return nil }
    bytes = unpacker
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

  /// Goes through the files in their order for as long as `body` says so.
  func eachFile(while body: (File) -> Bool) {
    var unpacker = bytes
    guard unpacker.integer() == Packer.Kind.object.rawValue else { return }
    for _ in 0..<unpacker.count() {
      guard unpacker.text() == "files" else {
        _ = unpacker.node()
        continue
      }
      guard unpacker.integer() == Packer.Kind.array.rawValue else { return }
      for _ in 0..<unpacker.count() {
        guard unpacker.integer() == Packer.Kind.array.rawValue, unpacker.count() == 6 else { return }
        if let file = file(&unpacker), !body(file) { return }
      }
      return
    }
  }

  private func file(_ unpacker: inout Unpacker) -> File? {
    let (role, name, path) = (unpacker.textNodePlace(), unpacker.textNodePlace(), unpacker.textNodePlace())
    let (hash, state, target) = (unpacker.textNodePlace(), unpacker.textNodePlace(), unpacker.textNodePlace())
    guard let role, let path, let hash, let state else { return nil }
    return File(bytes: bytes, role: role, path: path, hash: hash, state: state, name: name, target: target)
  }
}

extension Unpacker {
  /// The bytes of a text that `textPlace` has given.
  fileprivate func withBytes<Value>(at place: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Value) -> Value {
    bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[place])) }
  }
}
