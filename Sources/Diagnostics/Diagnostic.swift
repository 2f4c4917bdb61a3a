/// One thing that is wrong in a user's file or in a document, with its place.
///
/// The same value is printed by the hooks' reasons, by `check` and by every
/// other output form; only the renderers differ.
public struct Diagnostic: Hashable, Sendable {
  /// A stable, documented, searchable name such as `flow/unknown-agent`.
  public struct Code: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let rawValue: String
    public init(_ rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
    public var description: String { rawValue }
  }

  public enum Severity: String, Hashable, Sendable {
    case error, warning
  }

  /// A lower-case phrase without a final period: what was found and what was
  /// expected. The wording stands beside the check that says it, as a static
  /// function in an extension of this type.
  public struct Message: Hashable, Sendable, ExpressibleByStringInterpolation, CustomStringConvertible {
    public let text: String
    public init(_ text: String) { self.text = text }
    public init(stringLiteral value: String) { text = value }
    public var description: String { text }
    /// For people, where no markup is.
    public var plain: String { Diagnostics.plain(text) }
  }

  /// Something that explains the diagnostic: an earlier definition, the line
  /// of the schema that demands it, the nearest valid name.
  public struct Note: Hashable, Sendable {
    public var message: Message
    public var range: SourceRange?

    public init(_ message: Message, at range: SourceRange? = nil) {
      self.message = message
      self.range = range
    }
  }

  public var code: Code
  public var severity: Severity
  public var message: Message
  /// Where in a file; nil if the problem has no place in any file.
  public var range: SourceRange?
  /// Where inside the data, if there is data.
  public var pointer: JSONPointer?
  public var notes: [Note]

  public init(
    _ code: Code, _ message: Message, severity: Severity = .error, at range: SourceRange? = nil,
    pointer: JSONPointer? = nil, notes: [Note] = []
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.range = range
    self.pointer = pointer
    self.notes = notes
  }
}

extension Sequence where Element == Diagnostic {
  /// The diagnostics in order of file and place, each once.
  ///
  /// Diagnostics without a place come first; those of one place keep the
  /// order in which they were found.
  public func sortedByPlace() -> [Diagnostic] {
    let all = Array(self)
    if all.count < 2 { return all }
    var seen = Set<Diagnostic>()
    let unique = all.filter { seen.insert($0).inserted }
    return unique.enumerated().sorted { left, right in
      switch (left.element.range, right.element.range) {
      case (nil, nil): left.offset < right.offset
      case (nil, _?): true
      case (_?, nil): false
      case (let first?, let second?):
        first.start == second.start && first.file == second.file
          ? left.offset < right.offset : (first.file, first.start) < (second.file, second.start)
      }
    }
    .map(\.element)
  }

  /// Whether one of them is an error.
  ///
  /// Inlinable, for the generic code looks up associated types at run time,
  /// which costs the first call about 100,000 instructions.
  @inlinable
  public var hasErrors: Bool {
    for diagnostic in self where diagnostic.severity == .error { return true }
    return false
  }
}
