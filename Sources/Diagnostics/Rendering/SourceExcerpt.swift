/// A source line as it can be shown, and the carets that mark a place in it.
struct SourceExcerpt {
  /// The line, cut around the place if it is long; controls are replaced.
  private(set) var text = ""
  /// What stands below the line up to the place: as wide, tabs kept.
  private(set) var padding = ""
  /// A caret, and a tilde for each further column.
  private(set) var marks = ""

  /// How many characters of a line are shown, and how many of them before the
  /// place.
  private static let width = 120
  private static let lead = 60

  /// A range that goes on in later lines is marked to the end of the line.
  init(line: String, start: Position, end: Position) {
    let scalars = line.unicodeScalars
    let count = scalars.count
    let from = min(max(start.column - 1, 0), count)
    let to = end.line > start.line ? count : min(max(end.column - 1, from), count)

    let first = count <= Self.width ? 0 : min(max(0, from - Self.lead), count - Self.width)
    let last = min(count, first + Self.width)
    if first > 0 {
      text = "…"
      padding = " "
    }
    var index = first
    var markWidth = 0
    for scalar in scalars.dropFirst(first).prefix(last - first) {
      let shown = scalar != "\t" && scalar.isControlOrFormat ? "\u{FFFD}" : scalar
      text.unicodeScalars.append(shown)
      if index < from {
        padding += scalar == "\t" ? "\t" : String(repeating: " ", count: shown.columns)
      } else if index < to {
        markWidth += shown.columns
      }
      index += 1
    }
    if last < count { text += "…" }
    marks = "^" + String(repeating: "~", count: max(0, markWidth - 1))
  }
}

extension Unicode.Scalar {
  /// How many columns of a terminal it takes (Unicode Standard Annex #11).
  fileprivate var columns: Int {
    guard value >= 0x300 else { return 1 }
    switch value {
    case 0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x25FD...0x25FE, 0x2614...0x2615,
      0x2648...0x2653, 0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5, 0x2705, 0x270A...0x270B, 0x2728, 0x274C,
      0x274E, 0x2753...0x2755, 0x2757, 0x2795...0x2797, 0x2B1B...0x2B1C, 0x2B50, 0x2B55, 0x2E80...0x303E,
      0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60,
      0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF, 0x1F004, 0x1F0CF, 0x1F18E, 0x1F191...0x1F19A,
      0x1F200...0x1F320, 0x1F32D...0x1F64F, 0x1F680...0x1F6FC, 0x1F7E0...0x1F7EB, 0x1F90C...0x1F9FF,
      0x1FA70...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: break
    }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: return 1
    }
  }
}
