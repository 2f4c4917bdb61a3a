import Documents

/// Events that a state remembers: lines of the journal, and behind them those
/// that came since it was restored.
struct PastEvents: Sendable {
  /// The numbers of all of them.
  private(set) var lines: PackedWords
  private let text: JournalText?
  private var recent: [PastEvent] = []

  init() {
    lines = PackedWords()
    text = nil
  }

  init(lines: PackedWords, of text: JournalText) {
    self.lines = lines
    self.text = text
  }

  var count: Int { lines.count }

  var all: [PastEvent] {
    guard let text else { return recent }
    return lines.dropLast(recent.count).map { .line($0, text) } + recent
  }

  mutating func append(_ event: RunEvent) {
    lines.append(event.sequence)
    recent.append(.known(event))
  }

  /// The same with each event decoded.
  var recalled: PastEvents {
    var copy = self
    copy.recent = all.map(\.recalled)
    return copy
  }
}
