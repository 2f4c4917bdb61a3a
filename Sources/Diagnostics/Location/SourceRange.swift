/// A place in a text: line and column, both starting at 1.
///
/// Columns count Unicode scalars, as editors and libyaml do.
public struct Position: Hashable, Sendable, Comparable, CustomStringConvertible {
  public var line: Int
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public static let start = Position(line: 1, column: 1)

  public static func < (left: Position, right: Position) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }

  public var description: String { "\(line):\(column)" }
}

/// A stretch of a text; `end` is the position behind its last character.
public struct TextRange: Hashable, Sendable {
  public var start: Position
  public var end: Position

  public init(_ start: Position, _ end: Position) {
    self.start = start
    self.end = end
  }

  /// An empty range, for a place where something is missing.
  public init(at position: Position) {
    start = position
    end = position
  }

  public func `in`(_ file: String) -> SourceRange { SourceRange(file: file, start: start, end: end) }
}

/// A stretch of a named file.
public struct SourceRange: Hashable, Sendable, CustomStringConvertible {
  /// The file as the user would name it: relative to the project where it
  /// lies inside.
  public var file: String
  public var start: Position
  public var end: Position

  public init(file: String, start: Position, end: Position) {
    self.file = file
    self.start = start
    self.end = end
  }

  /// The form that compilers print and editors jump to: `file:line:column`.
  public var description: String { "\(file):\(start)" }
}
