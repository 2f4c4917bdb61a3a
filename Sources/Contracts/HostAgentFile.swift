import Diagnostics
import Documents

/// What Claude Code makes of an agent's file (measured with 2.1.329).
///
/// It is stricter than our reader about where the frontmatter stands and about
/// some of its own keys, and says nothing about a file that it drops.
struct HostAgentFile {
  private(set) var mistakes: [Diagnostic] = []
  /// Whether Claude Code drops the file; else it loads it, mistakes and all.
  private(set) var isDropped = false
  private let file: String

  init(header: Node, name: Located<String>, text: [UInt8], file: String) {
    self.file = file
    checkPlace(text)
    checkName(name)
    checkDescription(header, name.value)
    if let hooks = header["hooks"], !hooks.isNull, hooks.object == nil {
      report("wrong-type", .hooks(hooks), at: hooks.range.in(file))
    }
  }

  private mutating func checkPlace(_ text: [UInt8]) {
    switch Self.place(of: text) {
    case .seen: break
    case .notFirst: report("hidden-frontmatter", .notFirst, at: TextRange(at: .start).in(file))
    case .closedByDots(let line):
      let range = TextRange(Position(line: line, column: 1), Position(line: line, column: 4))
      report("hidden-frontmatter", .closedByDots, at: range.in(file))
    }
  }

  private mutating func checkName(_ name: Located<String>) {
    if name.value.utf8.contains(UInt8(ascii: ":")) {
      report("bad-name", .colon(name.value), at: name.range)
    } else if name.value.utf8.first == UInt8(ascii: "-") {
      report("bad-name", .dash(name.value), at: name.range)
    }
  }

  private mutating func checkDescription(_ header: Node, _ agent: String) {
    let place = (header["description"]?.range ?? TextRange(at: .start)).in(file)
    guard let node = header["description"], !node.isNull, node.string?.isEmpty != true else {
      return report("no-description", .undescribed(agent), at: TextRange(at: .start).in(file))
    }
    guard let text = node.string else { return report("no-description", .notText(node), at: place) }
    guard text.unicodeScalars.allSatisfy(\.isBlank) else { return }
    mistakes.append(Diagnostic("agent/no-description", .blank(agent), at: place))
  }

  private mutating func report(_ name: String, _ message: Diagnostic.Message, at range: SourceRange) {
    isDropped = true
    mistakes.append(Diagnostic(.init("agent/" + name), message, at: range))
  }

  // MARK: Where the frontmatter stands

  enum Place: Equatable {
    case seen
    case notFirst
    /// On which line, counted from 1.
    case closedByDots(Int)
  }

  /// Whether the file begins with a line `---` that one more closes; a byte
  /// order mark and blanks behind the dashes are allowed.
  static func place(of text: [UInt8]) -> Place {
    var rest = text.starts(with: [0xEF, 0xBB, 0xBF]) ? text.dropFirst(3) : text[...]
    guard line(&rest).elementsEqual("---".utf8) else { return .notFirst }
    var number = 1
    while !rest.isEmpty {
      number += 1
      let next = line(&rest)
      if next.elementsEqual("---".utf8) { return .seen }
      if next.elementsEqual("...".utf8) { return .closedByDots(number) }
    }
    return .seen
  }

  /// Takes a line off, without the white space at its end.
  private static func line(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let end = rest.firstPlace(of: 10, from: rest.startIndex) ?? rest.endIndex
    var line = rest[..<end]
    while let last = line.last, last == 32 || last == 9 || last == 13 { line.removeLast() }
    rest = rest[min(end + 1, rest.endIndex)...]
    return line
  }
}

extension Diagnostic.Message {
  fileprivate static var notFirst: Self {
    "the frontmatter isn't the first thing in the file, and Claude Code drops the file without a word then; begin line 1 with ---"
  }
  fileprivate static var closedByDots: Self {
    "found ... at the end of the frontmatter, which Claude Code doesn't take for its end, so that it drops the file without a word; write ---"
  }
  fileprivate static func colon(_ name: String) -> Self {
    "found \(quoted(name)) for \"name\", and Claude Code drops an agent with a colon in its name, which stands for plugins; take another"
  }
  fileprivate static func dash(_ name: String) -> Self {
    "found \(quoted(name)) for \"name\", and Claude Code drops an agent whose name begins with a dash; take another"
  }
  fileprivate static func undescribed(_ agent: String) -> Self {
    "the agent \(quoted(agent)) has no \"description\", or an empty one, and Claude Code ignores its file then; add one"
  }
  fileprivate static func notText(_ found: Node) -> Self {
    "found \(found.summary) for \"description\", expected text, and Claude Code ignores the file without it; put it into quotes"
  }
  fileprivate static func blank(_ agent: String) -> Self {
    "the description of the agent \(quoted(agent)) is blank, so that no model knows when to call it; say what it is for"
  }
  fileprivate static func hooks(_ found: Node) -> Self {
    "found \(found.summary) for \"hooks\", expected a mapping of events, and Claude Code ignores the file without one; mend or remove it"
  }
}
