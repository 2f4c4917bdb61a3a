public import Diagnostics

/// A text that stands inside a file, with the place of each of its bytes in
/// that file.
///
/// The flow and the conditions are scalars of a YAML file: lines may be
/// indented, folded or escaped there, so that a column in the scalar is not
/// the column that the user sees.
public struct LocatedText: Sendable {
  /// A stretch of the text that stands in the file as it is, up to the next
  /// segment; a line feed in it leads to column 1 of the next line.
  struct Segment: Sendable, Equatable {
    var offset: Int
    var position: Position
  }

  public let bytes: [UInt8]
  /// In order of their offsets; the first begins at 0.
  let segments: [Segment]

  /// A text that stands in its file as it is, from `position` on.
  public init(_ bytes: [UInt8], at position: Position = .start) {
    self.init(bytes, segments: [Segment(offset: 0, position: position)])
  }

  /// A text of the file's own characters, from `position` on.
  public init(_ text: String, at position: Position = .start) {
    self.init(Array(text.utf8), at: position)
  }

  init(_ bytes: [UInt8], segments: [Segment]) {
    self.bytes = bytes
    self.segments = segments
  }
}

/// A place in a located text that moves forward byte by byte.
struct LocatedCursor {
  private let text: LocatedText
  private(set) var offset = 0
  private(set) var position: Position
  private var nextSegment = 1

  init(_ text: LocatedText) {
    self.text = text
    position = text.segments.first?.position ?? .start
  }

  var isAtEnd: Bool { offset >= text.bytes.count }
  /// The byte at the cursor, 0 behind the end.
  var byte: UInt8 { peek(0) }

  func peek(_ distance: Int) -> UInt8 {
    let place = offset + distance
    return place >= 0 && place < text.bytes.count ? text.bytes[place] : 0
  }

  func text(from start: Int) -> String { String(decoding: text.bytes[start..<offset], as: UTF8.self) }

  mutating func advance() {
    guard offset < text.bytes.count else { return }
    let byte = text.bytes[offset]
    offset += 1
    if byte == UInt8(ascii: "\n") {
      position = Position(line: position.line + 1, column: 1)
    } else if offset == text.bytes.count || text.bytes[offset] & 0xC0 != 0x80 {
      // Columns count scalars: only a scalar's last byte moves on.
      position.column += 1
    }
    while nextSegment < text.segments.count, text.segments[nextSegment].offset <= offset {
      position = text.segments[nextSegment].position
      nextSegment += 1
    }
  }
}
