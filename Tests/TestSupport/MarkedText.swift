public import Diagnostics

/// A text with places named by markers such as `1️⃣`, so that no test counts
/// columns.
///
/// The markers are no part of the text: `text` is without them and
/// `positions` says where they stood. A marker is a digit and the two scalars
/// that make an emoji of it.
public struct MarkedText: Sendable {
  public let text: String
  public let positions: [Character: Position]

  public init(_ marked: String) {
    let scalars = Array(marked.unicodeScalars)
    var text = String.UnicodeScalarView()
    var positions: [Character: Position] = [:]
    var position = Position.start
    var index = 0
    while index < scalars.count {
      if index + 2 < scalars.count, scalars[index + 1] == "\u{FE0F}", scalars[index + 2] == "\u{20E3}" {
        positions[Character(scalars[index])] = position
        index += 3
        continue
      }
      let scalar = scalars[index]
      text.append(scalar)
      index += 1
      // A carriage return breaks the line unless a line feed follows.
      let breaks = scalar == "\n" || scalar == "\r" && !(index < scalars.count && scalars[index] == "\n")
      position =
        breaks
        ? Position(line: position.line + 1, column: 1) : Position(line: position.line, column: position.column + 1)
    }
    self.text = String(text)
    self.positions = positions
  }

  public var bytes: [UInt8] { Array(text.utf8) }

  /// Where the marker of this digit stood; 0:0, which no text has, if there is
  /// no such marker.
  public subscript(marker: Character) -> Position { positions[marker] ?? Position(line: 0, column: 0) }

  /// The range between two markers.
  public subscript(start: Character, end: Character) -> TextRange { TextRange(self[start], self[end]) }
}
