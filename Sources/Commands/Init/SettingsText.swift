import Diagnostics
import Documents

/// The text of a settings file with entries added or taken out, every other
/// character as it was.
struct SettingsText {
  private let source: SourceText
  private let root: Node
  /// What a level of the text is indented by.
  private let unit: String
  private let newline: String
  private var edits: [(range: TextRange, text: String)] = []

  init(_ text: String, root: Node) {
    source = SourceText(file: "settings", text: text)
    self.root = root
    unit = Indentation.unit(of: text)
    newline = text.utf8.contains(UInt8(ascii: "\r")) ? "\r\n" : "\n"
  }

  /// The text with these wires; the settings must not have them yet.
  mutating func adding(_ wires: [SettingsMerge.Wire]) -> String {
    var events = Object()
    for wire in wires { events.set(wire.event, .array((events[wire.event]?.array ?? []) + [wire.group])) }
    guard let hooks = root["hooks"], let known = hooks.object else {
      insert([("hooks", Node(.object(events)))], into: root)
      return edited
    }
    var new: [(String?, Node)] = []
    for event in events.members {
      if let groups = known[event.key], let added = event.value.array {
        insert(added.map { (nil, $0) }, into: groups)
      } else {
        new.append((event.key, event.value))
      }
    }
    if !new.isEmpty { insert(new, into: hooks) }
    return edited
  }

  /// The text without the hooks that run these commands, wherever they stand,
  /// and without what they alone kept from being empty.
  mutating func removing(commands: Set<String>) -> String {
    let isOurs = { (hook: Node) in hook["command"]?.string.map(commands.contains) ?? false }
    let isEmptied = { (group: Node) in Self.all(group["hooks"]?.array, isOurs) }
    let hasNone = { (event: Node) in Self.all(event.array, isEmptied) }
    guard let hooks = root["hooks"], let events = hooks.object?.members else { return edited }
    if Self.all(events.map(\.value), hasNone) {
      let members = root.object?.members ?? []
      remove(members.map { ($0.key == "hooks", Self.range($0)) }, from: root)
      return edited
    }
    remove(events.map { (hasNone($0.value), Self.range($0)) }, from: hooks)
    for event in events where !hasNone(event.value) {
      let groups = event.value.array ?? []
      remove(groups.map { (isEmptied($0), $0.range) }, from: event.value)
      for group in groups where !isEmptied(group) {
        if let list = group["hooks"] { remove((list.array ?? []).map { (isOurs($0), $0.range) }, from: list) }
      }
    }
    return edited
  }

  /// Whether there are some, all of which are so.
  private static func all(_ nodes: [Node]?, _ condition: (Node) -> Bool) -> Bool {
    nodes.map { !$0.isEmpty && $0.allSatisfy(condition) } ?? false
  }

  // MARK: Edits

  /// Takes items out of a container, each with the comma that parts it from
  /// one that stays.
  private mutating func remove(_ items: [(isGone: Bool, range: TextRange)], from container: Node) {
    guard let kept = items.firstIndex(where: { !$0.isGone }) else {
      let (start, end) = (container.range.start, container.range.end)
      let inside = TextRange(
        Position(line: start.line, column: start.column + 1), Position(line: end.line, column: end.column - 1))
      edits.append((inside, ""))
      return
    }
    for (place, item) in items.enumerated() where item.isGone {
      edits.append(
        place < kept
          ? (TextRange(item.range.start, items[place + 1].range.start), "")
          : (TextRange(items[place - 1].range.end, item.range.end), ""))
    }
  }

  /// Adds values at the end of an array, or members at the end of an object.
  private mutating func insert(_ values: [(key: String?, value: Node)], into container: Node) {
    guard let last = lastRange(container) else { return fill(container, values) }
    let end = TextRange(at: last.end)
    if let margin = margin(before: last.start) {
      edits.append((end, values.map { ",\n" + margin + rendered($0, margin: margin) }.joined()))
    } else {
      edits.append((end, values.map { ", " + label($0.key) + JSONWriter().write($0.value) }.joined()))
    }
  }

  /// Between the brackets of what is empty.
  private mutating func fill(_ container: Node, _ values: [(key: String?, value: Node)]) {
    let (start, end) = (container.range.start, container.range.end)
    let line = source.line(start.line) ?? ""
    let outer = String(line.prefix { $0 == " " || $0 == "\t" })
    let inner = outer + unit
    let text = values.map { "\n" + inner + rendered($0, margin: inner) }.joined(separator: ",") + "\n" + outer
    edits.append(
      (
        TextRange(
          Position(line: start.line, column: start.column + 1), Position(line: end.line, column: end.column - 1)),
        text
      ))
  }

  private func lastRange(_ container: Node) -> TextRange? {
    container.object?.members.last.map(Self.range) ?? container.array?.last?.range
  }

  private static func range(_ member: Object.Member) -> TextRange {
    TextRange(member.keyRange.start, member.value.range.end)
  }

  /// The blanks before a place, if nothing else stands before it in its line.
  private func margin(before place: Position) -> String? {
    let start = String((source.line(place.line) ?? "").unicodeScalars.prefix(place.column - 1))
    return start.allSatisfy { $0 == " " || $0 == "\t" } ? start : nil
  }

  private func rendered(_ item: (key: String?, value: Node), margin: String) -> String {
    let lines = JSONWriter(pretty: true).write(item.value).split(separator: "\n")
    return label(item.key)
      + lines.map { Indentation.deepened($0, by: unit) }.joined(separator: "\n" + margin)
  }

  private func label(_ key: String?) -> String { key.map { JSONWriter().write(.string($0)) + ": " } ?? "" }

  private var edited: String {
    var result = ""
    var place = Position.start
    for edit in edits.sorted(by: { $0.range.start < $1.range.start }) {
      result += source[TextRange(place, edit.range.start)]
      result += edit.text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: newline)
      place = edit.range.end
    }
    return result + source[TextRange(place, Position(line: source.lineCount + 1, column: 1))]
  }
}
