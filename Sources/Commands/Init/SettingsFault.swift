internal import ArgumentParser
import Contracts
import Diagnostics
import Documents

/// Why a settings file can't be changed: it is the user's to mend.
enum SettingsFault {
  /// Says it; nothing was changed.
  static func refusal(_ reading: Reading<Node>, _ path: String, _ bytes: [UInt8]) -> any Error {
    let source = SourceText(file: path, bytes: bytes)
    let renderer = TextRenderer(color: Output.error.takesColor) { $0 == path ? source : nil }
    Output.error.write(renderer.render(reading.diagnostics))
    Output.error.write("claude-workflow: \(text(reading, path, bytes)). Nothing was changed.\n")
    return ExitCode(1)
  }

  private static func text(_ reading: Reading<Node>, _ path: String, _ bytes: [UInt8]) -> String {
    guard let settings = reading.accepted else {
      let errors = reading.diagnostics.filter { $0.severity == .error }
      guard errors.contains(where: { $0.code != "json/duplicate-key" }) else {
        return
          "a key stands twice in \(path): Claude Code reads the file and goes by the last one, but a text with two can't be changed for sure; take one out, then give the command again"
      }
      if bytes.allSatisfy({ $0 == 32 || (9...13).contains($0) }) {
        return
          "\(path) is empty, which Claude Code takes for no settings; write {} into it, then give the command again"
      }
      if errors.contains(where: { $0.code == "json/invalid-utf8" }) {
        return
          "\(path) is not in UTF-8: Claude Code reads what it can of it, but such a text can't be changed for sure; save it as UTF-8, then give the command again"
      }
      return
        "the settings are no JSON (which has no comments), and Claude Code loads nothing of them; mend them first"
    }
    guard let members = settings.object else {
      return "\(path) holds \(settings.summary), a form that Claude Code ignores; expected an object, as {}"
    }
    guard let hooks = members["hooks"], let events = hooks.object else {
      let found = members["hooks"]?.summary ?? "nothing"
      return
        "\"hooks\" in \(path) is \(found), a form that Claude Code ignores; expected an object of lists: take it out, or write {}"
    }
    let wrong = events.members.first { $0.value.array == nil }
    return
      "\"hooks\" in \(path) has \(quoted(wrong?.key ?? "")): \(wrong?.value.summary ?? ""), a form that Claude Code ignores; expected a list: take it out, or write []"
  }
}
