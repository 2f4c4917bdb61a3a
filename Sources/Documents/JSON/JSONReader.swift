public import Diagnostics

/// Reads one JSON text (RFC 8259) into a located tree.
///
/// Numbers keep their exact value. A text that breaks the grammar gives one
/// diagnostic, at the first place where it does; duplicate keys are reported
/// all. Nesting is limited to 512 levels (RFC 8259 §9 leaves the limit to the
/// reader).
public struct JSONReader: Sendable {
  /// What becomes of a key that stands in one object twice; RFC 8259 §4 only
  /// says that keys should be unique.
  public enum DuplicateKeys: Sendable {
    /// It is reported; the first value stays.
    case error
    /// The last value stays, as in most programs that write JSON.
    case lastWins
  }

  public var file: String
  /// The place of the text's first character in the file.
  public var origin: Position
  public var duplicateKeys: DuplicateKeys
  /// The values of these members of the outermost object are not read: what
  /// stands there becomes a string.
  public var unreadKeys: [String]
  /// How many arrays and objects may stand inside each other.
  public var depthLimit: Int

  /// What documents, and all that people write, may have.
  public static let depthLimit = 512

  public init(
    file: String, origin: Position = .start, duplicateKeys: DuplicateKeys = .error,
    unreadKeys: [String] = [], depthLimit: Int = JSONReader.depthLimit
  ) {
    self.unreadKeys = unreadKeys
    self.depthLimit = depthLimit
    self.file = file
    self.origin = origin
    self.duplicateKeys = duplicateKeys
  }

  public func read(_ text: [UInt8]) -> Reading<Node> {
    text.withUnsafeBufferPointer { bytes in
      var parser = JSONParser(
        bytes, file: file, origin: origin, duplicateKeys: duplicateKeys, unreadKeys: unreadKeys, depthLimit: depthLimit)
      do throws(JSONParser.Stop) {
        let node = try parser.parseText()
        return Reading(node, parser.diagnostics)
      } catch {
        return Reading(nil, parser.diagnostics + [error.diagnostic])
      }
    }
  }
}
