import Documents

/// A node's record as it is, or as a checkpoint holds it until somebody asks:
/// of a thousand nodes that are done a hook asks for a few.
struct KeptRecord: Sendable {
  /// The record, if it is at hand; in memory of its own, so that a node is
  /// small.
  private var known = [NodeRecord()]
  private var packed: PackedRecord?

  init() {}

  init(_ packed: PackedRecord) {
    known = []
    self.packed = packed
  }

  var value: NodeRecord {
    _read {
      if let packed { yield packed.record ?? NodeRecord() } else { yield known[0] }
    }
    _modify {
      decode()
      yield &known[0]
    }
  }

  /// Decodes it for good; false if it is none.
  @discardableResult
  mutating func decode() -> Bool {
    guard let packed else { return true }
    let record = packed.record
    known = [record ?? NodeRecord()]
    self.packed = nil
    return record != nil
  }

  /// Whether it is that of a node that was settled when it was restored, with
  /// no document that waits for anything, and hasn't changed since.
  var isQuiet: Bool { packed != nil }

  /// Its bytes, if nothing has changed since it was restored.
  var bytes: PackedBytes? { packed?.bytes }

  func standsLike(_ other: KeptRecord) -> Bool {
    if let packed, let other = other.packed, packed.isSame(as: other) { return true }
    return value.standsLike(other.value)
  }

  func stands(at target: String) -> Bool {
    if let packed, !packed.mentions(target) { return false }
    return value.stands(at: target)
  }
}
