/// The difference of two texts in the unified format, with three lines of
/// context.
struct UnifiedDiff {
  let name: String
  /// Nil if there is no such file.
  let old: String?
  let new: String?

  private enum Line { case same(Substring), gone(Substring), added(Substring) }

  var text: String {
    let before = Self.lines(old ?? ""), after = Self.lines(new ?? "")
    let changed = self.changed(before, after)
    guard changed.contains(where: { if case .same = $0 { false } else { true } }) || old == nil || new == nil else {
      return ""
    }
    var text = "--- \(old == nil ? "/dev/null" : "a/" + name)\n+++ \(new == nil ? "/dev/null" : "b/" + name)\n"
    for hunk in hunks(changed) { text += header(hunk, changed) + body(changed[hunk]) }
    return text
  }

  private static func lines(_ text: String) -> [Substring] {
    // By scalars: CRLF is one character.
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { Substring($0) }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  private func changed(_ before: [Substring], _ after: [Substring]) -> [Line] {
    let difference = after.difference(from: before)
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var lines: [Line] = []
    var (i, j) = (0, 0)
    while i < before.count || j < after.count {
      if i < before.count, removed.contains(i) {
        lines.append(.gone(before[i]))
        i += 1
      } else if j < after.count, inserted.contains(j) {
        lines.append(.added(after[j]))
        j += 1
      } else {
        lines.append(.same(before[i]))
        i += 1
        j += 1
      }
    }
    return lines
  }

  private func hunks(_ lines: [Line]) -> [Range<Int>] {
    var hunks: [Range<Int>] = []
    for (place, line) in lines.enumerated() {
      if case .same = line { continue }
      let range = max(0, place - 3)..<min(lines.count, place + 4)
      if let last = hunks.last, last.upperBound >= range.lowerBound {
        hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
      } else {
        hunks.append(range)
      }
    }
    return hunks
  }

  private func header(_ hunk: Range<Int>, _ lines: [Line]) -> String {
    func count(_ lines: ArraySlice<Line>) -> (old: Int, new: Int) {
      lines.reduce(into: (0, 0)) { count, line in
        if case .added = line {} else { count.0 += 1 }
        if case .gone = line {} else { count.1 += 1 }
      }
    }
    let before = count(lines[..<hunk.lowerBound]), inside = count(lines[hunk])
    func part(_ start: Int, _ length: Int) -> String { "\(length == 0 ? start : start + 1),\(length)" }
    return "@@ -\(part(before.old, inside.old)) +\(part(before.new, inside.new)) @@\n"
  }

  private func body(_ lines: ArraySlice<Line>) -> String {
    lines.map { line in
      switch line {
      case .same(let text): " \(text)\n"
      case .gone(let text): "-\(text)\n"
      case .added(let text): "+\(text)\n"
      }
    }.joined()
  }
}
