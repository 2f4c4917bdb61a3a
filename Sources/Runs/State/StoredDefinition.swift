package import Documents

/// The files that define a workflow, as a run's journal holds them.
///
/// Each hook asks for them, and a large workflow has thousands: so what comes
/// from a checkpoint stays packed until somebody takes from it what he needs.
public struct StoredDefinition: Sendable {
  private enum Form {
    case node(Node)
    case packed(PackedBytes)
  }

  private let form: Form

  package init(_ node: Node) { form = .node(node) }

  package init(packed: PackedBytes) { form = .packed(packed) }

  package var node: Node {
    switch form {
    case .node(let node): return node
    case .packed(let bytes):
      var unpacker = Unpacker(bytes)
      return unpacker.node()
    }
  }

  /// The definition as `Packer` writes a node.
  package var packed: PackedBytes {
    switch form {
    case .node(let node):
      var packer = Packer()
      packer.add(node)
      return PackedBytes(packer.bytes)
    case .packed(let bytes): return bytes
    }
  }

  /// The definition with more files behind its own.
  func adding(_ files: [Node]) -> StoredDefinition {
    var object = node.object ?? Object()
    object.set("files", .array((object["files"]?.array ?? []) + files))
    return StoredDefinition(Node(.object(object)))
  }

  /// What takes the packed definition apart; nil if it is none.
  package var unpacker: Unpacker? {
    switch form {
    case .node: nil
    case .packed(let bytes): Unpacker(bytes)
    }
  }
}
