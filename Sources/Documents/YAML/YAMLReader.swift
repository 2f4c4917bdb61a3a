public import Diagnostics

/// Reads one YAML document of the 1.2 core schema (YAML 1.2.2 §10.3) into a
/// located tree.
///
/// `yes`, `no`, `on`, `off`, dates and sexagesimals are strings, `<<` is a key
/// like any other. Keys are strings; a plain `1`, `true` or `null` as a key is
/// reported, and so are sequences and mappings as keys. A text that breaks the
/// grammar gives one diagnostic, at the first place where it does; duplicate
/// keys, unknown tags and values without a JSON form are reported all.
///
/// An empty stream is `null`; a second document is an error.
public struct YAMLReader: Sendable {
  /// What a text may cost.
  public struct Limits: Sendable {
    public var maximumBytes: Int
    /// Nodes of the document, each alias counted with all that it stands for.
    /// Only aliases can break this limit; what is written out is bounded by
    /// `maximumBytes`.
    public var maximumNodes: Int

    public init(maximumBytes: Int = 8 << 20, maximumNodes: Int = 100_000) {
      self.maximumBytes = maximumBytes
      self.maximumNodes = maximumNodes
    }
  }

  public var file: String
  /// The place of the text's first character in the file.
  public var origin: Position
  public var limits: Limits

  static let depthLimit = 512

  public init(file: String, origin: Position = .start, limits: Limits = Limits()) {
    self.file = file
    self.origin = origin
    self.limits = limits
  }

  public func read(_ text: [UInt8]) -> Reading<Node> { text.withUnsafeBufferPointer { read($0) } }

  func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Reading<Node> {
    let reading = read(bytes, documentLimit: 1)
    guard let documents = reading.value else { return Reading(nil, reading.diagnostics) }
    return Reading(documents.first ?? Node(.null, range: TextRange(at: origin)), reading.diagnostics)
  }

  /// Reads a stream of any number of documents.
  package func readStream(_ text: [UInt8]) -> Reading<[Node]> {
    text.withUnsafeBufferPointer { read($0, documentLimit: Int.max) }
  }

  private func read(_ bytes: UnsafeBufferPointer<UInt8>, documentLimit: Int) -> Reading<[Node]> {
    var composer = YAMLComposer(file: file, limits: limits, documentLimit: documentLimit)
    do throws(YAMLStop) {
      let text = try YAMLText(bytes, file: file, origin: origin, maximumBytes: limits.maximumBytes)
      let documents = try composer.compose(text)
      return Reading(documents, composer.diagnostics)
    } catch {
      return Reading(nil, composer.diagnostics + [error.diagnostic])
    }
  }
}

/// What ends the reading of a YAML text; there is no going on behind it.
struct YAMLStop: Error {
  var diagnostic: Diagnostic
}
