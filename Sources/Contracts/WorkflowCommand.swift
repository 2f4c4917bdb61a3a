/// A prompt that starts a workflow: `/<workflow>` and what stands behind it.
package struct WorkflowCommand {
  package let name: String
  package let arguments: String
  /// The prompt as it was typed.
  package let prompt: String

  /// nil if the prompt isn't a slash followed by a name and a blank or the end.
  package init?(prompt: String) {
    // By scalars: a mark behind the slash would make one character of both.
    let text = prompt.unicodeScalars.dropFirst()
    guard prompt.unicodeScalars.first == "/" else { return nil }
    let end = text.firstIndex { $0.isBlank } ?? text.endIndex
    guard end > text.startIndex else { return nil }
    name = String(text[..<end])
    arguments = String(text[end...])
    self.prompt = prompt
  }

  /// A workflow that the model starts through the tool `Skill`.
  package init?(skill: String, arguments: String) {
    let name = skill.hasPrefix("/") ? String(skill.dropFirst()) : skill
    self.init(prompt: "/" + name + (arguments.isEmpty ? "" : " " + arguments))
  }
}
