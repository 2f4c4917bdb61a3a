import Diagnostics

/// Finds the document in what a model wrote.
///
/// In this order: the text begins with `---`; it begins with a code fence that
/// holds a document; a `---` outside of fences begins a YAML mapping; a later
/// fence holds a document. If nothing reads as a mapping, what looks like one
/// is taken, so that its mistakes are reported.
struct FrontmatterSearch {
  /// Lines of a document, starting at 0.
  struct Place {
    /// The `---` that opens the frontmatter.
    var open: Int
    /// The line that closes it.
    var close: Int
    /// The first line of what is below it.
    var body: Int
    /// The line behind the document's last one.
    var end: Int

    /// A document whose body begins right behind the frontmatter, unless it
    /// is said to begin elsewhere.
    init(open: Int, close: Int, body: Int? = nil, end: Int) {
      (self.open, self.close, self.body, self.end) = (open, close, body ?? close + 1, end)
    }
  }

  enum Result {
    case absent
    /// The text begins with `---`, on this line, that nothing closes.
    case unclosed(Int)
    case found(Place)
  }

  /// How many blocks in prose are read before the search gives up; no one
  /// writes as many rules before a document.
  private static let candidateLimit = 1_000

  private let lines: DocumentLines
  /// For each line the next one that closes frontmatter, itself included.
  private let nextClosing: [Int?]

  init(_ lines: DocumentLines) {
    self.lines = lines
    var next: Int?
    var all = [Int?](repeating: nil, count: lines.count + 1)
    for line in (0..<lines.count).reversed() {
      if lines.isClosing(line) { next = line }
      all[line] = next
    }
    nextClosing = all
  }

  var result: Result {
    guard let first = lines.nonBlank(from: 0) else { return .absent }
    if lines.isOpening(first) {
      guard let close = nextClosing[first + 1] else { return .unclosed(first) }
      return .found(Place(open: first, close: close, end: lines.count))
    }
    if let open = documentLine(behindFence: first) {
      guard let close = nextClosing[open + 1] else { return .unclosed(open) }
      return .found(fenced(open: open, close: close, fenceLine: first))
    }
    return searchProse(from: first)
  }

  /// Looks through prose: what reads as a mapping comes before what only looks
  /// like one, and what stands free before what stands in a fence.
  private func searchProse(from first: Int) -> Result {
    var likely: Place?
    var fenced: Fenced?
    var candidates = 0
    var line = first
    while line < lines.count, candidates < Self.candidateLimit {
      if lines.isOpening(line), let close = nextClosing[line + 1] {
        candidates += 1
        let place = Place(open: line, close: close, end: lines.count)
        if isMapping(place) { return .found(place) }
        if likely == nil, looksLikeMapping(place) { likely = place }
      } else if let fence = lines.fence(line) {
        if let open = documentLine(behindFence: line), let close = nextClosing[open + 1] {
          candidates += 1
          let isMapping = isMapping(Place(open: open, close: close, end: close + 1))
          if fenced == nil || isMapping && fenced?.isMapping == false {
            fenced = Fenced(line: line, open: open, close: close, isMapping: isMapping)
          }
          line = endOfFence(fence, from: close + 1, last: false) ?? lines.count
        } else {
          line = (line + 1..<lines.count).first { lines.fence($0)?.closes(fence) ?? false } ?? lines.count
        }
      }
      line += 1
    }
    if let likely, fenced?.isMapping != true { return .found(likely) }
    guard let fenced else { return .absent }
    return .found(self.fenced(open: fenced.open, close: fenced.close, fenceLine: fenced.line))
  }

  /// A document in a fence whose end is not known yet.
  private struct Fenced {
    var line: Int
    var open: Int
    var close: Int
    var isMapping: Bool
  }

  /// The `---` that is the first thing behind a fence, if the line is a fence
  /// and there is one.
  private func documentLine(behindFence line: Int) -> Int? {
    guard lines.fence(line) != nil, let next = lines.nonBlank(from: line + 1), lines.isOpening(next) else { return nil }
    return next
  }

  private func fenced(open: Int, close: Int, fenceLine: Int) -> Place {
    guard let fence = lines.fence(fenceLine), let end = endOfFence(fence, from: close + 1, last: true) else {
      return Place(open: open, close: close, end: lines.count)
    }
    if let next = lines.nonBlank(from: close + 1), lines.fence(next)?.closes(fence) == true,
      next == end || lines.isYAML(fenceLine), lines.nonBlank(from: next + 1) != nil
    {
      // The fence holds the frontmatter alone; the body follows outside.
      return Place(open: open, close: close, body: next + 1, end: lines.count)
    }
    return Place(open: open, close: close, end: end)
  }

  /// The line that closes a fence around a document: the last, or the first,
  /// that can do so with all fences inside closed.
  ///
  /// Models put code blocks inside without lengthening the fence around them
  /// (CommonMark §4.5 would end it at the first). A fence with an info string
  /// surely opens a block; a bare one may close ours or open a block.
  private func endOfFence(_ outer: DocumentLines.Fence, from start: Int, last: Bool) -> Int? {
    var result: Int?
    var inner: DocumentLines.Fence?
    for line in start..<max(start, lines.count) {
      guard let fence = lines.fence(line), fence.character == outer.character, fence.length >= outer.length else {
        continue
      }
      if let opener = inner {
        if fence.closes(opener) { inner = nil }
        continue
      }
      if fence.isBare {
        result = line
        if !last { return line }
      }
      inner = fence
    }
    return result
  }

  private func isMapping(_ place: Place) -> Bool {
    // Most blocks between two rules are prose; this keeps libyaml out of them.
    let bytes = lines.bytes(from: place.open + 1, to: place.close)
    guard bytes.contains(UInt8(ascii: ":")) else { return false }
    let reader = YAMLReader(file: "", limits: DocumentReader.limits)
    return reader.read(bytes).value?.object != nil
  }

  private func looksLikeMapping(_ place: Place) -> Bool {
    guard let line = lines.nonBlank(from: place.open + 1), line < place.close else { return false }
    return lines.beginsWithKey(line)
  }
}
