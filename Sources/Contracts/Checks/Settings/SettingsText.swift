import Diagnostics
import Documents

/// The text of a settings file, read as Claude Code reads it (measured with
/// 2.1.329): of a key that stands twice the last value counts, bytes that are
/// no UTF-8 are replaced, and UTF-16 is known by its byte order mark.
enum SettingsText {
  static func read(_ text: [UInt8], file: String) -> Reading<Node> {
    let strict = JSONReader(file: file).read(text)
    guard strict.diagnostics.hasErrors else { return strict }
    if isBlank(text) {
      let place = TextRange(at: .start)
      return Reading(
        Node(.object(Object()), range: place),
        [Diagnostic("json/syntax", .empty, severity: .warning, at: place.in(file))])
    }
    let lenient = JSONReader(file: file, duplicateKeys: .lastWins).read(utf8(text))
    guard lenient.value != nil, !lenient.diagnostics.hasErrors else {
      return Reading(nil, strict.diagnostics.map(\.loadsNothing))
    }
    return Reading(lenient.value, strict.diagnostics.map(\.isReadByHost))
  }

  private static func isBlank(_ text: [UInt8]) -> Bool {
    let rest = text.starts(with: [0xEF, 0xBB, 0xBF]) ? text.dropFirst(3) : text[...]
    return rest.allSatisfy { $0 == 32 || (9...13).contains($0) }
  }

  private static func utf8(_ text: [UInt8]) -> [UInt8] {
    guard text.starts(with: [0xFF, 0xFE]) else { return Array(String(decoding: text, as: UTF8.self).utf8) }
    let units = stride(from: 2, to: text.count - 1, by: 2).map { UInt16(text[$0]) | UInt16(text[$0 + 1]) << 8 }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}

extension Diagnostic {
  fileprivate var loadsNothing: Diagnostic {
    guard code == "json/syntax" else { return self }
    var copy = self
    copy.notes.append(Note("Claude Code loads nothing of a settings file that it can't read, and says nothing"))
    return copy
  }

  fileprivate var isReadByHost: Diagnostic {
    var copy = self
    copy.severity = .warning
    copy.notes.append(Note("Claude Code reads the file nevertheless; `claude-workflow init` won't edit it"))
    return copy
  }
}

extension Diagnostic.Message {
  fileprivate static var empty: Self {
    "the file is empty, and no settings for Claude Code; `claude-workflow init` won't edit it, write {} or remove it"
  }
}
