import Platform

/// The program that a hook's `command` starts, as far as the text tells.
///
/// Claude Code gives the text to `/bin/sh`, or, beside `args`, starts the
/// program itself.
package struct HookCommand: Sendable {
  /// The words of the first simple command, quotes removed, variables not
  /// yet replaced; what stands behind an operator is left out.
  package private(set) var words: [String] = []
  /// Where the program is started, if `cd FOLDER &&` stands before it.
  package private(set) var folder: String?
  /// Whether `$CLAUDE_PROJECT_DIR` stands outside of quotes, where a path
  /// with blanks falls apart.
  package private(set) var hasUnquotedProject = false
  /// Whether a variable stands where nobody replaces it: in single quotes.
  package private(set) var hasUnreplacedProject = false

  /// A text for the shell.
  package init(shell text: String) {
    var word: [UInt8]? = nil
    var quote: UInt8? = nil
    var bytes = Array(text.utf8)[...]
    let finish = { (words: inout [String]) in
      if let done = word { words.append(String(decoding: done, as: UTF8.self)) }
      word = nil
    }
    var last: UInt8?
    scan: while let byte = bytes.popFirst() {
      last = byte
      switch (byte, quote) {
      case (UInt8(ascii: "'"), nil), (UInt8(ascii: "\""), nil):
        quote = byte
        word = word ?? []
      case (_, byte?): quote = nil
      case (UInt8(ascii: "\\"), nil), (UInt8(ascii: "\\"), UInt8(ascii: "\"")?):
        if let next = bytes.popFirst() { word = (word ?? []) + [next] }
      case (32, nil), (9, nil): finish(&words)
      case (10, nil), (UInt8(ascii: ";"), nil), (UInt8(ascii: "|"), nil), (UInt8(ascii: "&"), nil),
        (UInt8(ascii: "<"), nil), (UInt8(ascii: ">"), nil):
        break scan
      default:
        if byte == UInt8(ascii: "$"), Self.namesProject(bytes) {
          if quote == nil { hasUnquotedProject = true }
          if quote == UInt8(ascii: "'") { hasUnreplacedProject = true }
        }
        word = (word ?? []) + [byte]
      }
    }
    finish(&words)
    while let first = words.first, Self.isAssignment(first) { words.removeFirst() }
    if words.count == 2, words[0] == "cd", bytes.first == UInt8(ascii: "&") || last == UInt8(ascii: ";") {
      follow(Self(shell: String(decoding: bytes.drop { $0 == UInt8(ascii: "&") }, as: UTF8.self)), in: words[1])
    }
  }

  /// Takes the command behind `cd FOLDER &&`.
  private mutating func follow(_ next: Self, in folder: String) {
    guard !next.words.isEmpty else { return }
    words = next.words
    self.folder = next.folder.map { Path.join(folder, $0) } ?? folder
    hasUnquotedProject = hasUnquotedProject || next.hasUnquotedProject
    hasUnreplacedProject = hasUnreplacedProject || next.hasUnreplacedProject
  }

  /// A program with its arguments, which no shell sees: only the form with
  /// braces is replaced.
  package init(program: String, arguments: [String]) {
    words = [program] + arguments
    hasUnreplacedProject = words.contains { word in
      let bytes = Array(word.utf8)
      return bytes.indices.contains {
        bytes[$0] == UInt8(ascii: "$") && Self.namesProject(bytes[($0 + 1)...]) && bytes[$0 + 1] != UInt8(ascii: "{")
      }
    }
  }

  /// Which of our executables it starts, and the word that names it.
  package var executable: (HookExecutable, word: String)? {
    for word in words {
      if let executable = HookExecutable(rawValue: Path.lastComponent(word)) { return (executable, word) }
    }
    return nil
  }

  /// The file of a word of it, absolute; nil if it is no path or can't be told.
  package func path(of word: String, in project: String) -> String? {
    guard let folder, !Path.isAbsolute(word), word.utf8.first != UInt8(ascii: "$") else {
      return Self.path(of: word, project: project)
    }
    guard word.utf8.contains(UInt8(ascii: "/")) else { return nil }
    return Self.path(of: Path.join(folder, word), project: project)
  }

  /// A word as an absolute path; nil if it is no path or can't be told.
  package static func path(of word: String, project: String) -> String? {
    guard word.utf8.contains(UInt8(ascii: "/")) else { return nil }
    var rest = word[...]
    var path = ""
    for prefix in ["${CLAUDE_PROJECT_DIR}", "$CLAUDE_PROJECT_DIR"] where word.hasPrefix(prefix) {
      path = project
      rest = word.dropFirst(prefix.count)
      break
    }
    guard !rest.utf8.contains(where: { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "`") || $0 == UInt8(ascii: "~") })
    else { return nil }
    return Path.normalized(path.isEmpty ? Path.join(project, String(rest)) : path + rest)
  }

  private static func namesProject(_ rest: ArraySlice<UInt8>) -> Bool {
    let name = Array("CLAUDE_PROJECT_DIR".utf8)
    return rest.starts(with: name) || rest.starts(with: [UInt8(ascii: "{")] + name)
  }

  private static func isAssignment(_ word: String) -> Bool {
    guard let sign = word.utf8.firstIndex(of: UInt8(ascii: "=")), sign != word.startIndex else { return false }
    return word.utf8[..<sign].allSatisfy { byte in
      switch byte {
      case 48...57, 65...90, 95, 97...122: true
      default: false
      }
    }
  }
}
